"""Arrival slots: each trip is put into one in which its people still have room, later than it could have come if need be."""

from __future__ import annotations

from fugong.planning.errors import Unmet
from fugong.planning.programs import Program
from fugong.planning.trips.ground import Ground, Route
from fugong.planning.trips.problem import Trip
from fugong.planning.trips.timing import halts, times, trip


def fit(
    ground: Ground, routes: list[Route], seconds: float
) -> tuple[list[tuple[Route, Trip]], list[Route], list[Unmet]]:
    """Trips with their times, and the routes that fit into no slot. As many people as possible find one; among those ways
    the one with the earliest arrivals. A trip with several testing points is fitted at the last one, where it ends."""
    free = [route for route in routes if not ground.problem.factories[route.drops[-1]].slots]
    bound = [route for route in routes if ground.problem.factories[route.drops[-1]].slots]
    timed = [(route, made) for route in free if (made := trip(ground, route))]
    options = [(place, slot, made) for place, route in enumerate(bound) for slot, made in _ways(ground, route)]
    chosen = _choose(ground, bound, options, seconds)
    timed.extend((bound[place], made) for place, made in chosen.items())
    late = [route for place, route in enumerate(bound) if place not in chosen]
    unmet = [
        Unmet(
            "arrival_slot",
            ground.problem.stops[part.stop].key,
            {
                "people": part.people,
                "factory": ground.problem.factories[route.drops[-1]].key,
                "trip_people": _people(route),
            },
        )
        for route in late
        for part in route.picks
    ]
    order = {id(route): place for place, route in enumerate(routes)}
    return sorted(timed, key=lambda pair: order[id(pair[0])]), late, unmet


def _ways(ground: Ground, route: Route) -> list[tuple[int, Trip]]:
    """The slots that the trip could end in."""
    row = halts(ground, route)
    found = []
    last = max(place for place, halt in enumerate(row) if halt.kind == "drop")
    begins = times(ground, row[: last + 1])
    for place, slot in enumerate(ground.problem.factories[route.drops[-1]].slots):
        if begins is None or begins[-1] > slot.closes:
            continue
        after = int(ground.seconds[row[last].node, row[last + 1].node]) if last + 1 < len(row) else 0
        made = trip(ground, route, max(slot.opens, begins[-1]) + after)
        if made and slot.opens <= made.calls[last].arrives <= slot.closes:
            found.append((place, made))
    return found


def _choose(
    ground: Ground, routes: list[Route], options: list[tuple[int, int, Trip]], seconds: float
) -> dict[int, Trip]:
    if not options:
        return {}
    program = Program()
    latest = max(made.calls[-1].arrives for _place, _slot, made in options) + 1
    program.columns(
        (made.calls[-1].arrives / latest / len(options) - _people(routes[place]) for place, _s, made in options),
        0,
        1,
        True,
    )
    by_route: dict[int, list[int]] = {}
    by_slot: dict[tuple[int, int], list[int]] = {}
    for column, (place, slot, _made) in enumerate(options):
        by_route.setdefault(place, []).append(column)
        by_slot.setdefault((routes[place].drops[-1], slot), []).append(column)
    for columns in by_route.values():
        program.row(columns, high=1)
    for (factory, slot), columns in by_slot.items():
        room = ground.problem.factories[factory].slots[slot].people
        program.row(columns, [_people(routes[options[column][0]]) for column in columns], high=room)
    answer = program.solve(seconds)
    if not answer.found:
        return {}
    return {options[c][0]: options[c][2] for c in range(len(options)) if answer.values[c] > 0.5}


def _people(route: Route) -> int:
    return sum(part.people for part in route.picks)
