"""What a phone beside a coach takes along: trips of these days, who may board by number. No name, nothing of health."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, codes
from fugong.places.models import Campaign
from fugong.transport import riding
from fugong.transport.models import Rider, Trip

MOST = 40


def of(campaign: Campaign, user: User) -> dict[str, Any]:
    """Trips that the person boards, those under way among them. A rider who may not board is on no phone's list: why isn't said."""
    day = clock.today()
    rows = Trip.objects.visible_to(user, Permission.TRIP_BOARD).filter(
        campaign=campaign, state__in=("confirmed", "boarding", "on_way"),
        day__range=(day - dt.timedelta(days=2), day + dt.timedelta(days=1)),
    )  # fmt: skip
    trips = list(rows.order_by("departs_at", "pk")[:MOST])
    return {
        "day": day,
        "campaign": campaign.pk,
        "key": codes.public_key(),
        "trips": [_trip(campaign, trip) for trip in trips],
    }


def _trip(campaign: Campaign, trip: Trip) -> dict[str, Any]:
    trip.campaign = campaign
    rows = list(
        Rider.objects.filter(trip=trip, state__in=("listed", "boarded")).select_related("person__key").order_by("seat")
    )
    complete = riding.with_papers(trip)
    riders = []
    for rider in rows:
        rider.trip, rider.person.campaign = trip, campaign
        if rider.state == "boarded" or riding.hindrance(rider, campaign, complete) is None:
            riders.append({"number": rider.person_id, "seat": rider.seat, "aboard": rider.state == "boarded"})
    return {
        "id": trip.pk,
        "origin": trip.origin,
        "destination": trip.destination,
        "departs_at": trip.departs_at,
        "state": trip.state,
        "plate": trip.plate,
        "listed": len(rows),
        "riders": riders,
    }


def campaigns_of(user: User) -> Any:
    """Campaigns in which the person boards a trip these days."""
    if not user.holds(Permission.TRIP_BOARD):
        return Campaign.objects.none()
    day = clock.today()
    rows = Trip.objects.visible_to(user, Permission.TRIP_BOARD).filter(
        state__in=("confirmed", "boarding", "on_way"),
        day__range=(day - dt.timedelta(days=2), day + dt.timedelta(days=1)),
    )
    return Campaign.objects.open().filter(pk__in=rows.order_by().values("campaign")).select_related("pack_version")
