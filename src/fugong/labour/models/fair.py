"""Online job fairs: when, who takes part, what was talked and came of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.labour.access import LabourQuerySet, PlaceQuerySet, Toned
from fugong.labour.arrows import FAIR
from fugong.labour.models.vacancy import USER, Vacancy
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

OUTCOMES = {
    "talked": _("Talked"),
    "applied": _("Applied"),
    "hired": _("Agreed to hire"),
    "nothing": _("Came to nothing"),
}


class Fair(Toned, Case):
    """One online fair. `counts` is its result, kept when it is over."""

    workflow = FAIR
    event_kind = "fair"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="fairs")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    title = models.CharField(_("title"), max_length=80)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    link = models.URLField(_("link to the video room"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="fair_ends_after")]
        indexes = [
            models.Index(fields=["campaign", "state", "-id"], name="fair_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="fair_sweep"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def enterprise(self) -> None:
        """A fair is of the whole place."""

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.is_active and by.scope(permission).covers_area(self.area_code))


class Stand(models.Model):
    """An enterprise that takes part, with all of its published vacancies."""

    event_kind = "fair_stand"

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="stands")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="fair_stands")
    area_code = models.CharField(max_length=12)
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LabourQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fair", "enterprise"], name="fair_stand_once")]

    def __str__(self) -> str:
        return str(self.enterprise)


class Talk(models.Model):
    """One talk at a stand and what came of it. No name: who it was stands in an introduction, if anywhere."""

    event_kind = "fair_talk"

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="talks")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="fair_talks")
    area_code = models.CharField(max_length=12)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.SET_NULL, null=True, blank=True, related_name="talks")
    people = models.PositiveIntegerField(_("people"), default=1)
    outcome = models.CharField(_("outcome"), max_length=10)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LabourQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=list(OUTCOMES)), name="fair_talk_outcome"),
            models.CheckConstraint(condition=Q(people__gte=1), name="fair_talk_people"),
        ]
        indexes = [models.Index(fields=["fair", "enterprise"], name="fair_talk_stand")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def outcome_name(self) -> str:
        return str(OUTCOMES[self.outcome])

    @property
    def tone(self) -> str:
        return {"hired": "success", "applied": "info"}.get(self.outcome, "secondary")
