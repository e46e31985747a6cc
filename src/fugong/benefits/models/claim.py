"""Claims: pre-filled from the match, examined by one, decided by another, paid. The database knows two people and one cause."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.benefits.access import FirmQuerySet, Toned, holds
from fugong.benefits.arrows import CLAIM
from fugong.benefits.models.award import Award
from fugong.benefits.models.policy import Policy, Version
from fugong.core.money import yuan
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

RUNNING = ("submitted", "checked", "granted", "paid", "returned")
GIVEN = ("granted", "paid")


class Claim(Toned, Case):
    """One enterprise asks for one benefit, or is given it without asking (then by an `award`)."""

    workflow = CLAIM
    event_kind = "benefit_claim"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="benefit_claims")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="claims")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="benefit_claims")
    area_code = models.CharField(max_length=12)
    asked = models.BigIntegerField(help_text=_("Fen or pieces, as matched when it was submitted."))
    amount = models.BigIntegerField(null=True, blank=True, help_text=_("Fen or pieces that the policy gives."))
    lines = models.JSONField(default=list, help_text=_("How the amount came about."))
    shares = models.JSONField(default=list, help_text=_("Who pays how much."))
    month = models.CharField(max_length=7, blank=True)
    trips = models.JSONField(default=list, help_text=_("The trips that it is for."))
    note = models.CharField(_("note"), max_length=300, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)

    objects = FirmQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__gte=0) & (Q(amount=None) | Q(amount__gte=0)), name="benefit_claim_sums"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "paid", "refused"])
                | Q(checked_by__isnull=False, decided_by__isnull=False, amount__isnull=False)
                & ~Q(checked_by=F("decided_by")),
                name="benefit_claim_two_people",
            ),
            models.CheckConstraint(condition=~Q(state="paid") | Q(paid_on__isnull=False), name="benefit_claim_paid_on"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="benefit_claim_area"),
            models.Index(fields=["campaign", "state", "-id"], name="benefit_claim_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="benefit_claim_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_money(self) -> bool:
        return self.version.says.is_money

    @property
    def quantity(self) -> int:
        """What is due as far as it is known."""
        return self.asked if self.amount is None else self.amount

    @property
    def shown(self) -> str:
        """The quantity as it is written, with its unit."""
        return written(self.version.says, self.quantity)

    def may_move(self, by: Any, permission: str) -> bool:
        if (
            permission == Permission.BENEFIT_DECIDE
            and self.enterprise_id in by.scope(Permission.BENEFIT_CLAIM).enterprises
        ):
            return False  # nobody decides a claim of an enterprise that they speak for
        return holds(by, permission, self)


def written(says: Any, quantity: int) -> str:
    """Fen as yuan, pieces with their unit; empty for what has no amount."""
    if says.gives == "in_kind":
        return f"{quantity:,} {says.unit}"
    if says.gives == "service":
        return ""
    return str(_("%(yuan)s yuan") % {"yuan": yuan(quantity)})


class Cause(models.Model):
    """What a running claim is for: one grant for one cause. `part` is the month, the trip, or a number where more may follow."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="causes")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=40)
    part = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "cause", "part"], name="benefit_one_grant_a_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.part}"
