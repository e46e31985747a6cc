"""Platforms: parks, agencies, online halls by which leads come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.investment.access import LeadQuerySet
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


class LeadPlatform(models.Model):
    """A register of where leads come from."""

    event_kind = "lead_platform"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lead_platforms")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text=_("Who runs it.")
    )
    area_code = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    since = models.DateField(_("since"))
    ended_on = models.DateField(null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="lead_platform_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(self.campaign.pack.investment.kind_name(self.kind))

    @property
    def state(self) -> str:
        return "ended" if self.ended_on else "used"
