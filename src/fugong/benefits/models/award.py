"""Grants to all who match, without their asking (免申即享): one proposal, signed by a second person."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.benefits.access import PlaceQuerySet, Toned, over_place
from fugong.benefits.arrows import AWARD
from fugong.benefits.models.policy import Policy, Version
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.workflow.cases import Case


class Award(Toned, Case):
    """Who would get how much: nothing is granted before somebody else signs, and then all of it."""

    workflow = AWARD
    event_kind = "benefit_award"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="awards")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(help_text=_("[enterprise, fen or pieces] each, in the order in which they are served."))
    many = models.PositiveIntegerField()
    total = models.BigIntegerField()
    beyond = models.PositiveIntegerField(default=0, help_text=_("So many match for whom nothing is left."))
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["policy"], condition=Q(state="proposed"), name="benefit_award_one_open"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by")),
                name="benefit_award_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="benefit_award_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.version.says.name} · {self.many}"

    def may_move(self, by: Any, permission: str) -> bool:
        return over_place(by, Permission(permission), self.campaign)
