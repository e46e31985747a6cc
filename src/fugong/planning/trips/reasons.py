"""Why each stop travels in its trip: what it saves there against a coach of its own and the next best trip."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from fugong.planning.errors import Reason
from fugong.planning.travel import FAR
from fugong.planning.trips.ground import Ground, Part, Route
from fugong.planning.trips.problem import Trip


def reasons(ground: Ground, timed: list[tuple[Route, Trip]]) -> dict[str, Reason]:
    """By stop: "own_trip", "shares_trip" or "several_trips", with the metres that it adds there, the free seats, and the
    nearest other trip with room (`next`, its place in the plan) with what it would have added there."""
    found: dict[str, Reason] = {}
    free = [ground.problem.fleet[route.coach].usable - made.people for route, made in timed]
    rows = [ground.nodes(route) for route, _made in timed]
    table = _elsewhere(ground, rows)
    for place, (route, made) in enumerate(timed):
        for part in route.picks:
            key = ground.problem.stops[part.stop].key
            if key in found:
                found[key] = Reason("several_trips", {**found[key].data, "trips": [*_trips(found[key]), place]})
                continue
            data = {
                "trip": place,
                "trips": [place],
                "free": free[place],
                "adds": _adds(ground, rows[place], part, made),
            }
            other = _next(ground, table, rows, free, part, place)
            if other is not None:
                data |= {"next": other[1], "next_adds": other[0]}
            found[key] = Reason("own_trip" if len(route.picks) == 1 else "shares_trip", data)
    return found


def _trips(reason: Reason) -> list[int]:
    return list(reason.data["trips"])


def _adds(ground: Ground, row: list[int], part: Part, made: Trip) -> int:
    left = [node for node in row if node != part.stop]
    stops = [node for node in left if node < ground.first_factory]
    return made.metres - ground.length(left) if stops else made.metres


def _elsewhere(ground: Ground, rows: list[list[int]]) -> np.ndarray:
    """Metres that each stop would add to each trip at its best place there, by trip and stop."""
    stops = np.arange(ground.first_factory)
    table = np.full((len(rows), len(stops)), FAR, np.int64)
    for place, row in enumerate(rows):
        legs = [(a, b) for a, b in pairwise(row) if b < ground.first_depot]
        if legs:
            before, after = np.array(legs).T
            adds = ground.metres[np.ix_(before, stops)] + ground.metres[np.ix_(stops, after)].T
            table[place] = (adds - ground.metres[before, after][:, None]).min(axis=0)
    return table


def _next(
    ground: Ground, table: np.ndarray, rows: list[list[int]], free: list[int], part: Part, own: int
) -> tuple[int, int] | None:
    """(metres, place) of the cheapest other trip that has the seats and passes the factory."""
    goal = ground.targets[part.stop]
    ranked = np.argsort(table[:, part.stop], kind="stable").tolist()
    for place in ranked:
        passes = goal is None or ground.factory(goal) in rows[place]
        if place != own and free[place] >= part.people and passes and table[place, part.stop] < FAR:
            return int(table[place, part.stop]), place
    return None
