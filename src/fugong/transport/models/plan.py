"""Plans of trips: worked out by the planner, nothing but a proposal until somebody else signs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.core.money import yuan
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.transport.access import PlanQuerySet, Toned
from fugong.transport.arrows import PLAN
from fugong.workflow.cases import Case


class Plan(Toned, Case):
    """One run of the planner over some needs. `found` has its trips as JSON, see `planner.kept`."""

    workflow = PLAN
    event_kind = "coach_plan"
    enterprise_id = None

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="coach_plans")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    asked = models.JSONField(
        default=dict, help_text=_("What was to be planned: needs with their seats, coaches, hours.")
    )
    found = models.JSONField(default=dict, help_text=_("Trips, costs, shares, who can’t be fetched and why."))
    people = models.PositiveIntegerField(default=0)
    trips_count = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0, help_text=_("fen"))
    seconds = models.PositiveIntegerField(default=0, help_text=_("So long the planner may think."))
    begun_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_by__isnull=False) & (Q(planned_by=None) | ~Q(confirmed_by=models.F("planned_by"))),
                name="coach_plan_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="coach_plan_of"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="coach_plan_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def enterprise(self) -> None:
        return None

    @property
    def cost_yuan(self) -> str:
        return yuan(self.cost)

    @property
    def percent(self) -> int:
        """How far the planner is, by the time that it may take; 99 at most before it has ended."""
        if self.state != "running":
            return 100
        if self.begun_at is None:
            return 0
        passed = (clock.now() - self.begun_at).total_seconds()
        return max(1, min(99, round(passed * 100 / max(1, self.seconds))))

    def may_move(self, by: Any, permission: str) -> bool:
        from fugong.accounts.permissions import Permission

        return bool(by.is_active and by.scope(Permission(permission)).covers_area(self.area_code))
