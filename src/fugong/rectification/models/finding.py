"""A finding: what isn't as it should be at an enterprise, with what shows it before and after."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.inspections.models import Visit
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.rectification.access import RectificationQuerySet, Toned, holds
from fugong.rectification.arrows import FINDING
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class Finding(Toned, Case):
    """One thing found. The same item (or, without a list, the same title) at the same enterprise again is a repeat."""

    workflow = FINDING
    event_kind = "finding"

    uid = models.UUIDField(default=uuid7, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="findings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="findings")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings")
    checklist = models.CharField(max_length=40, blank=True)
    aspect = models.CharField(_("aspect"), max_length=40, blank=True)
    item = models.CharField(_("item"), max_length=40, blank=True)
    title = models.CharField(_("what was found"), max_length=200, blank=True, help_text=_("Where no list has it."))
    note = models.CharField(_("note"), max_length=500, blank=True)
    severity = models.CharField(_("severity"), max_length=40, help_text=_("Key of the pack’s severity."))
    route = models.CharField(max_length=12, help_text="on_the_spot | notice | stop")
    found_at = models.DateTimeField(_("found"))
    found_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    repeat_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repeats")
    times = models.PositiveSmallIntegerField(default=1, help_text=_("How often this was found here, with this time."))
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(item="", title=""), name="finding_says_what"),
            models.CheckConstraint(condition=Q(times__gte=1), name="finding_times"),
            models.UniqueConstraint(
                fields=["visit", "checklist", "item"], condition=Q(visit__isnull=False), name="finding_once_a_visit"
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="finding_area"),
            models.Index(fields=["campaign", "-found_at", "-id"], name="finding_latest"),
            models.Index(fields=["enterprise", "campaign", "item"], name="finding_again"),
        ]

    def __str__(self) -> str:
        return self.title or self.item

    @property
    def is_repeat(self) -> bool:
        return self.times > 1

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self.enterprise)


def proof_path(proof: Proof, name: str) -> str:
    """Stored under its number: what people call a file never reaches the disk."""
    return f"rectification/{proof.uid.hex[:2]}/{proof.uid.hex}"


def storage() -> Any:
    return storages["default"]


class Stage(models.TextChoices):
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class StoredFile(models.Model):
    """A picture, paper or video that was kept, known by its bytes."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, help_text="media type, as found in the bytes")
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")

    @property
    def is_video(self) -> bool:
        return self.kind.startswith("video/")


class Proof(StoredFile):
    """What shows a finding as it was, or as it was put right. `sent` with an answer it stays as it is."""

    event_kind = "proof"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to=proof_path, storage=storage, max_length=200)
    sent = models.BooleanField(
        default=False, help_text=_("Part of an answer or record: it can’t be taken out any more.")
    )
    by_enterprise = models.BooleanField(default=False)
