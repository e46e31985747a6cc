"""Trips as rows: from a plan, or by hand; their shares of the cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from fugong.accounts.models import User
from fugong.core import clock
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.planning.split import share as split
from fugong.transport.models import Need, Plan, Share, Trip, TripStop


def from_plan(*, campaign: Campaign, plan: Plan, found: Mapping[str, Any], needs: Mapping[int, Need], by: User) -> Trip:
    """One trip of a confirmed plan, with stops and shares; the needs know that they have seats."""
    calls = found["calls"]
    picks = [call for call in calls if call["kind"] == "pick"]
    size = campaign.pack.transport.coach(found["coach"])
    departs, arrives = dt.datetime.fromisoformat(picks[0]["leaves"]), dt.datetime.fromisoformat(calls[-1]["arrives"])
    firms = {needs[call["need"]].enterprise_id: needs[call["need"]].enterprise for call in picks}
    alone = next(iter(firms.values())) if len(firms) == 1 else None
    trip = Trip.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, plan=plan, coach=found["coach"],
        enterprise=alone, area_code=alone.area_code if alone else campaign.jurisdiction.code,
        seats=size.seats if size else found["people"], usable=size.usable if size else found["people"],
        claimed=found["people"], origin=route([call["name"] for call in picks]), destination=calls[-1]["name"][:120],
        day=clock.local(departs).date(), departs_at=departs, arrives_at=max(arrives, departs), metres=found["metres"],
        cost=found["cost"], planned_by=plan.planned_by, confirmed_by=by, confirmed_at=clock.now(), state="confirmed",
        state_since=clock.now(), due_at=departs, next_rung_at=departs, clock_kind="depart",
        clock_started_at=clock.now(),
    )  # fmt: skip
    TripStop.objects.bulk_create(
        TripStop(
            trip=trip, order=order, kind=call["kind"], name=call["name"][:120], longitude=call["longitude"],
            latitude=call["latitude"], at=dt.datetime.fromisoformat(call["arrives"]), people=call["people"],
            need_id=call["need"],
        )
        for order, call in enumerate(calls)
    )  # fmt: skip
    Share.objects.bulk_create(
        Share(
            trip=trip, enterprise=firms[each["enterprise"]], campaign=campaign,
            area_code=firms[each["enterprise"]].area_code, seats=each["people"], outside=each["outside"],
            added=each["added"], fen=each["fen"], alone=each["alone"],
            reported_at=dt.datetime.fromisoformat(each["reported"]),
        )
        for each in found["shares"]
    )  # fmt: skip
    for call in picks:
        Need.objects.filter(pk=call["need"]).update(planned=F("planned") + call["people"])
    record("trip.confirm", trip, by=by, to="confirmed", people=trip.claimed)
    return trip


def resplit(trip: Trip) -> None:
    """Splits the cost anew by seats and added way, exact to the fen. Call it with the trip held."""
    shares = list(trip.shares.order_by("pk"))
    if not shares:
        return
    percent = trip.campaign.pack.transport.planning.seats_percent
    seats = {str(each.pk): each.seats for each in shares}
    added = {str(each.pk): each.added for each in shares}
    by_seats = split(trip.cost * percent, seats)
    by_way = split(trip.cost * (100 - percent), added if any(added.values()) else seats)
    weights = {key: by_seats[key] + by_way[key] for key in seats}
    fen = split(trip.cost, weights if any(weights.values()) else seats)
    for each in shares:
        each.fen = fen[str(each.pk)]
    Share.objects.bulk_update(shares, ["fen"])


def route(names: list[str]) -> str:
    """Where a trip begins, and over where."""
    joined = " – ".join(dict.fromkeys(names))
    return joined if len(joined) <= 120 else f"{joined[:118]} …"
