"""Talks with investors, their minutes, and the next steps that were agreed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.investment.access import LeadQuerySet, Toned, holds
from fugong.investment.arrows import STEP
from fugong.investment.models.lead import USER, Lead
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

WAYS = {"video": _("By video"), "phone": _("By telephone"), "visit": _("In person")}


class LeadTalk(models.Model):
    """One talk. What was said stays as it was written down."""

    event_kind = "lead_talk"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lead_talks")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="talks")
    held_on = models.DateField(_("held on"))
    way = models.CharField(_("way"), max_length=10, default="video")
    people = models.CharField(_("who took part"), max_length=200)
    minutes = models.TextField(_("minutes"), max_length=4_000, blank=True)
    agreed = models.CharField(_("what was agreed"), max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(way__in=list(WAYS)), name="lead_talk_way")]
        indexes = [models.Index(fields=["campaign", "-held_on", "-id"], name="lead_talk_day")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def way_name(self) -> str:
        return str(WAYS.get(self.way, self.way))

    @property
    def state(self) -> str:
        return self.way


class LeadStep(Toned, Case):
    """What somebody does next about a lead, by a day."""

    workflow = STEP
    event_kind = "lead_step"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lead_steps")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="steps")
    talk = models.ForeignKey(LeadTalk, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps")
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("what came of it"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="due") | Q(due_at__isnull=False), name="lead_step_has_a_day")
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "due_at"], name="lead_step_due"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="lead_step_sweep"),
        ]

    def __str__(self) -> str:
        return self.what

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
