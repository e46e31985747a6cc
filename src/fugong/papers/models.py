"""Papers of cases, and their files. A case of any room asks for them; the room says who sees the case (see `access`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.core.languages import pick
from fugong.papers import access
from fugong.papers.arrows import HAND_IN, PAPER
from fugong.places.models import Campaign
from fugong.workflow.cases import Case

TONES = {
    "lacking": "secondary",
    "promised": "warning",
    "handed_in": "info",
    "returned": "danger",
    "accepted": "success",
}
THERE = ("handed_in", "accepted")


class Paper(Case):
    """One document that one case asks for. Its rows are reached through the case: whoever sees that, sees its papers."""

    workflow = PAPER
    event_kind = "paper"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="papers")
    case_kind = models.CharField(max_length=40, help_text=_("The kind of case, as the ledger calls it."))
    case_id = models.BigIntegerField()
    key = models.CharField(max_length=60, help_text=_("What the pack calls it."))
    names = models.JSONField(default=dict, help_text=_("Language → what people call it."))
    notes = models.JSONField(default=dict, blank=True, help_text=_("Language → what it must show."))
    needed = models.BooleanField(default=True)
    may_wait = models.BooleanField(default=False, help_text=_("The case may go on under a promise."))
    promised_until = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=300, blank=True, help_text=_("What was said with the promise or the return."))
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case_kind", "case_id", "key"], name="paper_once"),
            models.CheckConstraint(
                condition=~Q(state="promised") | Q(may_wait=True, promised_until__isnull=False), name="paper_may_wait"
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(judged_by__isnull=False), name="paper_judged"),
        ]
        indexes = [
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="paper_sweep"),
            models.Index(fields=["campaign", "promised_until"], condition=Q(state="promised"), name="paper_promised"),
        ]

    def __str__(self) -> str:
        return pick(self.names) or self.key

    @property
    def note(self) -> str:
        return pick(self.notes)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_there(self) -> bool:
        return self.state in THERE

    @property
    def is_missing(self) -> bool:
        """Whether the case can't go on without it."""
        return self.needed and not self.is_there and self.state != "promised"

    def may_move(self, by: Any, permission: str) -> bool:
        kind = access.get(self.case_kind)
        case = kind.find(by, self.campaign, self.case_id)
        if case is None:
            return False
        return kind.may_hand_in(by, case) if permission == HAND_IN else kind.may_judge(by, case)


def file_path(file: PaperFile, name: str) -> str:
    """Stored under its number: what people call a file never reaches the disk."""
    return f"papers/{file.uid.hex[:2]}/{file.uid.hex}"


def storage() -> Any:
    return storages["default"]


class PaperFile(models.Model):
    """A file of a paper, checked by its bytes, kept as it came; taken out only while nobody has judged it."""

    event_kind = "paper_file"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80, help_text=_("Media type, as found in the bytes."))
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=file_path, storage=storage, max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["paper", "digest"], name="paper_file_once")]

    def __str__(self) -> str:
        return self.name
