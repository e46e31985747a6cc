"""What was found on site: one visit with its items, who went, and what others sent under the same number."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.inspections.access import InspectionQuerySet
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise, Team
from fugong.resumption.models import Verification


class Kind(models.TextChoices):
    """Why somebody goes. The values are what a checklist's `used_for` names."""

    ROUND = "round", _("Daily round")
    LOOK_BACK = "look_back", _("Look-back")
    SPOT_CHECK = "spot_check", _("Spot check")
    VERIFY = "verify", _("Verification of a filing")
    CONSULTATION = "consultation", _("Expert consultation")
    SEARCH = "search", _("Search for resumption without leave")
    SERVICE = "service", _("Service visit")


def signature_path(visit: Visit, name: str) -> str:
    return f"visits/{visit.uid.hex[:2]}/{visit.uid.hex}.signature"


def evidence_path(evidence: Evidence, name: str) -> str:
    """Stored under its number: what people call a file never reaches the disk."""
    return f"evidence/{evidence.uid.hex[:2]}/{evidence.uid.hex}"


def storage() -> Any:
    return storages["default"]


class Visit(models.Model):
    """One visit to one enterprise, complete when it is here. Its lists are the pack version's, so that a changed list never
    changes a past visit. Times are the phone's, set back where its clock ran ahead; `received_at` is the server's.
    """

    event_kind = "visit"

    uid = models.UUIDField(
        default=uuid7, unique=True, help_text=_("Made by the client, so that a repeat changes nothing.")
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="visits")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="visits")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    checklists = ArrayField(models.CharField(max_length=40), verbose_name=_("checklists"))
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="inspections")
    verification = models.OneToOneField(
        Verification, on_delete=models.SET_NULL, null=True, blank=True, related_name="visit"
    )
    day = models.DateField(_("day"))
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    received_at = models.DateTimeField()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accuracy = models.PositiveIntegerField(null=True, blank=True, help_text="m")
    device = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="visits_recorded")
    note = models.TextField(_("note"), blank=True)
    result = models.CharField(_("result"), max_length=8, help_text="passed | faults")
    reached = models.PositiveIntegerField(default=0, help_text=_("Weight of the items that were in order."))
    weight = models.PositiveIntegerField(default=0, help_text=_("Weight of the items that were looked at."))
    failed = models.PositiveSmallIntegerField(default=0)
    corrected = models.PositiveSmallIntegerField(default=0)
    signer = models.CharField(_("person in charge"), max_length=60, blank=True)
    refusal = models.CharField(_("why it wasn’t signed"), max_length=300, blank=True)
    signature = models.FileField(upload_to=signature_path, storage=storage, max_length=200, blank=True)
    signature_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was sent: the same again changes nothing."))

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-finished_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(finished_at__gte=F("started_at")), name="visit_ends_after_it_begins"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("finished_at"), name="visit_area"),
            models.Index(fields=["campaign", "-finished_at", "-id"], name="visit_latest"),
            models.Index(fields=["enterprise", "campaign", "day"], name="visit_of_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.number}"

    @property
    def number(self) -> str:
        """How papers call it: the day and the row's number."""
        return f"{self.day:%Y%m%d}-{self.pk:05d}"


class VisitPerson(models.Model):
    """Somebody who took part in a visit, for a department or as an expert of a field."""

    event_kind = "visit_person"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="visits_made")
    department = models.CharField(max_length=40, blank=True, help_text=_("Key of the pack’s department."))
    field = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="visit_person_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.visit_id}"


class VisitItem(models.Model):
    """One item as it was found. `weight` and `on_fail` are those of the list when it was filled in."""

    event_kind = "visit_item"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="items")
    checklist = models.CharField(max_length=40)
    aspect = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    passed = models.BooleanField(null=True, help_text=_("Empty: not applicable here."))
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    corrected = models.BooleanField(default=False, help_text=_("Put right on the spot."))
    on_fail = models.CharField(max_length=12, default="notice", help_text="on_the_spot | notice | stop")
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "checklist", "item"], name="visit_item_once"),
            models.CheckConstraint(condition=Q(corrected=False) | Q(passed=False), name="visit_item_corrected_a_fault"),
        ]
        indexes = [
            models.Index(fields=["item", "visit"], condition=Q(passed=False), name="visit_item_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.passed}"


class VisitEdit(models.Model):
    """What else was sent under a visit's number: by a colleague, or later from another phone. Kept, shown side by side."""

    event_kind = "visit_edit"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="edits")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=80, blank=True)
    content = models.JSONField(help_text=_("What was sent, as it came."))
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, blank=True, help_text="kept | taken")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "digest"], name="visit_edit_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} · {self.digest[:8]}"


class EvidenceKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    VOICE = "voice", _("Voice note")


class Evidence(models.Model):
    """A photo or voice note of a visit's item. May come before its visit, which is then named by `visit_uid` alone."""

    event_kind = "evidence"

    uid = models.UUIDField(default=uuid7, unique=True)
    visit_uid = models.UUIDField(db_index=True)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12, blank=True)
    checklist = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=40, blank=True, help_text=_("Empty: of the visit as a whole."))
    kind = models.CharField(max_length=8, choices=EvidenceKind.choices)
    media = models.CharField(max_length=40, help_text=_("media type, as found in the bytes"))
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text=_("Of the file as it is kept."))
    sent_sha256 = models.CharField(max_length=64, help_text=_("Of the bytes as they were sent."))
    file = models.FileField(upload_to=evidence_path, storage=storage, max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} · {self.uid}"


class EvidencePart(models.Model):
    """Bytes of a file that is still on its way, from `start` on. Gone once the file is whole."""

    uid = models.UUIDField()
    by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    content = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["uid", "start"], name="evidence_part_once")]

    def __str__(self) -> str:
        return f"{self.uid} · {self.start}"
