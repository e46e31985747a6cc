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
