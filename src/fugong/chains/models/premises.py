"""Premises that enterprises want, premises that are offered, and what was shown to whom."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.chains.access import KeyQuerySet, Toned, holds
from fugong.chains.arrows import PREMISES
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise, Park
from fugong.workflow.cases import Case

USER = "accounts.User"


class PremisesOffer(models.Model):
    """Room that somebody has: an enterprise, a park, or known to an officer. Rent in fen for a square metre a month."""

    event_kind = "premises_offer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="premises_offers")
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="premises_offers"
    )
    park = models.ForeignKey(Park, on_delete=models.SET_NULL, null=True, blank=True, related_name="premises_offers")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    area = models.PositiveIntegerField(_("area"), help_text="m²")
    power = models.PositiveIntegerField(_("power"), null=True, blank=True, help_text="kVA")
    use = models.CharField(_("use"), max_length=40)
    since = models.DateField(_("free from"))
    rent = models.PositiveIntegerField(_("rent"), null=True, blank=True, help_text=_("fen a square metre and month"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True, help_text=_("Taken or withdrawn."))
    taken = models.BooleanField(default=False)

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(area__gt=0), name="premises_offer_has_room"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="premises_offer_place_is_whole",
            ),
        ]
        indexes = [models.Index("campaign", OpClass("area_code", "text_pattern_ops"), name="premises_offer_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def use_name(self) -> str:
        return self.campaign.pack.chains.name_of("use", self.use)  # type: ignore[no-any-return]


class PremisesWanted(Toned, Case):
    """What an enterprise looks for."""

    workflow = PREMISES
    event_kind = "premises_wanted"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="premises_wanted")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="premises_wanted")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    area = models.PositiveIntegerField(_("area"), help_text="m²")
    power = models.PositiveIntegerField(_("power"), null=True, blank=True, help_text="kVA")
    use = models.CharField(_("use"), max_length=40)
    since = models.DateField(_("from"))
    why = models.CharField(_("what for"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    agreed = models.ForeignKey(
        PremisesOffer, on_delete=models.PROTECT, null=True, blank=True, related_name="agreed_for"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(area__gt=0), name="premises_wanted_has_room"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed__isnull=False), name="premises_agreed_on_one"
            ),
            models.UniqueConstraint(fields=["agreed"], condition=Q(state="agreed"), name="premises_offer_taken_once"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="premises_wanted_area"),
            models.Index(
                fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="premises_wanted_sweep"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.area} m²"

    @property
    def use_name(self) -> str:
        return self.campaign.pack.chains.name_of("use", self.use)  # type: ignore[no-any-return]

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Showing(models.Model):
    """An offer that was shown to whoever looks for premises, and what they said."""

    event_kind = "premises_showing"

    wanted = models.ForeignKey(PremisesWanted, on_delete=models.CASCADE, related_name="showings")
    offer = models.ForeignKey(PremisesOffer, on_delete=models.CASCADE, related_name="showings")
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    passed = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["wanted", "offer"], name="premises_shown_once")]

    def __str__(self) -> str:
        return f"{self.wanted_id} · {self.offer_id}"
