"""What happened: one append-only row a happening. Timelines, notifications, audit and figures read it; nobody edits it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, kind: str, key: object) -> "EventQuerySet":
        """The story of one record."""
        return self.filter(subject_kind=kind, subject_key=str(key))

    def of_enterprise(self, enterprise_id: int) -> "EventQuerySet":
        """Everything that happened to one enterprise, whatever the record."""
        return self.filter(enterprise_id=enterprise_id)


class Event(models.Model):
    """Who did what to which record, when, and why. The database refuses to change or remove one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80, help_text=_("The name at that time, or what acted: the clock, a sheet."))
    verb = models.CharField(max_length=60, help_text=_("A stable key such as filing.submit."))
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    campaign_id = models.BigIntegerField(null=True)
    enterprise_id = models.BigIntegerField(null=True)
    area_code = models.CharField(max_length=12, blank=True)
    frm = models.CharField(max_length=30, blank=True)
    to = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "id"], name="event_subject"),
            models.Index(fields=["enterprise_id", "-id"], name="event_enterprise"),
            models.Index(fields=["campaign_id", "verb", "at"], name="event_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_kind}/{self.subject_key}"


class Seal(models.Model):
    """What events said when they were sealed: the root of their hashes, chained to the seal before. Never changed or removed."""

    number = models.BigIntegerField(primary_key=True, help_text=_("Without a gap, from 1."))
    last_id = models.BigIntegerField(
        unique=True, help_text=_("It covers all events above the last one of the seal before, up to this.")
    )
    events = models.PositiveIntegerField()
    root = models.BinaryField(
        help_text=_("SHA-256 over the events' hashes, in the order of their numbers, as a tree (RFC 6962).")
    )
    before = models.BinaryField(help_text=_("The hash of the seal before; 32 zero bytes in the first."))
    hash = models.BinaryField(help_text=_("SHA-256 over all of the above and the moment."))
    sealed_at = models.DateTimeField()
    leaves = models.BinaryField(
        help_text=_("The first 8 bytes of each event's hash, so that a wrong one can be named.")
    )

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{bytes(self.hash).hex()}"


class Mark(models.Model):
    """How far events had been numbered at a moment, and which transactions were still writing then. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    bound = models.BigIntegerField()
    writers = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.bound)
