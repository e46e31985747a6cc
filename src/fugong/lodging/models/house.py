"""Houses and their rooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.sealed import SealedText
from fugong.lodging.access import LodgingQuerySet, Toned, holds
from fugong.lodging.arrows import HOUSE
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class House(Toned, Case):
    """A dormitory, a hotel, rooms inside a plant, an isolation site."""

    workflow = HOUSE
    event_kind = "house"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="houses")
    kind = models.CharField(_("kind"), max_length=40, help_text=_("Key of the pack's kinds of house."))
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="houses",
        help_text=_("Whose plant it is in; other enterprises get no bed there."),
    )  # fmt: skip
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    contact_name = models.CharField(_("contact"), max_length=60, blank=True)
    phone = SealedText()
    phone_masked = models.CharField(max_length=30, blank=True)
    checks = models.JSONField(default=dict, blank=True, help_text=_("Key of a check → whether it was found right."))
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    open_from = models.DateField(null=True, blank=True)
    open_until = models.DateField(null=True, blank=True, help_text=_("The first day on which nobody sleeps there."))

    objects = LodgingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="house_name_once"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(open_from__isnull=False, checked_on__isnull=False),
                name="house_open_was_checked",
            ),
        ]
        indexes = [models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("id"), name="house_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(self.campaign.pack.lodging.kind_name(self.kind))

    def is_open(self, since: dt.date, until: dt.date | None) -> bool:
        """Whether people can sleep there from a day to a day."""
        if self.state != "open" or self.open_from is None or since < self.open_from:
            return False
        return self.open_until is None or (until is not None and until <= self.open_until)

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Room(models.Model):
    """A room with so many beds. 0 beds: out of use."""

    event_kind = "room"

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="rooms")
    number = models.CharField(_("room"), max_length=20)
    beds = models.PositiveSmallIntegerField(_("beds"))
    area = models.DecimalField(_("m²"), max_digits=6, decimal_places=1, null=True, blank=True)
    spacing = models.DecimalField(_("between beds, m"), max_digits=4, decimal_places=2, null=True, blank=True)
    isolation = models.BooleanField(_("isolation room"), default=False)

    class Meta:
        ordering = ["house_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["house", "number"], name="room_once"),
            models.CheckConstraint(condition=Q(beds__lte=60), name="room_most_beds"),
        ]

    def __str__(self) -> str:
        return f"{self.house} {self.number}"

    @property
    def campaign_id(self) -> int:
        return self.house.campaign_id

    @property
    def enterprise_id(self) -> int | None:
        return self.house.enterprise_id

    @property
    def area_code(self) -> str:
        return self.house.area_code
