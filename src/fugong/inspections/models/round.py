"""Who goes where today: rounds with their stops, swaps between colleagues, visits that departments want, signs of work."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.inspections.access import InspectionQuerySet, RoundQuerySet, StopQuerySet
from fugong.inspections.arrows import ROUND, SWAP
from fugong.inspections.models.visit import Kind, Visit
from fugong.places.models import Campaign, Grid
from fugong.registry.models import Enterprise, Team
from fugong.workflow.cases import Case


class Round(Case):
    """What one group, or one officer, goes on one day."""

    workflow = ROUND
    event_kind = "round"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="rounds")
    day = models.DateField(_("day"))
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="rounds")
    officer = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, blank=True, related_name="rounds_to_go"
    )
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="rounds")
    area_code = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None, officer__isnull=False) | Q(team__isnull=False, officer=None),
                name="round_is_someones",
            ),
            models.UniqueConstraint(
                fields=["campaign", "day", "team"],
                condition=Q(team__isnull=False) & ~Q(state="dropped"),
                name="round_of_team_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "day", "officer"],
                condition=Q(officer__isnull=False) & ~Q(state="dropped"),
                name="round_of_officer_once",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "day", "id"], name="round_of_day")]

    def __str__(self) -> str:
        return f"{self.goes} · {self.day}"

    @property
    def goes(self) -> str:
        """Who goes it."""
        return str(self.team or self.officer)

    def is_of(self, user: Any) -> bool:
        """Whether the person goes it."""
        if self.officer_id is not None:
            return bool(self.officer_id == user.pk)
        return bool(self.team is not None and self.team.members.filter(user=user).exists())

    def may_move(self, by: Any, permission: str) -> bool:
        if permission == Permission.VISIT_RECORD and by.holds(Permission.VISIT_RECORD) and self.is_of(by):
            return True
        return bool(by.scope(Permission.INSPECTION_PLAN).covers_area(self.area_code))


class RoundStop(models.Model):
    """One enterprise on a round, with why it is there. Visited once `visit` is set; passed over with a reason."""

    event_kind = "round_stop"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stops")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="round_stops")
    area_code = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()
    expected_at = models.DateTimeField(null=True, blank=True, help_text=_("When the plan has them there."))
    kind = models.CharField(max_length=14, choices=Kind.choices)
    checklists = ArrayField(models.CharField(max_length=40))
    departments = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    companions = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text=_("Ids of those who go along from other rounds.")
    )
    reasons = models.JSONField(default=list, help_text=_("Why: [key, numbers], see inspections.words.REASONS."))
    weight = models.FloatField(default=0)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="stops")
    passed_over = models.CharField(_("why it was passed over"), max_length=300, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "enterprise"], name="round_stop_once")]
        indexes = [
            models.Index(fields=["enterprise", "round"], name="round_stop_of_enterprise"),
            GinIndex(fields=["companions"], name="round_stop_companions"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.enterprise}"

    @property
    def campaign_id(self) -> int:
        return self.round.campaign_id

    @property
    def is_open(self) -> bool:
        return self.visit_id is None and not self.passed_over


class Swap(Case):
    """A colleague is asked to take a stop over."""

    workflow = SWAP
    event_kind = "swap"

    stop = models.ForeignKey(RoundStop, on_delete=models.CASCADE, related_name="swaps")
    to = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="swaps_asked")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    why = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["stop"], condition=Q(state="asked"), name="swap_once_at_a_time")]

    def __str__(self) -> str:
        return f"{self.stop} → {self.to}"

    @property
    def enterprise_id(self) -> int:
        return self.stop.enterprise_id

    @property
    def area_code(self) -> str:
        return self.stop.area_code

    @property
    def campaign_id(self) -> int:
        return self.stop.round.campaign_id

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.holds(Permission.VISIT_RECORD) and by.pk in (self.to_id, self.asked_by_id))


class WantedVisit(models.Model):
    """A department wants an enterprise visited on a day. Those of one day become one combined stop (综合查一次)."""

    event_kind = "wanted_visit"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="wanted_visits")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="wanted_visits")
    area_code = models.CharField(max_length=12)
    department = models.CharField(max_length=40, help_text=_("Key of the pack’s department."))
    day = models.DateField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    checklists = ArrayField(models.CharField(max_length=40))
    why = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    stop = models.ForeignKey(RoundStop, on_delete=models.SET_NULL, null=True, blank=True, related_name="wanted")
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "department", "day"],
                condition=Q(dropped_at=None),
                name="wanted_visit_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.department} → {self.enterprise} {self.day}"


class Sign(models.Model):
    """A sign that work goes on at an enterprise: a meter, a pass, a test, what a neighbour said. From a sheet or by hand."""

    event_kind = "sign_of_work"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="signs_of_work")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="signs_of_work")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, help_text="meter | pass | test | neighbour | report | other")
    day = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    usual = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("What the meter shows while work rests.")
    )
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise", "kind", "day", "note"], name="sign_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.enterprise} · {self.day}"
