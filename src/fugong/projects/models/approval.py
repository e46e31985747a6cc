"""Approvals with branches that run side by side, and parcels of land."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.chains.access import serves
from fugong.core import languages
from fugong.core.money import half_up
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.projects.access import ProjectRowQuerySet, StaffQuerySet, Toned, acts_for, speaks_for
from fugong.projects.arrows import APPLY, APPROVAL, BRANCH, PARCEL, STEP
from fugong.projects.models.project import Project
from fugong.projects.poles import Leg
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"
MU = Decimal(2000) / 3
"""Square metres of one mu (亩)."""


class Parcel(Toned, Case):
    """A piece of land: free to be given, agreed for somebody, handed over."""

    workflow = PARCEL
    event_kind = "parcel"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="parcels")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="parcels", help_text=_("Who gets it.")
    )
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    number = models.CharField(_("number"), max_length=40, blank=True)
    area_m2 = models.PositiveIntegerField(_("area"), help_text="m²")
    use = models.CharField(_("use"), max_length=40)
    address = models.CharField(_("address"), max_length=160, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StaffQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="parcel_has_an_area"),
            models.UniqueConstraint(fields=["campaign", "name"], condition=~Q(state="withdrawn"), name="parcel_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="parcel_place_is_whole",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="parcel_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="parcel_sweep"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mu(self) -> Decimal:
        """Its area in mu (亩), rounded to two places."""
        return half_up(Decimal(self.area_m2) / MU, 2)

    @property
    def use_name(self) -> str:
        return self.campaign.pack.projects.name_of("use", self.use)  # type: ignore[no-any-return]

    @property
    def office(self) -> str:
        return self.campaign.pack.projects.land.office  # type: ignore[no-any-return]

    def may_move(self, by: Any, permission: str) -> bool:
        return acts_for(by, self, self.office) if permission == STEP else serves(by, permission, self)


class Approval(Toned, Case):
    """One approval of a project, an enterprise or a parcel, with branches."""

    workflow = APPROVAL
    event_kind = "approval"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="approvals")
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text=_("Who applies."),
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=40)
    subject = models.CharField(_("what for"), max_length=160)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    through_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_to = models.CharField(_("handed to"), max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "serial"], name="approval_numbered_once"),
            models.CheckConstraint(
                condition=Q(project__isnull=False) | Q(parcel__isnull=False) | Q(enterprise__isnull=False),
                name="approval_is_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | Q(handed_over_at__isnull=False),
                name="approval_handed_over_has_a_time",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="approval_area"),
            models.Index(fields=["campaign", "kind", "state"], name="approval_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def kind_name(self) -> str:
        return self.campaign.pack.projects.name_of("approval", self.kind)  # type: ignore[no-any-return]

    def may_move(self, by: Any, permission: str) -> bool:
        if permission == APPLY:
            return speaks_for(by, self)
        return serves(by, permission, self)


class Branch(Toned, Case):
    """One office's part of an approval, with its clock, papers, and certificate."""

    workflow = BRANCH
    event_kind = "approval_branch"

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="branches")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="approval_branches")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    name = models.JSONField(_("name"), help_text=_("By language."))
    place = models.PositiveSmallIntegerField(default=0)
    office = models.CharField(_("office"), max_length=40)
    within = models.CharField(max_length=40)
    after = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    early_at = models.DateTimeField(null=True, blank=True)
    early_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    early_note = models.CharField(_("early help"), max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    certificate = models.JSONField(null=True, blank=True, help_text=_("Its certificate's name, by language."))
    certificate_number = models.CharField(_("certificate’s number"), max_length=60, blank=True)
    certificate_on = models.DateField(_("certificate’s day"), null=True, blank=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "key"], name="approval_branch_once"),
            models.UniqueConstraint(
                fields=["campaign", "key", "certificate_number"], condition=~Q(certificate_number=""),
                name="certificate_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(certificate=None)
                | (~Q(certificate_number="") & Q(certificate_on__isnull=False)),
                name="granted_certificate_has_number_and_day",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), F("due_at"), name="approval_branch_area"
            ),
            models.Index(fields=["campaign", "office", "state"], name="approval_branch_office"),
            models.Index(
                fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="approval_branch_sweep"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval.number} · {self.said}"

    @property
    def said(self) -> str:
        """Its name in the reader's language."""
        return languages.pick(self.name)

    @property
    def certificate_said(self) -> str:
        return languages.pick(self.certificate) if self.certificate else ""

    @property
    def office_name(self) -> str:
        return self.campaign.pack.projects.office_name(self.office)  # type: ignore[no-any-return]

    @property
    def leg(self) -> Leg:
        """As the longest pole is found."""
        return Leg(self.key, self.state, self.within, tuple(self.after), self.due_at)

    def may_move(self, by: Any, permission: str) -> bool:
        """Its own office decides; the applicant answers."""
        return speaks_for(by, self) if permission == APPLY else acts_for(by, self, self.office)
