"""A cost that no plan for these people can go below. Plain, and plainly weak: by legs and by seats."""

from __future__ import annotations

import math

import numpy as np

from fugong.planning.travel import Matrix
from fugong.planning.trips.ground import Ground, Part
from fugong.planning.trips.problem import Coach


def bound(ground: Ground, parts: list[Part]) -> int:
    """The better of two: every stop is reached by some leg and every trip costs its fixed fen; and every seat pays its part of
    the shortest way of the farthest of its coach. Boarding and waiting are counted as nothing."""
    if not parts:
        return 0
    return math.floor(max(_by_legs(ground, parts), _by_seats(ground, parts)) + 1e-6)


def _by_legs(ground: Ground, parts: list[Part]) -> float:
    stops = sorted({part.stop for part in parts})
    fleet = ground.problem.fleet
    trips = math.ceil(sum(part.people for part in parts) / max(coach.usable for coach in fleet))
    reach = ground.metres[:, stops].astype(float)
    reach[stops, range(len(stops))] = np.inf
    if any(coach.depot is None for coach in fleet):
        into = 0.0  # a trip may begin at any stop: its first leg costs nothing
    else:
        into = float(np.minimum.reduce(reach, axis=0).sum())
    last = float(ground.metres[stops, ground.first_factory : ground.first_depot].min()) * trips
    km = min(coach.per_km for coach in fleet) / 1000
    return (into + last) * km + trips * min(coach.fixed for coach in fleet)


def _by_seats(ground: Ground, parts: list[Part]) -> float:
    out = {goal: _shortest(ground.metres.T, [ground.factory(goal)]) for goal in range(len(ground.problem.factories))}
    rates = [_rates(ground, coach, out) for coach in ground.problem.fleet]
    return float(sum(part.people * min(rate[part.stop] for rate in rates) for part in parts))


def _rates(ground: Ground, coach: Coach, out: dict[int, np.ndarray]) -> np.ndarray:
    """Fen a seat from each stop, by the shortest way from the depot through the stop to a factory."""
    home = ground.depot(coach)
    stops = ground.first_factory
    to = np.zeros(stops) if home is None else _shortest(ground.metres, [home])[:stops]
    after = np.min([out[goal][:stops] for goal in ground.allowed(coach)], axis=0)
    return (coach.fixed + (to + after) * coach.per_km / 1000) / coach.usable


def _shortest(metres: Matrix, sources: list[int]) -> np.ndarray:
    """Shortest ways from the sources (Dijkstra on the full table): a table given in may hold detours."""
    best = metres[sources].min(axis=0).astype(float)
    done = np.zeros(len(best), bool)
    for _node in range(len(best)):
        node = int(np.argmin(np.where(done, np.inf, best)))
        done[node] = True
        best = np.minimum(best, best[node] + metres[node])
    return best
