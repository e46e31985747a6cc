"""Claims: an enterprise asks for a trip's cost back. Two people decide; the database knows it, too."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.transport.access import SharedQuerySet, Toned, holds
from fugong.transport.arrows import CLAIM
from fugong.transport.models.trip import Trip
from fugong.workflow.cases import Case

RUNNING = ("submitted", "checked", "granted", "paid", "returned")
"""States in which nothing else can be claimed for the same part of a trip."""
GIVEN = ("granted", "paid")


class Claim(Toned, Case):
    """The part of one trip that one enterprise paid. Money in fen."""

    workflow = CLAIM
    event_kind = "coach_claim"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="coach_claims")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="claims")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="coach_claims")
    area_code = models.CharField(max_length=12)
    cost = models.BigIntegerField(help_text=_("fen: what the enterprise paid for its part"))
    people = models.PositiveIntegerField(help_text=_("Its people who arrived with the trip."))
    note = models.CharField(_("note"), max_length=300, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=40, blank=True, help_text=_("Key of the deciding rule."))
    terms = models.JSONField(default=list, help_text=_("What decided, see policy.reasons."))
    amount = models.BigIntegerField(null=True, help_text=_("fen that the rule gives"))
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trip", "enterprise"], condition=Q(state__in=RUNNING), name="coach_claim_once"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0, amount__lte=F("cost")), name="coach_claim_within_cost"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "paid", "refused"])
                | Q(checked_by__isnull=False, decided_by__isnull=False) & ~Q(checked_by=F("decided_by")),
                name="coach_claim_two_people",
            ),
            models.CheckConstraint(condition=~Q(state="paid") | Q(paid_on__isnull=False), name="coach_claim_paid_on"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="coach_claim_area"),
            models.Index(fields=["campaign", "state", "-id"], name="coach_claim_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="coach_claim_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def found_rule(self) -> Any:
        """The deciding rule; None where none pays, or the pack dropped it."""
        return self.campaign.pack.transport.rule(self.rule) if self.rule else None

    @property
    def rule_name(self) -> str:
        found = self.found_rule
        return str(found.name) if found else ""

    def may_move(self, by: Any, permission: str) -> bool:
        if (
            permission == Permission.CLAIM_DECIDE
            and self.enterprise_id in by.scope(Permission.CLAIM_SUBMIT).enterprises
        ):
            return False  # nobody decides a claim of an enterprise that they speak for
        return holds(by, permission, self)
