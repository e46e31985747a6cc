"""New registrations, as the market office lists them; joined to the registry where the enterprise is known."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.investment.access import LeadQuerySet
from fugong.investment.models.lead import Lead
from fugong.investment.models.platform import LeadPlatform
from fugong.places.models import Campaign
from fugong.policy.reasons import money
from fugong.registry.models import Enterprise


class NewFirm(models.Model):
    """An enterprise that was newly registered here. `capital` in fen."""

    event_kind = "new_firm"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="new_firms")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name"), max_length=120)
    registered_on = models.DateField(_("registered on"))
    capital = models.BigIntegerField(_("registered capital"), null=True, blank=True, help_text=_("In fen."))
    business = models.CharField(_("line of business"), max_length=200, blank=True)
    platform = models.ForeignKey(LeadPlatform, on_delete=models.SET_NULL, null=True, blank=True, related_name="firms")
    lead = models.ForeignKey(Lead, on_delete=models.SET_NULL, null=True, blank=True, related_name="firms")
    taken_at = models.DateTimeField()

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "uscc"], name="new_firm_once"),
            models.CheckConstraint(condition=Q(capital=None) | Q(capital__gte=0), name="new_firm_capital"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("id"), name="new_firm_area"),
            models.Index(fields=["campaign", "-registered_on", "-id"], name="new_firm_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def capital_said(self) -> str:
        return money(self.capital / 100) if self.capital is not None else ""

    @property
    def state(self) -> str:
        return "known" if self.enterprise_id else "new"
