"""Is a trip plan what it says, and does it keep every rule?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from fugong.planning.errors import Violation
from fugong.planning.travel import Spot
from fugong.planning.trips.problem import Call, Coach, Trip, TripPlan, TripProblem


def check_trips(problem: TripProblem, plan: TripPlan) -> list[Violation]:
    """What is wrong with the plan; empty where nothing is."""
    return [
        *_everybody(problem, plan),
        *(found for place, trip in enumerate(plan.trips) for found in _trip(problem, trip, f"trips[{place}]")),
        *_fleet(problem, plan),
        *_slots(problem, plan),
        *_money(plan),
    ]


def _everybody(problem: TripProblem, plan: TripPlan) -> Iterator[Violation]:
    """Everybody is fetched once, or named as not fetched."""
    fetched: Counter[str] = Counter()
    for trip in plan.trips:
        for call in trip.calls:
            if call.kind == "pick":
                fetched[call.at] += call.people
    for each in plan.unmet:
        fetched[each.subject] += each.data["people"]
    for stop in problem.stops:
        if fetched[stop.key] != stop.people:
            yield Violation("people", stop.key, {"fetched": fetched[stop.key], "people": stop.people})


def _trip(problem: TripProblem, trip: Trip, name: str) -> Iterator[Violation]:
    coach = next(each for each in problem.fleet if each.key == trip.coach)
    yield from _load(problem, coach, trip, name)
    yield from _windows(problem, coach, trip, name)
    metres = seconds = 0
    for before, call in zip(trip.calls, trip.calls[1:], strict=False):
        ways = problem.travel.between([_spot(problem, before)], [_spot(problem, call)])
        metres += int(ways.metres[0, 0])
        if before.leaves + int(ways.seconds[0, 0]) > call.arrives:
            yield Violation("too_fast", name, {"from": before.at, "to": call.at})
    seconds = trip.calls[-1].arrives - trip.calls[0].arrives
    if (metres, seconds) != (trip.metres, trip.seconds):
        yield Violation("length", name, {"metres": metres, "seconds": seconds})
    exact = coach.fixed + Fraction(coach.per_km * metres, 1000) + Fraction(coach.per_hour * seconds, 3600)
    if abs(trip.cost - exact) > Fraction(1, 2):
        yield Violation("cost", name, {"cost": trip.cost, "exact": float(exact)})
    for rule, value, limit in (("longest", seconds, coach.longest), ("farthest", metres, coach.farthest)):
        if limit is not None and value > limit:
            yield Violation(rule, name, {"value": value, "limit": limit})


def _spot(problem: TripProblem, call: Call) -> Spot:
    rows: dict[str, Sequence[Any]] = {"pick": problem.stops, "drop": problem.factories}
    return next(row.spot for row in rows.get(call.kind, problem.depots) if row.key == call.at)


def _load(problem: TripProblem, coach: Coach, trip: Trip, name: str) -> Iterator[Violation]:
    """Nobody over the seats, nobody left in the coach, everybody where they wanted, nobody too long on the way."""
    on_board, aims = 0, {stop.key: stop.factory for stop in problem.stops}
    waiting: list[tuple[str | None, int, int]] = []
    for call in trip.calls:
        if call.kind == "pick":
            on_board += call.people
            waiting.append((aims[call.at], call.people, call.leaves))
            if on_board > coach.seats * coach.load_percent // 100:
                yield Violation(
                    "seats", name, {"on_board": on_board, "seats": coach.seats, "load_percent": coach.load_percent}
                )
        if call.kind == "drop":
            on_board -= call.people
            yield from _rides(problem, call, waiting, name)
    drops = [call.at for call in trip.calls if call.kind == "drop"]
    for aim, _people, _since in waiting:
        if aim is not None and aim not in drops:
            yield Violation("factory", name, {"missing": aim})
    if on_board or (coach.factory is not None and set(drops) != {coach.factory}):
        yield Violation("factory", name, {"left": on_board})


def _rides(
    problem: TripProblem, call: Call, waiting: list[tuple[str | None, int, int]], name: str
) -> Iterator[Violation]:
    longest = problem.rules.longest_ride
    for aim, _people, since in waiting:
        if longest is not None and aim in (None, call.at) and call.arrives - since > longest:
            yield Violation("longest_ride", name, {"seconds": call.arrives - since, "limit": longest})


def _windows(problem: TripProblem, coach: Coach, trip: Trip, name: str) -> Iterator[Violation]:
    for call in trip.calls:
        rows: Sequence[Any] = {"pick": problem.stops, "drop": problem.factories}.get(call.kind, ())
        row = next((row for row in rows if row.key == call.at), None)
        for opens, closes in ((coach.opens, coach.closes), *([(row.opens, row.closes)] if row else [])):
            if call.arrives < opens or (closes is not None and call.arrives > closes):
                yield Violation(
                    "time_window", name, {"at": call.at, "arrives": call.arrives, "opens": opens, "closes": closes}
                )
        service = next((stop.service for stop in problem.stops if call.kind == "pick" and stop.key == call.at), 0)
        if call.leaves - call.arrives != service:
            yield Violation("service", name, {"at": call.at})


def _fleet(problem: TripProblem, plan: TripPlan) -> Iterator[Violation]:
    used = Counter(trip.coach for trip in plan.trips)
    for coach in problem.fleet:
        if coach.count is not None and used[coach.key] > coach.count:
            yield Violation("coaches", coach.key, {"used": used[coach.key], "count": coach.count})


def _slots(problem: TripProblem, plan: TripPlan) -> Iterator[Violation]:
    """Arrivals at the place where a trip ends stay within its slots, and these within their room."""
    for factory in problem.factories:
        if not factory.slots:
            continue
        room = [slot.people for slot in factory.slots]
        for trip in plan.trips:
            last = [call for call in trip.calls if call.kind == "drop"][-1]
            if last.at == factory.key:
                fits = [k for k, s in enumerate(factory.slots) if s.opens <= last.arrives <= s.closes]
                best = max(fits, key=lambda k: room[k], default=None)
                if best is None or room[best] < trip.people:
                    yield Violation("arrival_slot", factory.key, {"arrives": last.arrives, "people": trip.people})
                else:
                    room[best] -= trip.people


def _money(plan: TripPlan) -> Iterator[Violation]:
    """Shares make up the cost of each trip, trips that of the plan; no bound above the cost."""
    for place, trip in enumerate(plan.trips):
        if sum(share.fen for share in trip.shares) != trip.cost or any(share.fen < 0 for share in trip.shares):
            yield Violation(
                "shares", f"trips[{place}]", {"shares": sum(share.fen for share in trip.shares), "cost": trip.cost}
            )
    if sum(trip.cost for trip in plan.trips) != plan.cost or plan.bound > plan.cost:
        yield Violation("cost", "plan", {"cost": plan.cost, "bound": plan.bound})
