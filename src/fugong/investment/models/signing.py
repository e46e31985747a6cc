"""Signing events: several projects signed at once."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.investment.access import LeadQuerySet, Toned, holds
from fugong.investment.arrows import SIGNING
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class Signing(Toned, Case):
    """An event. What was signed, and for how much, are its leads."""

    workflow = SIGNING
    event_kind = "signing"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="signings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=120)
    day = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    online = models.BooleanField(_("online"), default=False)
    held_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name", "day"], name="signing_once"),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_at__isnull=False), name="signing_held_has_time"),
        ]

    def __str__(self) -> str:
        return self.name

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
