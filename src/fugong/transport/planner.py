"""Needs as the planner takes them, and its plan as it is kept: JSON with places, hours, costs and codes, no sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.planning import Budget, Coach, Factory, Rules, Spot, Stop, StraightLine, TripPlan
from fugong.proposals.distances import Roads, roads
from fugong.registry import facts as registry_facts
from fugong.registry.models import Enterprise
from fugong.transport import rules
from fugong.transport.models import Need

DAY = 86_400


class NoPlace(ValueError):
    """An enterprise stands nowhere, and the pack names no destination: trips would end nowhere."""

    def __init__(self, enterprises: list[str]) -> None:
        super().__init__(", ".join(enterprises))
        self.enterprises = enterprises


def settings_of(
    campaign: Campaign, needs: Sequence[Need], coaches: dict[str, int | None], hours: float | None
) -> dict[str, Any]:
    """What is asked of the planner, as it is kept with the plan."""
    return {
        "needs": {str(need.pk): need.open_seats for need in needs},
        "coaches": coaches,
        "hours": hours,
    }


def solve(campaign: Campaign, needs: Sequence[Need], asked: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The plan for these needs as JSON. Raises planning.Unfit where it makes no sense, NoPlace."""
    from fugong.planning import plan_trips  # the solvers take a while to load

    start = min(need.day for need in needs)
    factories = _factories(campaign, needs)
    ways = _roads(campaign)
    plan = plan_trips(
        _stops(campaign, needs, asked, start, factories),
        [Factory(key, Spot(*place)) for key, (_name, place) in _distinct(factories).items()],
        _fleet(campaign, asked),
        (),
        _rules(campaign, asked),
        ways,
        budget=Budget(seconds),
    )
    return kept(campaign, needs, factories, start, plan) | {"source": ways.source, "note": ways.note}


def _roads(campaign: Campaign) -> Roads:
    """Coaches come from far and drive fast: their line is their section's own."""
    said = campaign.pack.transport.planning
    return roads(campaign, StraightLine(said.factor, said.kmh, said.area))


def _rules(campaign: Campaign, asked: dict[str, Any]) -> Rules:
    hours = asked.get("hours")
    return Rules(
        longest_ride=round(hours * 3600) if hours else None,
        seats_percent=campaign.pack.transport.planning.seats_percent,
    )


def _fleet(campaign: Campaign, asked: dict[str, Any]) -> list[Coach]:
    found = []
    for size in campaign.pack.transport.coaches:
        if size.key not in asked["coaches"]:
            continue
        found.append(
            Coach(
                size.key,
                size.seats,
                asked["coaches"][size.key],
                load_percent=size.load_percent,
                fixed=size.fixed,
                per_km=size.per_km,
                per_hour=size.per_hour,
            )
        )
    return found


def _factories(campaign: Campaign, needs: Sequence[Need]) -> dict[int, tuple[str, str, tuple[float, float]]]:
    """Enterprise → key, name and place of where its people go. Neighbours at one spot share a key."""
    fallback = campaign.pack.transport.planning.destination
    found: dict[int, tuple[str, str, tuple[float, float]]] = {}
    lost = []
    for need in needs:
        firm = need.enterprise
        if firm.longitude is not None and firm.latitude is not None:
            place, name = (round(firm.longitude, 4), round(firm.latitude, 4)), firm.name
        elif fallback is not None:
            place, name = fallback, campaign.jurisdiction.name
        else:
            lost.append(firm.name)
            continue
        found[firm.pk] = (f"{place[0]},{place[1]}", name, place)
    if lost:
        raise NoPlace(sorted(set(lost)))
    return found


def _distinct(factories: dict[int, tuple[str, str, tuple[float, float]]]) -> dict[str, tuple[str, tuple[float, float]]]:
    return {key: (name, place) for key, name, place in factories.values()}


def _stops(
    campaign: Campaign,
    needs: Sequence[Need],
    asked: dict[str, Any],
    start: dt.date,
    factories: dict[int, tuple[str, str, tuple[float, float]]],
) -> list[Stop]:
    said = campaign.pack.transport.planning
    opens, closes = (_seconds(hour) for hour in (said.opens, said.closes))
    found = []
    for need in needs:
        day = (need.day - start).days * DAY
        found.append(
            Stop(
                str(need.pk),
                Spot(need.longitude, need.latitude),
                asked["needs"][str(need.pk)],
                str(need.enterprise_id),
                factories[need.enterprise_id][0],
                day + opens,
                day + closes,
                said.boarding_minutes * 60,
                need.is_outside,
            )
        )
    return found


