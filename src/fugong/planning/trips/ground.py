"""The spots of a problem in one order, with the ways between them; and people, cut into what one coach can take."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fugong.planning.travel import Matrix
from fugong.planning.trips.problem import Coach, TripProblem


@dataclass(frozen=True)
class Part:
    """People of one stop who travel in one coach."""

    stop: int
    people: int


@dataclass(frozen=True)
class Route:
    """A coach (by place in the fleet), and its halts in order: parts that board and factories (by place) where people leave."""

    coach: int
    picks: tuple[Part, ...]
    drops: tuple[int, ...]


class Ground:
    """Nodes are numbered: stops, then factories, then depots."""

    def __init__(self, problem: TripProblem) -> None:
        self.problem = problem
        self.first_factory = len(problem.stops)
        self.first_depot = self.first_factory + len(problem.factories)
        spots = [row.spot for rows in (problem.stops, problem.factories, problem.depots) for row in rows]
        ways = problem.travel.between(spots, spots)
        self.metres: Matrix = ways.metres
        self.seconds: Matrix = ways.seconds
        self.factory_place = {row.key: place for place, row in enumerate(problem.factories)}
        self.depot_place = {row.key: place for place, row in enumerate(problem.depots)}

    def factory(self, place: int) -> int:
        return self.first_factory + place

    def depot(self, coach: Coach) -> int | None:
        """The node where the coach stands."""
        return None if coach.depot is None else self.first_depot + self.depot_place[coach.depot]

    def allowed(self, coach: Coach) -> tuple[int, ...]:
        """Factories (by place) that the coach may go to."""
        return (
            tuple(range(len(self.problem.factories))) if coach.factory is None else (self.factory_place[coach.factory],)
        )

    @cached_property
    def targets(self) -> tuple[int | None, ...]:
        """For each stop the factory that its people go to. Where some stops name one and others don't, those go to the
        nearest; None: wherever the coach goes."""
        named = [None if stop.factory is None else self.factory_place[stop.factory] for stop in self.problem.stops]
        if len(self.problem.factories) == 1:
            return (0,) * len(named)
        if all(each is None for each in named):
            return tuple(named)
        nearest = np.argmin(self.metres[: self.first_factory, self.first_factory : self.first_depot], axis=1)
        return tuple(int(nearest[place]) if each is None else each for place, each in enumerate(named))

    def nodes(self, route: Route) -> list[int]:
        """All halts of a route by node, from depot to depot where there are such."""
        coach = self.problem.fleet[route.coach]
        home = self.depot(coach)
        inner = [*(part.stop for part in route.picks), *map(self.factory, route.drops)]
        return [*([home] if home is not None else []), *inner, *([home] if home is not None and coach.back else [])]

    def length(self, nodes: list[int]) -> int:
        return int(sum(self.metres[a, b] for a, b in itertools.pairwise(nodes)))


def cost_of(coach: Coach, metres: int, seconds: int) -> int:
    """Fen of one trip: distance and time rounded once, half up."""
    return coach.fixed + (2 * (coach.per_km * metres * 18 + coach.per_hour * seconds * 5) + 18_000) // 36_000


def parts_of(problem: TripProblem) -> list[Part]:
    """Stops, with more people than the largest coach takes cut into full coaches and a rest."""
    largest = max(coach.usable for coach in problem.fleet)
    parts = []
    for place, stop in enumerate(problem.stops):
        left = stop.people
        while left > 0:
            parts.append(Part(place, min(left, largest)))
            left -= largest
    return parts
