"""Trips, who shares them, who rides. The database itself lets no seat be given that isn't there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import dates
from fugong.core.money import yuan
from fugong.core.sealed import SealedText
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.transport.access import SharedQuerySet, Toned, TripQuerySet, holds
from fugong.transport.arrows import RIDER, TRIP
from fugong.transport.models.need import Need
from fugong.transport.models.plan import Plan
from fugong.workflow.cases import Case
from fugong.workforce.models import Person

GOING = ("proposed", "confirmed", "boarding", "on_way", "arrived", "closed")
"""States of a trip that isn't cancelled."""
SEATED = ("listed", "boarded", "arrived", "handed_over")
"""States of a rider who has a seat."""


class Series(models.Model):
    """Many trips for one purpose: people of a labour base, brought in so many coaches."""

    event_kind = "trip_series"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="trip_series")
    base = models.CharField(_("labour base"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    people = models.PositiveIntegerField(_("people to be brought"))
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code


class Trip(Toned, Case):
    """One coach's way on one day. Money in fen, ways in metres."""

    workflow = TRIP
    event_kind = "trip"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="trips")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        help_text=_("Where one alone has the coach."),
    )  # fmt: skip
    area_code = models.CharField(max_length=12, help_text=_("Of the one enterprise; else of the whole place."))
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="trips")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="trips")
    coach = models.CharField(_("coach"), max_length=40, help_text=_("Key of the pack's sizes."))
    seats = models.PositiveSmallIntegerField(_("seats"))
    usable = models.PositiveSmallIntegerField(_("seats that may be taken"))
    claimed = models.PositiveSmallIntegerField(default=0, help_text=_("Seats that enterprises share."))
    origin = models.CharField(_("from"), max_length=120)
    destination = models.CharField(_("to"), max_length=120)
    day = models.DateField(_("day"))
    departs_at = models.DateTimeField(_("planned departure"))
    arrives_at = models.DateTimeField(_("planned arrival"))
    metres = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(_("cost"), default=0, help_text=_("fen"))
    plate = models.CharField(_("plate"), max_length=12, blank=True)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    driver = models.CharField(_("driver"), max_length=40, blank=True)
    driver_phone = SealedText()
    driver_phone_masked = models.CharField(max_length=30, blank=True)
    planned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    confirmed_at = models.DateTimeField(null=True, blank=True)
    departed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    brought = models.PositiveIntegerField(default=0, help_text=_("People who arrived with it."))

    objects = TripQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(claimed__lte=F("usable")), name="trip_never_over_seats"),
            models.CheckConstraint(condition=Q(usable__lte=F("seats"), usable__gte=1), name="trip_usable"),
            models.CheckConstraint(condition=Q(brought__lte=F("usable")), name="trip_brought"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="trip_cost"),
            models.CheckConstraint(condition=Q(arrives_at__gte=F("departs_at")), name="trip_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "cancelled"])
                | Q(confirmed_by__isnull=False) & (Q(planned_by=None) | ~Q(confirmed_by=F("planned_by"))),
                name="trip_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "day", "id"], name="trip_of_day"),
            models.Index(fields=["campaign", "state", "-id"], name="trip_state"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("id"), name="trip_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="trip_sweep"),
        ]

    def __str__(self) -> str:
        return f"{dates.shown_short(self.day)} {self.origin}"

    @property
    def free(self) -> int:
        """Seats that nobody has claimed."""
        return max(0, self.usable - self.claimed)

    @property
    def coach_name(self) -> str:
        return str(self.campaign.pack.transport.coach_name(self.coach))

    @property
    def cost_yuan(self) -> str:
        return yuan(self.cost)

    @property
    def km(self) -> int:
        return round(self.metres / 1000)

    @property
    def takes_claims(self) -> bool:
        """Whether seats can still be claimed, and people listed."""
        return self.state in ("confirmed", "boarding")

    def may_move(self, by: Any, permission: str) -> bool:
        wanted = Permission(permission)
        if not by.is_active:
            return False
        if by.scope(wanted).covers_area(self.area_code):
            return True
        if wanted in (Permission.TRIP_CONFIRM, Permission.TRIP_PLAN):
            return False
        return any(may(by, wanted, share.enterprise) for share in self.shares.select_related("enterprise"))


class TripStop(models.Model):
    """A halt: people get on (`pick`) or off (`drop`)."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, help_text="pick | drop")
    name = models.CharField(max_length=120)
    longitude = models.FloatField()
    latitude = models.FloatField()
    at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    need = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="stops")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["trip", "order"], name="trip_stop_order")]

    def __str__(self) -> str:
        return self.name


class Share(models.Model):
    """What one enterprise has of a trip: its seats, the way that it adds, what it pays."""

    event_kind = "trip_share"

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="shares")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="trip_shares")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    area_code = models.CharField(max_length=12)
    seats = models.PositiveSmallIntegerField()
    outside = models.PositiveSmallIntegerField(default=0, help_text=_("Of them from outside the province."))
    added = models.PositiveIntegerField(default=0, help_text=_("Metres that it adds to the way."))
    fen = models.BigIntegerField(default=0)
    alone = models.BigIntegerField(null=True, help_text=_("Fen of a coach of its own."))
    reported_at = models.DateTimeField(help_text=_("When the enterprise said that it wants these seats."))
    brought = models.PositiveIntegerField(default=0)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "enterprise"], name="share_once"),
            models.CheckConstraint(condition=Q(seats__gte=1, fen__gte=0, outside__lte=F("seats")), name="share_sound"),
        ]

    def __str__(self) -> str:
        return f"{self.trip_id} · {self.enterprise_id}"


class Rider(Toned, Case):
    """One person of a manifest, in one numbered seat. Who it is stands in the person's file."""

    workflow = RIDER
    event_kind = "rider"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="riders")
    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="riders")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    area_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rides")
    seat = models.PositiveSmallIntegerField(_("seat"))
    consented_at = models.DateTimeField(null=True, blank=True, help_text=_("The person agreed to the trip."))
    consented_by = models.CharField(max_length=12, blank=True, help_text="person | enterprise")
    boarded_at = models.DateTimeField(null=True, blank=True)
    boarded_via = models.CharField(max_length=8, blank=True, help_text="phone | desk | api")
    handed_over_at = models.DateTimeField(null=True, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "seat"], condition=Q(state__in=SEATED), name="rider_seat_once"),
            models.UniqueConstraint(fields=["trip", "person"], condition=Q(state__in=SEATED), name="rider_once"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="rider_seat"),
        ]
        indexes = [
            models.Index(fields=["trip", "state"], name="rider_of_trip"),
            models.Index(fields=["person", "state"], name="rider_person"),
            models.Index(fields=["campaign", "enterprise", "state"], name="rider_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.trip_id}-{self.seat}"

    @property
    def travelled_on(self) -> dt.date:
        return self.trip.day

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self) or (
            permission == Permission.TRIP_BOARD and self.trip.may_move(by, permission)
        )
