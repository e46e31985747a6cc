"""Routes by PyVRP.

Where all people of a trip go to one factory, stops are plain clients and the trip ends there; where they go to several, each
stop is a shipment to its factory, and one coach brings people of several enterprises to several gates. A location beyond the
map, no way from anything, stands for a trip that begins at its first stop or ends at its last. Where there is a longest ride,
it limits the time between first stop and last factory: a little stricter than the rule, never laxer.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import NeighbourhoodParams

from fugong.planning.budget import Budget, Watch
from fugong.planning.travel import FAR, Matrix
from fugong.planning.trips.ground import Ground, Part, Route
from fugong.planning.trips.problem import Coach
from fugong.planning.trips.timing import trip

FEW = 250  # stops up to which a search comes to its end within the usual half minute
HISTORY = 100  # late acceptance: shorter than PyVRP's 300, 0.6 % instead of 1.0 % above best known within 25 s
HISTORY_OF_FEW = 300  # of few stops without hours a shorter one gets stuck: 0.6 to 2.0 % instead of 0.0 to 0.3 %
NEIGHBOURS, NEIGHBOURS_OF_FEW, WITH_HOURS = 50, 20, 30  # stops near which each is tried: fewer are more steps
HOPE = 0.45  # after this part of the budget, a search without any complete plan gives way to one for most people
NOTHING = int(np.iinfo(np.int64).max) // 2  # what PyVRP says a plan costs that breaks a rule
EXACT = 1_000_000  # as long as a usual leg costs no more than this in the search's unit, nothing is rounded
RATE, RATE_OF_SHIPMENTS = 22_000, 6_000  # iterations a second × √stops: what one slow core does
LATE = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Found:
    """What the search brought: routes, whether they serve all within the rules, and what ended it."""

    routes: list[Route]
    complete: bool
    ended: str
    steps: int


@dataclass(frozen=True)
class Kind:
    """A coach on its way to one factory (None: to several), `count` of them."""

    coach: int
    factory: int | None
    count: int


def search(ground: Ground, parts: list[Part], budget: Budget, seed: int, given: float) -> Found:
    """Routes that serve all parts; where that can't be, those that serve as many people as possible. Steps follow from the
    seconds that were `given`, not from those that are left: these differ from run to run."""
    shipped = len({ground.targets[part.stop] for part in parts}) > 1
    rate = (RATE_OF_SHIPMENTS if shipped else RATE) / math.sqrt(len(parts))
    steps = budget.steps or Budget(given).rounds(rate)
    kinds = _kinds(ground, parts, shipped)
    gathered = None
    if shipped:
        budget, steps = Budget(max(budget.seconds / 2, 0.01), budget.steps), max(steps // 2, 1)
        quick = steps if budget.steps else steps * RATE // RATE_OF_SHIPMENTS
        gathered = _gathered(ground, parts, kinds, Budget(budget.seconds, quick), seed)
    seats = sum(kind.count * ground.problem.fleet[kind.coach].usable for kind in kinds)
    if seats >= sum(part.people for part in parts):
        found = _run(ground, parts, kinds, shipped, Budget(budget.seconds, steps), seed, all_of_them=True)
        if gathered and not (found.complete and _cost(ground, found.routes) <= _cost(ground, gathered.routes)):
            return replace(gathered, ended="seconds" if "seconds" in (gathered.ended, found.ended) else "steps")
        if found.complete:
            return found
        budget, steps = Budget(max(budget.seconds * (1 - HOPE), 0.01)), max(int(steps * (1 - HOPE)), 1)
    return _run(ground, parts, kinds, shipped, Budget(budget.seconds, steps), seed, all_of_them=False)


def _gathered(ground: Ground, parts: list[Part], kinds: list[Kind], budget: Budget, seed: int) -> Found | None:
    """Routes found as if all went to the factory in the middle, with their drops put in order afterwards: a good way where
    the factories lie close together and the people far away. None where that breaks a rule."""
    goals = sorted({goal for part in parts if (goal := ground.targets[part.stop]) is not None})
    between = ground.metres[np.ix_([ground.factory(goal) for goal in goals], [ground.factory(goal) for goal in goals])]
    middle = goals[int(between.sum(axis=1).argmin())]
    if any(ground.problem.fleet[kind.coach].factory is not None for kind in kinds):
        return None
    found = _run(
        ground, parts, [replace(kind, factory=middle) for kind in kinds], False, budget, seed, all_of_them=True
    )
    routes = [_dropped(ground, route) for route in found.routes]
    sound = found.complete and all(trip(ground, route) for route in routes)
    return replace(found, routes=routes) if sound else None


def _dropped(ground: Ground, route: Route) -> Route:
    """The route with the factories that its people need, each time the nearest next."""
    left = sorted({goal for part in route.picks if (goal := ground.targets[part.stop]) is not None})
    node, drops = route.picks[-1].stop, []
    while left:
        goal = min(left, key=lambda goal: (int(ground.metres[node, ground.factory(goal)]), goal))
        left.remove(goal)
        drops.append(goal)
        node = ground.factory(goal)
    return Route(route.coach, route.picks, tuple(drops))


def _cost(ground: Ground, routes: list[Route]) -> float:
    """Fen of all routes; beyond measure where one breaks a rule."""
    made = [trip(ground, route) for route in routes]
    return sum(each.cost if each else math.inf for each in made)


def _kinds(ground: Ground, parts: list[Part], shipped: bool) -> list[Kind]:
    kinds = []
    wanted = {ground.targets[part.stop] for part in parts}
    for place, coach in enumerate(ground.problem.fleet):
        count = len(parts) if coach.count is None else min(coach.count, len(parts))
        if shipped:
            kinds.append(Kind(place, None, count))
        else:
            goals = [each for each in ground.allowed(coach) if wanted <= {None, each}]
            kinds.extend(Kind(place, goal, count) for goal in goals)
    return kinds


def _run(
    ground: Ground, parts: list[Part], kinds: list[Kind], shipped: bool, budget: Budget, seed: int, all_of_them: bool
) -> Found:
    data = _Encoding(ground, parts, kinds, shipped, all_of_them).data()
    stop = _Stop(budget.steps or 1, budget.seconds)
    parameters = _parameters(ground, parts, shipped)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", PenaltyBoundWarning
        )  # rules weigh as much as they can: an answer is checked anyway
        result = pyvrp.solve(data, stop, seed=seed, collect_stats=False, params=parameters)
    routes = [
        _route(ground, parts, kinds, route)
        for route in result.best.routes()
        if route.num_clients() + route.num_shipments()
    ]
    ended = "steps" if result.num_iterations >= (budget.steps or 1) else "seconds"
    return Found(routes, all_of_them and result.is_feasible(), ended, result.num_iterations)


def _parameters(ground: Ground, parts: list[Part], shipped: bool) -> pyvrp.SolveParams:
    """How PyVRP searches, by what was best on the published problems of each size and kind."""
    stops = [ground.problem.stops[part.stop] for part in parts]
    hours = any(stop.opens or stop.closes is not None for stop in stops)
    history, neighbours = HISTORY, NEIGHBOURS
    if len(parts) <= FEW and not shipped:
        history, neighbours = (HISTORY, WITH_HOURS) if hours else (HISTORY_OF_FEW, NEIGHBOURS_OF_FEW)
    return pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(history_length=history),
        neighbourhood=NeighbourhoodParams(num_neighbours=neighbours),
    )


def _route(ground: Ground, parts: list[Part], kinds: list[Kind], route: pyvrp.Route) -> Route:
    kind = kinds[route.vehicle_type()]
    picks = [parts[each.idx] for each in route if each.is_client() or each.is_pickup()]
    drops: list[int] = [] if kind.factory is None else [kind.factory]
    for each in route:
        if each.is_delivery():
            goal = ground.targets[parts[each.idx].stop]
            if goal is not None and (not drops or drops[-1] != goal):
                drops.append(goal)
    return Route(kind.coach, tuple(picks), tuple(dict.fromkeys(drops)))


class _Stop:
    """Ends a search by its steps, at the latest by its seconds; earlier where nothing serves everybody by then."""

    def __init__(self, steps: int, seconds: float) -> None:
        self.steps, self.taken = steps, 0
        self.watch, self.hopeful = Watch(seconds), Watch(seconds * HOPE)

    def __call__(self, best_cost: int) -> bool:
        vain = best_cost >= NOTHING and (self.taken >= self.steps * HOPE or self.hopeful.over())
        done = vain or self.taken >= self.steps or self.watch.over()
        self.taken += not done
        return done


class _Encoding:
    """The problem in PyVRP's terms. Locations: stops, factories, depots to start from, depots to end at, beyond the map."""

    def __init__(self, ground: Ground, parts: list[Part], kinds: list[Kind], shipped: bool, all_of_them: bool) -> None:
        self.ground, self.parts, self.kinds, self.shipped, self.all_of_them = ground, parts, kinds, shipped, all_of_them
        self.nodes = len(ground.metres)
        self.depots = self.nodes - ground.first_depot
        self.beyond = self.nodes + self.depots
        self.coarse, self.unit = _units(ground.metres, [ground.problem.fleet[kind.coach] for kind in kinds])
        self.riding = ground.problem.rules.longest_ride

    def data(self) -> pyvrp.ProblemData:
        locations = [pyvrp.Location(0, 0) for _node in range(self.beyond + 1)]
        halts = [*range(self.ground.first_factory, self.beyond + 1)]
        profiles = sorted({self._profile(kind) for kind in self.kinds}, key=str)
        return pyvrp.ProblemData(
            locations,
            [] if self.shipped else [self._client(part) for part in self.parts],
            [self._depot(node) for node in halts],
            [self._vehicle(kind, profiles.index(self._profile(kind))) for kind in self.kinds],
            [self._metres(profile) for profile in profiles],
            [self._seconds(profile) for profile in profiles],
            [],
            [self._shipment(part) for part in self.parts] if self.shipped else [],
        )

    def _profile(self, kind: Kind) -> int | None:
        """The only factory of a coach that is shared between several."""
        coach = self.ground.problem.fleet[kind.coach]
        return self.ground.factory_place[coach.factory] if self.shipped and coach.factory is not None else None

    def _spread(self, table: Matrix) -> Matrix:
        order = [*range(self.nodes), *range(self.ground.first_depot, self.nodes)]
        out = np.zeros((self.beyond + 1, self.beyond + 1), np.int64)
        out[:-1, :-1] = table[np.ix_(order, order)]
        np.fill_diagonal(out, 0)
        return out

    def _metres(self, only: int | None) -> Any:
        return self._closed(self._spread(-(-self.ground.metres // self.coarse)), only)

    def _seconds(self, only: int | None) -> Any:
        out = self._spread(self.ground.seconds)
        if self.riding is not None:
            out[self.ground.first_depot : self.nodes, :] = 0
            out[:, self.nodes : self.beyond] = 0
        return self._closed(out, only)

    def _closed(self, table: Matrix, only: int | None) -> Matrix:
        if only is not None:
            for place in range(len(self.ground.problem.factories)):
                if place != only:
                    table[:, self.ground.factory(place)] = FAR // 64
                    table[self.ground.factory(place), self.ground.factory(place)] = 0
        return table

    def _depot(self, node: int) -> pyvrp.Depot:
        if self.ground.first_factory <= node < self.ground.first_depot:
            opens, closes = self._gate(node - self.ground.first_factory)
            return pyvrp.Depot(node, opens, closes)
        return pyvrp.Depot(node)

    def _gate(self, place: int) -> tuple[int, int]:
        factory = self.ground.problem.factories[place]
        closes = LATE if factory.closes is None else factory.closes
        if factory.slots:
            closes = min(closes, max(slot.closes for slot in factory.slots))
        return max(factory.opens, min((slot.opens for slot in factory.slots), default=0)), closes

    def _client(self, part: Part) -> pyvrp.Client:
        stop = self.ground.problem.stops[part.stop]
        closes = LATE if stop.closes is None else stop.closes
        prize = 0 if self.all_of_them else part.people * self._worth()
        return pyvrp.Client(
            part.stop, [part.people], [], stop.service, stop.opens, closes, prize=prize, required=self.all_of_them
        )

    def _shipment(self, part: Part) -> pyvrp.Shipment:
        stop = self.ground.problem.stops[part.stop]
        goal = self.ground.targets[part.stop] or 0
        opens, closes = self._gate(goal)
        return pyvrp.Shipment(
            part.stop,
            self.ground.factory(goal),
            stop.opens,
            LATE if stop.closes is None else stop.closes,
            stop.service,
            opens,
            closes,
            0,
            [part.people],
            0 if self.all_of_them else part.people * self._worth(),
            self.all_of_them,
        )

    def _worth(self) -> int:
        """What one person more is worth: beyond every trip's cost."""
        far = int(self.ground.metres[self.ground.metres < FAR // 64].max(initial=1)) // self.coarse
        coaches = [self.ground.problem.fleet[kind.coach] for kind in self.kinds]
        fixed = max(self._money(coach.fixed * 1000 + coach.per_hour * 24 * 1000) for coach in coaches)
        return 1 + fixed + 4 * far * max(self._per_metre(coach) for coach in coaches)

    def _money(self, thousandths: int) -> int:
        """Thousandths of a fen in the search's own unit."""
        return round(thousandths / self.unit / self.coarse)

    def _per_metre(self, coach: Coach) -> int:
        free = all(each == 0 for each in (coach.per_km, coach.per_hour, coach.fixed))
        return 1 if free else round(coach.per_km / self.unit)

    def _vehicle(self, kind: Kind, profile: int) -> pyvrp.VehicleType:
        ground, coach = self.ground, self.ground.problem.fleet[kind.coach]
        home = ground.depot(coach)
        start = self.beyond if home is None else home
        end = self.beyond if kind.factory is None else ground.factory(kind.factory)
        metres = seconds = 0
        if coach.back and home is not None:
            if kind.factory is None:
                end = home + self.depots
            else:
                metres, seconds = int(ground.metres[end, home]), int(ground.seconds[end, home])
        longest = LATE if coach.longest is None else max(coach.longest - seconds, 0)
        if self.riding is not None:
            longest = min(longest, self.riding + self._boarding())
        return pyvrp.VehicleType(
            kind.count,
            [coach.usable],
            start - ground.first_factory,
            end - ground.first_factory,
            self._money(coach.fixed * 1000 + coach.per_km * metres),
            coach.opens,
            LATE if coach.closes is None else max(coach.closes - seconds, 0),
            longest,
            LATE if coach.farthest is None else max(coach.farthest - metres, 0) // self.coarse,
            self._per_metre(coach),
            self._money(round(coach.per_hour / 3.6)),
            profile,
        )

    def _boarding(self) -> int:
        """Seconds that the first stop's boarding takes at least: they are no ride yet."""
        return min(self.ground.problem.stops[part.stop].service for part in self.parts)


def _units(metres: Matrix, fleet: list[Coach]) -> tuple[int, int]:
    """Metres that are one step of distance, and thousandths of a fen that are one of money. PyVRP counts in whole numbers, and
    weighs a rule broken at no more than 100,000: costs far above that would drown the rules. Small problems stay exact."""
    money = (
        math.gcd(*(n for coach in fleet for n in (coach.fixed * 1000, coach.per_km, round(coach.per_hour / 3.6)))) or 1
    )
    legs = metres[(metres > 0) & (metres < FAR // 64)]
    leg = float(np.median(legs)) if legs.size else 1.0
    dear = max((coach.per_km for coach in fleet), default=1)
    if leg * dear / money <= EXACT:
        return 1, money
    money = max(money, dear // 100)
    return max(1, int(leg * dear / money / EXACT * 10)), money
