"""A report and a signal that don't fit together: a case that somebody answers."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.signals.access import SignalQuerySet, Toned, holds
from fugong.signals.arrows import DOUBT, STANDING
from fugong.workflow.cases import Case


class Doubt(Toned, Case):
    """One rule of the pack that holds at one enterprise (疑点). `numbers` is what it was last seen by."""

    workflow = DOUBT
    event_kind = "doubt"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="doubts")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="doubts")
    area_code = models.CharField(max_length=12)
    rule = models.CharField(max_length=40, help_text=_("Key of the pack’s rule."))
    kind = models.CharField(max_length=40, help_text=_("Key of the pack’s kind of signal."))
    first_day = models.DateField(help_text=_("The day on which it was first seen."))
    day = models.DateField(help_text=_("The latest day of the readings that it was seen by."))
    weight = models.DecimalField(max_digits=8, decimal_places=2, help_text=_("What ranks it."))
    numbers = models.JSONField(default=dict, help_text="staff, total, share, value, usual, days")
    seen_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    visit = models.ForeignKey("inspections.Visit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-weight", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "rule"], condition=Q(state__in=STANDING), name="doubt_stands_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["explained", "confirmed", "corrected"]) | Q(answered_at__isnull=False),
                name="doubt_answered",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="doubt_area"),
            models.Index(fields=["campaign", "state", "-weight", "id"], name="doubt_rank"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="doubt_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.rule_name}"

    @property
    def rule_name(self) -> str:
        return self.campaign.pack.signals.rule_name(self.rule)  # type: ignore[no-any-return]

    @property
    def kind_name(self) -> str:
        return self.campaign.pack.signals.kind_name(self.kind)  # type: ignore[no-any-return]

    @property
    def reason(self) -> str:
        """Why, in words of the pack, in the reader's language."""
        from fugong.signals.words import said

        return said(self)

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
