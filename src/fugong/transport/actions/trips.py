"""Trips by hand and in series, the second signature, the vehicle, and trips that don't go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, crypto, dates, phones
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.planning import Spot, StraightLine
from fugong.registry.models import Enterprise
from fugong.transport import telling, whereabouts
from fugong.transport.actions import making
from fugong.transport.actions.held import held, require_plan
from fugong.transport.models import Need, Rider, Series, Share, Trip, TripStop
from fugong.transport.policy import CoachSize
from fugong.workflow.moves import move, move_many

AHEAD = dt.timedelta(days=120)
MOST_TRIPS = 200


@dataclass(frozen=True, slots=True)
class Way:
    """Where a trip goes, when, in which coach. Places are (longitude, latitude); cost in fen, None: by the pack's prices."""

    coach: str
    origin: str
    start: tuple[float, float]
    departs_at: dt.datetime
    arrives_at: dt.datetime | None = None
    cost: int | None = None


@transaction.atomic
def enter(
    *, campaign: Campaign, way: Way, enterprise: Enterprise | None = None, seats: int = 0, needs: tuple[Need, ...] = (),
    series: Series | None = None, by: User | None, quietly: bool = False,
) -> Trip:  # fmt: skip
    """A trip by hand: waits for the second signature. With an enterprise, it has `seats` of it; with needs, these are fetched.

    Raises Refused with a fault at each field.
    """
    require_plan(campaign, by)
    size = _guard(campaign, way)
    goal = _goal(campaign, enterprise or (needs[0].enterprise if needs else None))
    travel = StraightLine(campaign.pack.transport.planning.factor, campaign.pack.transport.planning.kmh)
    ways = travel.between([Spot(*way.start)], [Spot(*goal[1])])
    metres, seconds = int(ways.metres[0, 0]), int(ways.seconds[0, 0])
    arrives = way.arrives_at or way.departs_at + dt.timedelta(seconds=seconds)
    if arrives < way.departs_at:
        raise refuse("arrives_at", _("It arrives before it departs."))
    priced = size.fixed + round(size.per_km * metres / 1000) + round(size.per_hour * seconds / 3600)
    trip = Trip.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, series=series, coach=size.key, seats=size.seats,
        usable=size.usable, origin=way.origin.strip()[:120], destination=goal[0][:120], enterprise=enterprise,
        area_code=enterprise.area_code if enterprise else campaign.jurisdiction.code,
        day=clock.local(way.departs_at).date(), departs_at=way.departs_at, arrives_at=arrives, metres=metres,
        cost=priced if way.cost is None else way.cost, planned_by=by, state="proposed", state_since=clock.now(),
    )  # fmt: skip
    due = campaign.pack.due(clock.now(), campaign.pack.transport.clocks.confirm)
    Trip.objects.filter(pk=trip.pk).update(
        due_at=due, next_rung_at=due, clock_kind="confirm", clock_started_at=clock.now()
    )
    _share(trip, way, goal, enterprise, seats, needs)
    event = record("trip.enter", trip, by=by, as_name="" if by else "installation", seats=trip.usable)
    if not quietly:
        telling.to_sign(trip, lambda: _("A trip waits for a second signature"), event, by=by)
    trip.refresh_from_db()
    return trip


def _guard(campaign: Campaign, way: Way) -> CoachSize:
    faults = []
    size = campaign.pack.transport.coach(way.coach)
    if size is None:
        faults.append(Fault("coach", _("Choose one of the list.")))
    if not way.origin.strip():
        faults.append(Fault("origin", _("Write where it begins.")))
    west, south, east, north = campaign.pack.transport.planning.area
    if not (west <= way.start[0] <= east and south <= way.start[1] <= north):
        faults.append(Fault("origin", _("This place lies outside the area where people are fetched.")))
    now = clock.now()
    if not now - dt.timedelta(days=1) <= way.departs_at <= now + AHEAD:
        faults.append(
            Fault(
                "departs_at", _("Choose a departure between today and %(days)s days from now.") % {"days": AHEAD.days}
            )
        )
    if way.cost is not None and not 0 <= way.cost <= 10**10:
        faults.append(Fault("cost", _("Write an amount in yuan, such as 3200.50.")))
    if faults or size is None:
        raise Refused(faults[0].message, fields=faults)
    return size


