"""What was said about a demand, by whom, and the files that came with it."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.core.languages import pick
from fugong.core.sealed import SealedText
from fugong.demands.models.demand import Demand
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


class MessageKind(models.TextChoices):
    ANSWER = "answer", _("Answer")
    PROGRESS = "progress", _("Progress")
    PART = "part", _("Part of a supporting department")
    QUESTION = "question", _("Question to the enterprise")
    REPLY = "reply", _("The enterprise's reply")
    NOTE = "note", _("Note within the authority")


class Message(models.Model):
    """Something said; never changed. `texts` holds further languages. Notes and parts stay within the authority."""

    event_kind = "demand_message"

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10)
    text = models.TextField()
    texts = models.JSONField(default=dict, blank=True, help_text=_("Language → the same in that language."))
    department = models.CharField(max_length=40, blank=True)
    inside = models.BooleanField(default=False, help_text=_("Read by the authority only."))
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["demand", "id"], name="demand_message_of")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def kind_name(self) -> str:
        return str(MessageKind(self.kind).label)

    @property
    def words(self) -> str:
        """The text in the reader's language where it was given, else as it was written."""
        return pick({"zh": self.text, **self.texts}) if self.texts else self.text


def attachment_path(attachment: Attachment, name: str) -> str:
    """Stored under a random name: what people call a file never reaches the disk."""
    return f"demands/{attachment.uid.hex[:2]}/{attachment.uid.hex}"


def attachment_storage() -> Any:
    return storages["default"]


class Attachment(models.Model):
    """A photo, paper or recording that came with a demand, an answer or the proof of a task. Never changed."""

    event_kind = "demand_attachment"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    task = models.ForeignKey("demands.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="proofs")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80, help_text="media type, as found in the bytes")
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=attachment_path, storage=attachment_storage, max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(demand__isnull=False, task=None) | models.Q(demand=None, task__isnull=False),
                name="demand_attachment_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What someone has typed and not sent yet, kept though the session ends. One for each person and enterprise."""

    event_kind = "demand_draft"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    category = models.CharField(max_length=40, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = SealedText(_("telephone"))
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise", "user"], name="demand_draft_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
