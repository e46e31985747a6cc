"""Partners outside the area, the links to them, and supplies that are interrupted."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.chains.access import KeyQuerySet, Toned, holds
from fugong.chains.arrows import INTERRUPTION
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise, SupplyLink
from fugong.registry.models.enterprise import Supply
from fugong.workflow.cases import Case

USER = "accounts.User"


class Partner(models.Model):
    """An enterprise that isn't in the area: known by name, region and, where somebody knows it, its credit code."""

    event_kind = "partner"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=120)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True, help_text=_("Province, city, district."))
    authority = models.CharField(_("authority there"), max_length=120, blank=True, help_text=_("Whom letters go to."))
    works = models.CharField(max_length=10, default="unknown", help_text="unknown | running | stopped")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name", "region"], name="partner_once"),
            models.CheckConstraint(
                condition=Q(uscc="") | Q(uscc__regex=r"^[0-9A-HJ-NP-RTUW-Y]{18}$"), name="partner_uscc_form"
            ),
            models.CheckConstraint(condition=Q(works__in=["unknown", "running", "stopped"]), name="partner_works"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.campaign.area_code


class OutsideLink(Supply):
    """An enterprise of ours buys from, or supplies, a partner outside."""

    event_kind = "outside_link"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="outside_links")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="outside_links")
    area_code = models.CharField(max_length=12)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="links")
    upstream = models.BooleanField(help_text=_("The partner supplies the enterprise."))

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "partner", "upstream", "what"], name="outside_link_once"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__range=(1, 100)), name="outside_link_share"),
        ]
        indexes = [models.Index("campaign", OpClass("area_code", "text_pattern_ops"), name="outside_link_area")]

    def __str__(self) -> str:
        pair = (self.partner, self.enterprise) if self.upstream else (self.enterprise, self.partner)
        return " → ".join(map(str, pair))


class Interruption(Toned, Case):
    """A supply that an enterprise needs and doesn't get: over a link within the area, or over one to a partner outside."""

    workflow = INTERRUPTION
    event_kind = "interruption"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="interruptions")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="interruptions")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(SupplyLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="interruptions")
    outside = models.ForeignKey(
        OutsideLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="interruptions"
    )
    partner_name = models.CharField(_("partner"), max_length=120)
    good = models.CharField(_("what is supplied"), max_length=120, blank=True)
    cause = models.CharField(_("cause"), max_length=40)
    since = models.DateField(_("since"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    how = models.CharField(_("how it was restored"), max_length=500, blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(link=None) | Q(outside=None), name="interruption_of_one_link"),
            models.UniqueConstraint(fields=["link"], condition=Q(state="broken"), name="interruption_once_inside"),
            models.UniqueConstraint(fields=["outside"], condition=Q(state="broken"), name="interruption_once_outside"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="interruption_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="interruption_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_name} → {self.enterprise}"

    @property
    def cause_name(self) -> str:
        return self.campaign.pack.chains.name_of("cause", self.cause)  # type: ignore[no-any-return]

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