def _goal(campaign: Campaign, enterprise: Enterprise | None) -> tuple[str, tuple[float, float]]:
    if enterprise is not None and enterprise.longitude is not None and enterprise.latitude is not None:
        return enterprise.name, (enterprise.longitude, enterprise.latitude)
    place = campaign.pack.transport.planning.destination or whereabouts.of(campaign.jurisdiction.code)
    if place is None:
        raise refuse("enterprise", _("It isn’t known where the enterprise stands: enter its place first."))
    return (enterprise.name if enterprise else campaign.jurisdiction.name), place


def _share(
    trip: Trip, way: Way, goal: tuple[str, tuple[float, float]], enterprise: Enterprise | None, seats: int,
    needs: tuple[Need, ...],
) -> None:  # fmt: skip
    """Stops and shares of a trip by hand."""
    picks: list[tuple[str, float, float, int, Need | None]] = [
        (need.spot, need.longitude, need.latitude, need.open_seats, need) for need in needs
    ] or [(trip.origin, *way.start, seats, None)]
    wanted: dict[int, list[Any]] = {}
    for need in needs:
        wanted.setdefault(need.enterprise_id, [need.enterprise, 0, 0, need.said_at])
        wanted[need.enterprise_id][1] += need.open_seats
        wanted[need.enterprise_id][2] += need.open_seats if need.is_outside else 0
    if not needs and enterprise is not None and seats:
        wanted[enterprise.pk] = [enterprise, seats, seats, clock.now()]
    claimed = sum(row[1] for row in wanted.values())
    if claimed > trip.usable:
        words = {"people": claimed, "seats": trip.usable}
        raise refuse(
            "seats", _("%(people)s people, but only %(seats)s seats may be taken: choose a larger coach.") % words
        )
    TripStop.objects.bulk_create([
        *(
            TripStop(trip=trip, order=n, kind="pick", name=name[:120], longitude=x, latitude=y, at=trip.departs_at,
                     people=people, need=need)
            for n, (name, x, y, people, need) in enumerate(picks)
        ),
        TripStop(trip=trip, order=len(picks), kind="drop", name=goal[0][:120], longitude=goal[1][0],
                 latitude=goal[1][1], at=trip.arrives_at, people=claimed),
    ])  # fmt: skip
    Share.objects.bulk_create(
        Share(trip=trip, enterprise=firm, campaign=trip.campaign, area_code=firm.area_code, seats=people,
              outside=outside, reported_at=at)
        for firm, people, outside, at in wanted.values()
    )  # fmt: skip
    for need in needs:
        Need.objects.filter(pk=need.pk).update(planned=F("planned") + need.open_seats)
    Trip.objects.filter(pk=trip.pk).update(claimed=claimed)
    making.resplit(trip)


@transaction.atomic
def confirm(*, trip: Trip, by: User) -> Trip:
    """The second signature. Raises NotAllowed to whoever entered it, Conflict where somebody else was first."""
    row = held(trip)
    if row.planned_by_id == by.pk:
        raise NotAllowed(_("Whoever entered the trip doesn’t confirm it: ask somebody else to sign."))
    values = {"confirmed_by": by, "confirmed_at": clock.now()}
    event = move(row, "confirm", by=by, due_at=row.departs_at, set=values)
    telling.riders(row, lambda: _("A coach for your people on %(day)s") % {"day": dates.shown(row.day)}, event)
    return row


