"""A filing: what an enterprise declares, the steps that the place's route gave it, and what was said at each."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import uuid7
from fugong.places.access import PlaceQuerySet
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.access import EnterpriseRowQuerySet, may
from fugong.registry.models import Enterprise, Park, Team
from fugong.resumption.arrows import FILING
from fugong.workflow.cases import Case


class FilingKind(models.TextChoices):
    FIRST = "first", _("First filing")
    ADDITION = "addition", _("Addition after approval")
    AGAIN = "again", _("Filing again")


class FilingQuerySet(EnterpriseRowQuerySet):
    view_permission = Permission.FILING_VIEW


class JointFilingQuerySet(PlaceQuerySet):
    path = "park__jurisdiction__prefix"


class JointFiling(models.Model):
    """Tenants of one park or building that file, are verified and resume together (集中申报、集中检验、集中复工)."""

    event_kind = "joint_filing"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="joint_filings")
    park = models.ForeignKey(Park, on_delete=models.PROTECT, related_name="joint_filings")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = JointFilingQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "park"], condition=Q(closed_at=None), name="joint_filing_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.park)

    @property
    def area_code(self) -> str:
        return self.park.area_code


class Filing(Case):
    """One filing. A new version is a new row that follows the earlier one; a filed version's answers never change."""

    workflow = FILING
    event_kind = "filing"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="filings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="filings")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, default=FilingKind.FIRST)
    number = models.CharField(_("number"), max_length=40, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    joint = models.ForeignKey(JointFiling, on_delete=models.SET_NULL, null=True, blank=True, related_name="filings")
    answers = models.JSONField(default=dict)
    planned_on = models.DateField(_("planned first day"), null=True, blank=True)
    staff_returning = models.PositiveIntegerField(_("staff returning"), null=True, blank=True)
    remote = models.BooleanField(_("works remotely"), default=False)
    route = models.CharField(_("route"), max_length=60, blank=True, help_text=_("Key of the pack's route."))
    route_reason = models.JSONField(default=dict, blank=True)
    step = models.PositiveSmallIntegerField(default=0, help_text=_("Order of the step that is open; 0 before filing."))
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="filings_made")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        ordering = ["filed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"],
                condition=Q(state__in=["draft", "filed", "returned"]),
                name="filing_one_open_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["filed", "approved", "refused"]) | Q(filed_at__isnull=False),
                name="filing_filed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(filed_at=None, filed_by=None) | Q(filed_at__isnull=False, filed_by__isnull=False),
                name="filing_filed_by_someone",
            ),
            models.UniqueConstraint(fields=["campaign", "number"], condition=~Q(number=""), name="filing_number_once"),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "due_at", "id"], name="filing_due"),
            models.Index(fields=["campaign", "state", "filed_at", "id"], name="filing_first_come"),
            models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), "state", "route", "id", name="filing_area"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.enterprise} v{self.version}"

    def may_move(self, by: Any, permission: str) -> bool:
        if permission == Permission.FILING_DECIDE:
            from fugong.resumption.deciders import may_decide  # deciders asks this model

            return may_decide(self, by)
        return may(by, Permission(permission), self.enterprise)


class StepState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OPEN = "open", _("To be decided")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class FilingStep(models.Model):
    """One step of a filing's route: who, what, by when; and what came of it. An opinion once given is never overwritten."""

    event_kind = "filing_step"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    wave = models.PositiveSmallIntegerField(default=1, help_text=_("Steps of one wave run side by side."))
    place = models.PositiveSmallIntegerField(
        default=0, help_text=_("Place among the steps of the pack's route, from 0.")
    )
    post = models.CharField(max_length=40)
    do = models.CharField(max_length=12, help_text="accept | guide | review | verify | approve | recheck")
    within = models.CharField(max_length=40, blank=True)
    blocking = models.BooleanField(default=True, help_text=_("False: it comes after the approval, such as a re-check."))
    state = models.CharField(max_length=10, default=StepState.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, blank=True, help_text="passed | returned | refused | fault")
    opinion = models.TextField(_("opinion"), blank=True)
    rung = models.PositiveSmallIntegerField(default=0, help_text=_("Steps of the escalation ladder already fired."))
    next_rung_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["filing", "order"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "order"], name="step_order_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="step_done_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "state", "due_at"], name="step_post"),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="step_open"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="step_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.filing} {self.order}: {self.post} {self.do}"


class Remark(models.Model):
    """Why a field or document was sent back, item by item."""

    event_kind = "remark"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="remarks")
    step = models.ForeignKey(FilingStep, on_delete=models.CASCADE, related_name="remarks")
    field = models.CharField(max_length=60, help_text=_("Key of the form field or document."))
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


def document_path(document: Document, name: str) -> str:
    """Stored under a random name: what people call a file never reaches the disk."""
    return f"filings/{document.uid.hex[:2]}/{document.uid.hex}"


def document_storage() -> Any:
    return storages["default"]


class Document(models.Model):
    """A file that belongs to a filing. Frozen once filed: no row or file changes any more."""

    event_kind = "document"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="documents")
    field = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, help_text="media type, as found in the bytes")
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=document_path, storage=document_storage, max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class TeamVisit(models.Model):
    """A verification group sent to a filing's step."""

    event_kind = "team_visit"

    step = models.OneToOneField(FilingStep, on_delete=models.CASCADE, related_name="visit")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="visits")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.team} → {self.step.filing}"
