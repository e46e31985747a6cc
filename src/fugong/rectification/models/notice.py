"""The rectification notice (整改通知书) with its items, the extension of its deadline, and the look-back."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import uuid7
from fugong.inspections.models import Visit
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.rectification.access import RectificationQuerySet, Toned, holds
from fugong.rectification.arrows import EXTENSION, NOTICE
from fugong.rectification.models.finding import Finding
from fugong.rectification.models.paper import Paper
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class Notice(Paper):
    """What an enterprise has to put right, by when. A second notice follows one that failed."""

    workflow = NOTICE
    event_kind = "rectification_notice"

    uid = models.UUIDField(default=uuid7, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="rectification_notices")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="rectification_notices")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    turn = models.PositiveSmallIntegerField(default=1, help_text=_("1: first notice; 2: second, over the same."))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    found_by = ArrayField(models.BigIntegerField(), default=list, help_text=_("Ids of those who found its items."))
    deadline = models.DateTimeField(_("deadline"))
    paused_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_in_time = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    has_repeat = models.BooleanField(default=False)
    aspects = ArrayField(models.CharField(max_length=40), default=list)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "serial"], name="notice_serial_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "closed", "annulled"]) | Q(ended_at__isnull=False),
                name="notice_ended_has_a_time",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="notice_area"),
            models.Index(fields=["campaign", "-issued_at", "-id"], name="notice_latest"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="notice_sweep"),
        ]

    def __str__(self) -> str:
        return self.number

    def barred_from_look_back(self) -> set[int]:
        """Ids of those who may not look again: who found its items, and who issued it."""
        return {*self.found_by, self.issued_by_id}

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self.enterprise)


class NoticeItem(models.Model):
    """One finding on a notice: what is asked, what the enterprise answered, what the look-back saw."""

    event_kind = "notice_item"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="notice_items")
    order = models.PositiveSmallIntegerField()
    demand = models.CharField(_("what is to be done"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, blank=True, help_text="right | wrong | dropped")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "finding"], name="notice_item_once"),
            models.UniqueConstraint(fields=["notice", "order"], name="notice_item_order"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.order}"


class Extension(Toned, Case):
    """More time for a notice: the enterprise asks, somebody other than the issuer decides."""

    workflow = EXTENSION
    event_kind = "extension"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="extensions")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    area_code = models.CharField(max_length=12)
    until = models.DateTimeField(_("until"))
    why = models.CharField(_("why"), max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(max_length=300, blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["notice"], condition=Q(state="asked"), name="extension_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.notice} → {self.until:%Y-%m-%d %H:%M}"

    def may_move(self, by: Any, permission: str) -> bool:
        if permission == Permission.RECTIFICATION_ISSUE and by.pk in (self.asked_by_id, self.notice.issued_by_id):
            return False
        return holds(by, permission, self.enterprise)


class LookBack(models.Model):
    """Somebody looked again (回头看): at a notice, or at a stop-work order."""

    event_kind = "look_back"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, blank=True, related_name="look_backs")
    order = models.ForeignKey(
        "rectification.StopWork", on_delete=models.CASCADE, null=True, blank=True, related_name="look_backs"
    )
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notice=None, order__isnull=False) | Q(notice__isnull=False, order=None),
                name="look_back_of_one_paper",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.passed}"
