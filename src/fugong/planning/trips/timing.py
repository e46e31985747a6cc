"""When a route's coach is where: the earliest arrival, and with it the latest start."""

from __future__ import annotations

from dataclasses import dataclass

from fugong.planning.trips.ground import Ground, Route, cost_of
from fugong.planning.trips.problem import Call, Trip

NEVER = 2**60


@dataclass(frozen=True)
class Halt:
    """One halt before it has its time."""

    kind: str
    at: str
    node: int
    opens: int
    closes: int
    service: int = 0
    people: int = 0


def halts(ground: Ground, route: Route) -> list[Halt]:
    """The halts of a route; two parts in a row at one spot stay two halts."""
    problem, coach = ground.problem, ground.problem.fleet[route.coach]
    home = ground.depot(coach)
    late = NEVER if coach.closes is None else coach.closes
    found = [] if home is None else [Halt("start", coach.depot or "", home, coach.opens, late)]
    for part in route.picks:
        stop = problem.stops[part.stop]
        closes = NEVER if stop.closes is None else stop.closes
        opens = max(stop.opens, coach.opens)
        found.append(Halt("pick", stop.key, part.stop, opens, min(closes, late), stop.service, part.people))
    leaving = _leaving(ground, route)
    for place in route.drops:
        factory = problem.factories[place]
        closes = NEVER if factory.closes is None else factory.closes
        if factory.slots:
            closes = min(closes, max(slot.closes for slot in factory.slots))
        opens = max(factory.opens, min((slot.opens for slot in factory.slots), default=0))
        found.append(
            Halt("drop", factory.key, ground.factory(place), opens, min(closes, late), 0, leaving.get(place, 0))
        )
    if home is not None and coach.back:
        found.append(Halt("end", coach.depot or "", home, coach.opens, late))
    return found


def _leaving(ground: Ground, route: Route) -> dict[int, int]:
    """People by the factory where they leave."""
    leaving: dict[int, int] = {}
    for part in route.picks:
        target = ground.targets[part.stop]
        place = route.drops[-1] if target is None else target
        leaving[place] = leaving.get(place, 0) + part.people
    return leaving


def times(ground: Ground, row: list[Halt], until: int | None = None) -> list[int] | None:
    """The beginning of service at each halt, as late as the last one's time allows, which is the earliest possible, but not
    before `until`. So nobody sits in the coach longer than needed. None: some window can't be met."""
    earliest: list[int] = []
    for place, halt in enumerate(row):
        begins = halt.opens
        if place:
            before = row[place - 1]
            begins = max(begins, earliest[-1] + before.service + int(ground.seconds[before.node, halt.node]))
        if begins > halt.closes:
            return None
        earliest.append(begins)
    last = max(earliest[-1], until if until is not None else earliest[-1])
    if last > row[-1].closes:
        return None
    latest = [last]
    for before, halt in zip(row[-2::-1], row[:0:-1], strict=True):
        latest.append(min(before.closes, latest[-1] - before.service - int(ground.seconds[before.node, halt.node])))
    return latest[::-1]


def rides(row: list[Halt], begins: list[int]) -> int:
    """The longest that anybody sits in the coach: from the first boarding's end to the last drop."""
    first = next(at + halt.service for halt, at in zip(row, begins, strict=True) if halt.kind == "pick")
    return max(at for halt, at in zip(row, begins, strict=True) if halt.kind == "drop") - first


def trip(ground: Ground, route: Route, until: int | None = None) -> Trip | None:
    """The route with its times and cost; None where a window, the longest ride or the coach's limits can't be kept."""
    coach = ground.problem.fleet[route.coach]
    row = halts(ground, route)
    begins = times(ground, row, until)
    if begins is None:
        return None
    metres, seconds = ground.length([halt.node for halt in row]), begins[-1] - begins[0]
    longest = ground.problem.rules.longest_ride
    if (
        (longest is not None and rides(row, begins) > longest)
        or (coach.longest is not None and seconds > coach.longest)
        or (coach.farthest is not None and metres > coach.farthest)
    ):
        return None
    calls = tuple(
        Call(halt.kind, halt.at, at, at + halt.service, halt.people) for halt, at in zip(row, begins, strict=True)
    )
    people = sum(part.people for part in route.picks)
    return Trip(coach.key, calls, people, metres, seconds, cost_of(coach, metres, seconds))
