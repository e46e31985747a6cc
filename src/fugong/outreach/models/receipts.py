"""Who was sent which version, who opened it, who confirmed that they read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.outreach.models.notices import Notice, NoticeVersion
from fugong.places.models import Campaign
from fugong.registry.access import EnterpriseRowQuerySet
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User


class NoticeSending(models.Model):
    """A version sent to an audience, once. Reminders climb its rungs; it is swept like a case, though it is none."""

    event_kind = "notice_sending"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="notice_sendings")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="sendings")
    version = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="sendings")
    audience = models.JSONField(default=dict)
    enterprises = models.PositiveIntegerField(default=0, help_text=_("Receipts made for enterprises."))
    officers = models.PositiveIntegerField(default=0, help_text=_("Receipts made for officers."))
    people = models.PositiveIntegerField(default=0, help_text=_("Receipts made for people by name."))
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True, help_text=_("By when it is to be confirmed."))
    rung = models.PositiveSmallIntegerField(default=0, help_text=_("Reminders already fired by the clock."))
    next_rung_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="notice_sending_sweep")
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.sent_at:%Y-%m-%d %H:%M}"

    @property
    def area_code(self) -> str:
        return self.notice.area_code


class Reader(models.Model):
    """Someone of an enterprise's who is to read notices in person, and the named contact who looks after them (L13)."""

    event_kind = "notice_reader"

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="readers")
    area_code = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=2, default="zh")
    contact = models.CharField(_("named contact"), max_length=60, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    objects = EnterpriseRowQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], condition=Q(left_at=None), name="reader_once")
        ]

    def __str__(self) -> str:
        return self.name


class ReceiptQuerySet(EnterpriseRowQuerySet):
    view_permission = Permission.NOTICE_VIEW

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        """Those of one's enterprises; an officer's own; other officers' for those who publish in the area."""
        found = Q(enterprise__isnull=False) & self.seen(user, permission) | Q(person=user)
        scope = user.scope(Permission.NOTICE_PUBLISH)
        for area in ("",) if scope.everything else scope.areas:
            found |= Q(enterprise=None, area_code__startswith=area)
        return self.filter(found)


class NoticeReceipt(models.Model):
    """One reader of one version: an enterprise (whoever speaks for it), one of its people by name, or an officer."""

    event_kind = "notice_receipt"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="notice_receipts")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="receipts")
    version = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="receipts")
    sending = models.ForeignKey(NoticeSending, on_delete=models.CASCADE, related_name="receipts")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="notice_receipts"
    )
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, null=True, blank=True, related_name="receipts")
    person = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, blank=True, related_name="notice_receipts"
    )
    area_code = models.CharField(max_length=12)
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=2, blank=True, help_text=_("In which it was opened last."))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "enterprise", "reader", "person"], name="notice_receipt_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, person=None)
                | Q(enterprise=None, person__isnull=False, reader=None),
                name="notice_receipt_is_someones",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="notice_receipt_confirmed_by",
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "campaign", "-id"], name="notice_receipt_of_firm"),
            models.Index(fields=["version", "id"], condition=Q(confirmed_at=None), name="notice_receipt_open"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="notice_receipt_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.reader or self.enterprise or self.person)


class NoticeViewing(models.Model):
    """How often the public page was opened on one day in one language; nothing about who."""

    event_kind = "notice_viewing"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="viewings")
    day = models.DateField()
    language = models.CharField(max_length=2)
    poster = models.BooleanField(default=False, help_text=_("By the code of a poster."))
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "day", "language", "poster"], name="notice_viewing_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} · {self.day} · {self.count}"
