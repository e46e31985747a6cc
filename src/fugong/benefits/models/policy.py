"""Policies of a campaign, and what each of their versions says."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.benefits import shapes
from fugong.benefits.access import PlaceQuerySet, Toned, over_place
from fugong.benefits.arrows import VERSION
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.workflow.cases import Case


class Policy(models.Model):
    """One policy of one campaign: its money is counted here, under this row's lock. Whole fen, or pieces of a benefit in kind."""

    event_kind = "benefit_policy"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="benefit_policies")
    area_code = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    current = models.ForeignKey("benefits.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    budget = models.BigIntegerField(null=True, blank=True, help_text=_("What there is in all; empty: no end."))
    given = models.BigIntegerField(default=0, help_text=_("What was granted, paid or not."))
    matched_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="benefit_policy_once"),
            models.CheckConstraint(
                condition=Q(given__gte=0) & (Q(budget=None) | Q(given__lte=F("budget"))),
                name="benefit_never_over_budget",
            ),
        ]

    def __str__(self) -> str:
        return str(self.says.name) if self.current_id else self.key

    @property
    def says(self) -> shapes.Policy:
        """What is in force, or was last."""
        if self.current is None:
            raise LookupError(self.key)
        return self.current.says

    @property
    def is_in_force(self) -> bool:
        return self.current is not None and self.current.state == "published"

    @property
    def left(self) -> int | None:
        """What is left of the budget; None where there is no end."""
        return None if self.budget is None else self.budget - self.given


_read: dict[int, tuple[str, shapes.Policy]] = {}


class Version(Toned, Case):
    """What a policy says, as the pack or an officer wrote it: never changed, only replaced."""

    workflow = VERSION
    event_kind = "benefit_version"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    from_pack = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="benefit_version_number"),
            models.UniqueConstraint(fields=["policy"], condition=Q(state="published"), name="benefit_version_in_force"),
            models.CheckConstraint(
                condition=Q(from_pack=True)
                | ~Q(state__in=["published", "replaced", "ended"])
                | Q(decided_by__isnull=False, entered_by__isnull=False) & ~Q(decided_by=F("entered_by")),
                name="benefit_version_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="benefit_version_sweep"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.says.name} · {self.number}"

    @property
    def says(self) -> shapes.Policy:
        """The content as a policy; read once for each version."""
        known = _read.get(self.pk) if self.pk else None
        if known is None or known[0] != self.digest:
            known = (self.digest, shapes.Policy.model_validate(self.content))
            if self.pk:
                _read[self.pk] = known
        return known[1]

    def may_move(self, by: Any, permission: str) -> bool:
        return over_place(by, Permission(permission), self.campaign)