@transaction.atomic
def cancel(*, trip: Trip, reason: str, by: User) -> Trip:
    """It doesn't go: needs wait for seats again, riders are off the manifest, the enterprises are told."""
    row = held(trip)
    event = move(row, "cancel", by=by, reason=reason.strip()[:300])
    for stop in row.stops.filter(kind="pick").exclude(need=None).select_related("need"):
        if stop.need is not None:
            given = Least(F("planned"), Value(stop.people))
            Need.objects.filter(pk=stop.need.pk).update(planned=F("planned") - given)
    riders = list(Rider.objects.filter(trip=row, state__in=("listed", "boarded")))
    move_many(riders, "cancel", as_name=by.name)
    telling.riders(row, lambda: _("The trip of %(day)s doesn’t go") % {"day": dates.shown(row.day)}, event)
    return row


@transaction.atomic
def equip(*, trip: Trip, values: Mapping[str, Any], by: User) -> Trip:
    """Which vehicle and driver: `plate`, `carrier`, `driver`, `phone` (empty: stays)."""
    row = held(trip)
    if not row.may_move(by, Permission.TRIP_BOARD) and not row.may_move(by, Permission.TRIP_PLAN):
        raise NotAllowed(_("You can’t change this trip."))
    if row.is_final:
        raise Conflict(_("This trip is over."))
    plain = "".join(str(values.get("plate") or "").upper().split())
    if not 5 <= len(plain) <= 12:
        raise refuse("plate", _("Write the number plate."))
    row.plate = plain
    row.carrier = str(values.get("carrier") or "").strip()[:80]
    row.driver = str(values.get("driver") or "").strip()[:40]
    if values.get("phone"):
        try:
            number = phones.normalised(str(values["phone"])[:40])
        except phones.NotAPhone as wrong:
            raise refuse("phone", str(wrong)) from None
        row.driver_phone, row.driver_phone_masked = number, crypto.mask(number)
    row.save(update_fields=["plate", "carrier", "driver", "driver_phone", "driver_phone_masked"])
    record("trip.equip", row, by=by, plate=plain)
    return row


@transaction.atomic
def reveal(*, trip: Trip, reason: str, by: User) -> str:
    """The driver's number; the look and its reason are recorded."""
    if not trip.may_move(by, Permission.TRIP_BOARD):
        raise NotAllowed(_("You can’t look at this."))
    if not reason.strip():
        raise refuse("reason", _("Say why you need the number."))
    record("trip.reveal", trip, by=by, reason=reason.strip()[:200])
    return str(trip.driver_phone or "")


@transaction.atomic
def begin_series(
    *, campaign: Campaign, base: str, people: int, coach: str, departs_at: dt.datetime, a_day: int, by: User | None,
    enterprise: Enterprise | None = None,
) -> Series:  # fmt: skip
    """Trips for people of a labour base: as many coaches as it takes, so many on each day. Each is confirmed by itself."""
    require_plan(campaign, by)
    place, size = campaign.pack.transport.base(base), campaign.pack.transport.coach(coach)
    faults = []
    if place is None:
        faults.append(Fault("base", _("Choose one of the list.")))
    if size is None:
        faults.append(Fault("coach", _("Choose one of the list.")))
    if not 1 <= people <= 10_000:
        faults.append(Fault("people", _("Write how many people: 1 to %(most)s.") % {"most": 10_000}))
    if not 1 <= a_day <= 50:
        faults.append(Fault("a_day", _("Write how many coaches go each day: 1 to 50.")))
    if size is not None and people > size.usable * MOST_TRIPS:
        faults.append(Fault("people", _("That would take more than %(n)s trips.") % {"n": MOST_TRIPS}))
    if faults or place is None or size is None:
        raise Refused(faults[0].message, fields=faults)
    series = Series.objects.create(
        campaign=campaign, base=base, name=str(place.name.in_("zh")), people=people, begun_at=clock.now(), begun_by=by
    )
    record("trip_series.begin", series, by=by, as_name="" if by else "installation", people=people)
    left, number = people, 0
    while left > 0:
        departs = departs_at + dt.timedelta(days=number // a_day)
        way = Way(coach, str(place.name.in_("zh")), (place.longitude, place.latitude), departs)
        seats = min(left, size.usable)
        enter(campaign=campaign, way=way, enterprise=enterprise, seats=seats, series=series, by=by, quietly=True)
        left, number = left - seats, number + 1
    return series
