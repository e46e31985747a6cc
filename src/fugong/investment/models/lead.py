"""Leads: an investor and a project, their stage, what they want; and the places shown to them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.investment.access import LeadQuerySet, Toned, holds
from fugong.investment.arrows import LEAD
from fugong.investment.models.platform import LeadPlatform
from fugong.investment.models.signing import Signing
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.policy.reasons import money
from fugong.registry.fact_types import SECTORS
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"
WANTS = {"none": _("Neither"), "land": _("Land"), "plant": _("Plant")}
"""What a project needs besides."""


class Lead(Toned, Case):
    """A project that may come. `amount` in fen; `area` in m², of land or plant."""

    workflow = LEAD
    event_kind = "lead"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="leads")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads",
        help_text=_("The firm that it became, or that invests again."),
    )  # fmt: skip
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("project"), max_length=120)
    investor = models.CharField(_("investor"), max_length=120)
    origin = models.CharField(_("from where"), max_length=80, blank=True)
    sector = models.CharField(_("sector"), max_length=1, blank=True)
    amount = models.BigIntegerField(_("amount"), default=0, help_text=_("In fen."))
    wants = models.CharField(_("wants"), max_length=5, default="none")
    area = models.PositiveIntegerField(_("area"), null=True, blank=True, help_text="m²")
    summary = models.CharField(_("what it is about"), max_length=500, blank=True)
    platform = models.ForeignKey(LeadPlatform, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    officer = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    stage = models.CharField(_("stage"), max_length=40)
    stage_since = models.DateTimeField()
    signing = models.ForeignKey(Signing, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    signed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text=_("Key of the pack's reasons for dropping."))
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "investor", "name"], name="lead_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="lead_amount"),
            models.CheckConstraint(condition=Q(wants__in=list(WANTS)), name="lead_wants"),
            models.CheckConstraint(condition=Q(area=None) | Q(area__gt=0), name="lead_area"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("stage"), name="lead_area_code"),
            models.Index(fields=["campaign", "stage", "-id"], name="lead_stage"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="lead_sweep"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stage_name(self) -> str:
        return str(self.campaign.pack.investment.stage_name(self.stage))

    @property
    def sector_name(self) -> str:
        return str(SECTORS.get(self.sector, self.sector))

    @property
    def wants_name(self) -> str:
        return str(WANTS.get(self.wants, self.wants))

    @property
    def reason_name(self) -> str:
        return str(self.campaign.pack.investment.reason_name(self.reason)) if self.reason else ""

    @property
    def amount_said(self) -> str:
        return money(self.amount / 100)

    @property
    def yuan(self) -> int:
        """Whole yuan."""
        return self.amount // 100

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class LeadPlace(models.Model):
    """Land or premises that were shown to an investor. One that is chosen is chosen by one lead alone."""

    event_kind = "lead_place"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="places")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    ref = models.BigIntegerField()
    name = models.CharField(max_length=120)
    area = models.PositiveIntegerField(help_text="m²")
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, default="shown")
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "source", "ref"], name="lead_place_shown_once"),
            models.UniqueConstraint(
                fields=["campaign", "source", "ref"], condition=Q(answer="chosen"), name="lead_place_chosen_once"
            ),
            models.UniqueConstraint(fields=["lead"], condition=Q(answer="chosen"), name="lead_has_one_place"),
            models.CheckConstraint(condition=Q(answer__in=["shown", "passed", "chosen"]), name="lead_place_answer"),
        ]

    def __str__(self) -> str:
        return self.name
