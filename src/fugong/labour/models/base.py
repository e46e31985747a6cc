"""Contingents: people of a labour base in another province who are asked for, agreed, gathered, fetched."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.sealed import SealedText
from fugong.labour.access import LabourQuerySet, Toned, holds
from fugong.labour.arrows import CONTINGENT
from fugong.labour.models.seeker import Sealed
from fugong.labour.models.vacancy import USER
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.transport.models import Need
from fugong.workflow.cases import Case


class Contingent(Toned, Case):
    """So many people of a base for one enterprise, for one day."""

    workflow = CONTINGENT
    event_kind = "contingent"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="contingents")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="contingents")
    area_code = models.CharField(max_length=12)
    base = models.CharField(_("labour base"), max_length=40, help_text=_("Key of the pack's base."))
    trade = models.CharField(_("trade"), max_length=40)
    people = models.PositiveIntegerField(_("people wanted"))
    gathered = models.PositiveIntegerField(_("willing to come"), default=0)
    arrived = models.PositiveIntegerField(_("arrived"), default=0)
    day = models.DateField(_("day of travel"))
    spot = models.CharField(_("where they are fetched"), max_length=120, blank=True)
    contact = models.CharField(_("contact at the base"), max_length=60, blank=True)
    phone = SealedText(_("telephone"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    coach_need = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LabourQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=5_000), name="contingent_people"),
            models.CheckConstraint(condition=Q(arrived__lte=F("gathered")), name="contingent_arrived"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="contingent_area"),
            models.Index(fields=["campaign", "state", "-id"], name="contingent_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="contingent_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.base_name} · {self.enterprise}"

    @property
    def base_name(self) -> str:
        found = self.campaign.pack.transport.base(self.base)
        return str(found.name) if found else self.base

    @property
    def trade_name(self) -> str:
        return self.campaign.pack.labour.trade_name(self.trade)  # type: ignore[no-any-return]

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Recruit(Sealed):
    """Somebody of a base who is willing to come; sealed, gone on the last day like a seeker."""

    event_kind = "recruit"

    contingent = models.ForeignKey(Contingent, on_delete=models.CASCADE, related_name="recruits")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    entered_on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["contingent", "phone_index"], name="recruit_once")]
        indexes = [models.Index(fields=["campaign", "entered_on"], name="recruit_entered")]

    def __str__(self) -> str:
        return str(self.pk)