def _seconds(hour: str) -> int:
    hours, minutes = hour.split(":")
    return int(hours) * 3600 + int(minutes) * 60


# -- what comes out -----------------------------------------------------------------------------------------------


def kept(
    campaign: Campaign,
    needs: Sequence[Need],
    factories: dict[int, tuple[str, str, tuple[float, float]]],
    start: dt.date,
    plan: TripPlan,
) -> dict[str, Any]:
    """The plan as JSON."""
    known = {str(need.pk): need for need in needs}
    firms = {str(need.enterprise_id): need.enterprise for need in needs}
    facts = {key: registry_facts.facts(firm, campaign) for key, firm in firms.items()}
    zero = clock.at(start)
    places = _distinct(factories)
    trips = []
    for trip in plan.trips:
        calls = [_call(call, known, places, zero) for call in trip.calls if call.kind in ("pick", "drop")]
        shares = [_share(campaign, share, trip, known, firms, facts, zero) for share in trip.shares]
        trips.append({
            "coach": trip.coach, "people": trip.people, "metres": trip.metres, "seconds": trip.seconds,
            "cost": trip.cost, "calls": calls, "shares": shares,
        })  # fmt: skip
    return {
        "trips": trips,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": round(plan.gap * 1000),  # per mille
        "ended": plan.ended,
        "unmet": [{"need": each.subject, "rule": each.rule, "data": dict(each.data)} for each in plan.unmet],
        "reasons": {key: {"code": each.code, "data": _plain(each.data)} for key, each in plan.reasons.items()},
    }


def _plain(data: Any) -> dict[str, Any]:
    return {key: value for key, value in data.items() if isinstance(value, int | float | str | list)}


def _call(call: Any, known: dict[str, Need], places: Any, zero: dt.datetime) -> dict[str, Any]:
    if call.kind == "pick":
        need = known[call.at]
        name, place, key = need.spot, (need.longitude, need.latitude), need.pk
    else:
        name, place = places[call.at]
        key = None
    return {
        "kind": call.kind, "need": key, "name": name, "longitude": place[0], "latitude": place[1],
        "arrives": _at(zero, call.arrives), "leaves": _at(zero, call.leaves), "people": call.people,
    }  # fmt: skip


def _at(zero: dt.datetime, seconds: int) -> str:
    return (zero + dt.timedelta(seconds=seconds)).isoformat()


def _share(
    campaign: Campaign,
    share: Any,
    trip: Any,
    known: dict[str, Need],
    firms: dict[str, Enterprise],
    facts: dict[str, dict[str, Any]],
    zero: dt.datetime,
) -> dict[str, Any]:
    picks = [
        call for call in trip.calls if call.kind == "pick" and str(known[call.at].enterprise_id) == share.enterprise
    ]
    outside = sum(call.people for call in picks if known[call.at].is_outside)
    said = min(known[call.at].said_at for call in picks)
    departs = zero + dt.timedelta(seconds=min(call.arrives for call in picks))
    arrives = zero + dt.timedelta(seconds=max(call.arrives for call in trip.calls if call.kind == "drop"))
    about = trip_facts(
        people=share.people, outside=outside, reported_at=said, departs_at=departs, metres=trip.metres, cost=share.fen,
        alone=len(trip.shares) == 1, carried=True,
    )  # fmt: skip
    section = campaign.pack.transport
    near = rules.standing(section, {**facts[share.enterprise], "t": about}, clock.local(arrives).date())
    return {
        "enterprise": int(share.enterprise), "name": firms[share.enterprise].name, "people": share.people,
        "outside": outside, "added": share.added, "fen": share.fen, "alone": share.alone, "reported": said.isoformat(),
        "standing": {"rule": near.rule.key, "fen": near.fen, "missing": near.missing} if near else None,
    }  # fmt: skip


def trip_facts(
    *,
    people: int,
    outside: int,
    reported_at: dt.datetime,
    departs_at: dt.datetime,
    metres: int,
    cost: int,
    alone: bool,
    carried: bool,
) -> dict[str, Any]:
    """What rules may ask of an enterprise's part of a trip (`t.…`)."""
    return {
        "people": people, "outside": outside, "reported_ahead": reported_at <= departs_at,
        "days_ahead": (clock.local(departs_at).date() - clock.local(reported_at).date()).days,
        "km": round(metres / 1000), "cost": cost, "alone": alone, "carried": carried,
    }  # fmt: skip
