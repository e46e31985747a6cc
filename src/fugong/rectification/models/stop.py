"""The stop-work order: proposed by one person, ordered by another, lifted by two again."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import uuid7
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.rectification.access import RectificationQuerySet, holds
from fugong.rectification.arrows import STOP_WORK
from fugong.rectification.models.finding import Finding
from fugong.rectification.models.notice import Notice
from fugong.rectification.models.paper import Paper
from fugong.registry.models import Enterprise

STANDING = ("in_force", "answered", "verified")
"""States in which the order holds."""


class StopWork(Paper):
    """One proposal, and the order that came of it."""

    workflow = STOP_WORK
    event_kind = "stop_work"

    uid = models.UUIDField(default=uuid7, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="stop_works")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="stop_works")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="stop_works")
    grounds = models.CharField(_("grounds"), max_length=500)
    found_by = ArrayField(models.BigIntegerField(), default=list)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(max_length=500, blank=True)
    resumption_before = models.CharField(max_length=20, blank=True, help_text=_("Where the enterprise stood before."))
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "serial"], name="stop_work_serial_once"),
            models.UniqueConstraint(
                fields=["campaign", "enterprise"],
                condition=Q(state__in=["proposed", "in_force", "answered", "verified"]),
                name="stop_work_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(state="rejected") | ~Q(decided_by=F("proposed_by")),
                name="stop_work_two_signatures",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("verified_by")), name="stop_work_lifted_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="lifted") | Q(lifted_by__isnull=False, verified_by__isnull=False),
                name="stop_work_lifted_has_people",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="stop_work_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="stop_work_sweep"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.enterprise}"

    @property
    def stands(self) -> bool:
        return self.state in STANDING

    def barred_from_look_back(self) -> set[int]:
        """Ids of those who may not look again: finders, proposer, and who ordered it."""
        return {*self.found_by, self.proposed_by_id, *([self.decided_by_id] if self.decided_by_id else [])}

    def may_move(self, by: Any, permission: str) -> bool:
        barred: dict[str, set[int | None]] = {
            Permission.STOP_WORK_DECIDE: {self.proposed_by_id, self.verified_by_id},
            Permission.RECTIFICATION_ISSUE: set(self.barred_from_look_back()),
        }
        if by.pk in barred.get(permission, set()):
            return False
        if permission == Permission.STOP_WORK_PROPOSE and by.pk != self.proposed_by_id:
            return False
        return holds(by, permission, self.enterprise)


class StopWorkItem(models.Model):
    """A finding over which work stops."""

    event_kind = "stop_work_item"

    order = models.ForeignKey(StopWork, on_delete=models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="stop_work_items")
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "finding"], name="stop_work_item_once")]

    def __str__(self) -> str:
        return f"{self.order} · {self.finding}"
