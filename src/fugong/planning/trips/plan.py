"""`plan_trips`: problem in, plan out."""

from __future__ import annotations

from collections.abc import Sequence

from fugong.planning.budget import Budget, Watch
from fugong.planning.errors import Unmet
from fugong.planning.travel import StraightLine, Travel
from fugong.planning.trips import bounds, costs, reasons, routing, slots
from fugong.planning.trips.ground import Ground, Part, Route, parts_of
from fugong.planning.trips.problem import Coach, Depot, Factory, Rules, Stop, Trip, TripPlan, TripProblem
from fugong.planning.trips.timing import trip

SEARCHING = 0.93  # share of the seconds that the search may take; the rest is for checking, splitting, explaining


def plan_trips(
    stops: Sequence[Stop],
    factories: Sequence[Factory],
    fleet: Sequence[Coach],
    depots: Sequence[Depot] = (),
    rules: Rules | None = None,
    travel: Travel | None = None,
    *,
    seed: int = 0,
    budget: Budget | None = None,
) -> TripPlan:
    """Who is fetched in which coach, at the least cost, with each enterprise's share.

    Everybody is fetched if that is possible at all. If not, `unmet` names stop and rule with what would do, and the plan
    serves as many people as it can. Raises `Unfit` where the input makes no sense. Same input, seed and steps: same plan
    (see `Budget`).

    A vehicle routing problem of the textbooks is one factory and one depot at one spot, a `Table` of the distances,
    `count` vehicles with `per_km=1000` (then the cost is the distance); with time windows, `Table(metres, seconds)`,
    `service` and windows of stops and factory; with several depots, one depot, factory and coach for each, the coach bound
    to its `factory`; a mixed fleet is several coaches, in any unit of money. To need the fewest vehicles first, give them
    `fixed` beyond any distance.
    """
    watch = Watch((budget or Budget()).seconds)
    ground = Ground(
        TripProblem(
            tuple(stops), tuple(factories), tuple(fleet), tuple(depots), rules or Rules(), travel or StraightLine()
        )
    )
    parts, unmet = _servable(ground, parts_of(ground.problem))
    if not parts:
        return TripPlan((), 0, 0, tuple(unmet), {}, "optimal", 0)
    searched = Budget(max(watch.left() * SEARCHING, 0.01), (budget or Budget()).steps)
    found = routing.search(ground, parts, searched, seed, (budget or Budget()).seconds)
    routes, left = _sound(ground, _within_counts(ground, found.routes))
    timed, _late, late = slots.fit(ground, routes, max(watch.left(), 1.0))
    served = [part for route, _made in timed for part in route.picks]
    unmet.extend(late)
    unmet.extend(_unserved(ground, parts, served, left, late))
    trips = tuple(costs.priced(ground, route, made) for route, made in timed)
    cost = sum(each.cost for each in trips)
    return TripPlan(
        trips,
        cost,
        min(cost, bounds.bound(ground, served)),
        tuple(unmet),
        reasons.reasons(ground, timed),
        found.ended,
        found.steps,
    )


def _servable(ground: Ground, parts: list[Part]) -> tuple[list[Part], list[Unmet]]:
    """Parts that some coach could bring alone; for the others the rule that stands in the way, with what would do."""
    kept, unmet = [], []
    relaxed: list[tuple[str, Ground]] | None = None
    for part in parts:
        if _alone(ground, part) is not None:
            kept.append(part)
            continue
        relaxed = relaxed or _relaxed(ground)
        stop = ground.problem.stops[part.stop]
        for rule, looser in relaxed:
            made = _alone(looser, part)
            if made is not None:
                unmet.append(Unmet(rule, stop.key, {"people": part.people, **_needs(ground, rule, made)}))
                break
        else:
            unmet.append(
                Unmet("time_window", stop.key, {"people": part.people, "opens": stop.opens, "closes": stop.closes})
            )
    return kept, unmet


def _alone(ground: Ground, part: Part) -> Trip | None:
    """The cheapest trip for this part alone."""
    goal = ground.targets[part.stop]
    made = [
        found
        for place, coach in enumerate(ground.problem.fleet)
        if coach.usable >= part.people
        for drop in ground.allowed(coach)
        if goal in (None, drop)
        if (found := trip(ground, Route(place, (part,), (drop,))))
    ]
    return min(made, key=lambda each: each.cost, default=None)


def _relaxed(ground: Ground) -> list[tuple[str, Ground]]:
    """The problem without its longest ride, and without the coaches' own limits."""
    from dataclasses import replace

    problem = ground.problem
    free = tuple(
        replace(coach, longest=None, farthest=None, opens=0, closes=None, factory=None) for coach in problem.fleet
    )
    unridden = replace(problem, rules=replace(problem.rules, longest_ride=None))
    return [
        ("longest_ride", Ground(unridden)),
        ("coach_limits", Ground(replace(problem, fleet=free))),
        ("coach_limits", Ground(replace(unridden, fleet=free))),
    ]


def _needs(ground: Ground, rule: str, made: Trip) -> dict[str, int | None]:
    if rule == "longest_ride":
        picks = [call.leaves for call in made.calls if call.kind == "pick"]
        drops = [call.arrives for call in made.calls if call.kind == "drop"]
        return {"limit": ground.problem.rules.longest_ride, "needs": max(drops) - min(picks)}
    return {"needs_metres": made.metres, "needs_seconds": made.seconds}


def _within_counts(ground: Ground, routes: list[Route]) -> list[Route]:
    """A coach that could go to several factories was counted for each: the fullest trips keep theirs."""
    fleet, used = ground.problem.fleet, dict.fromkeys(range(len(ground.problem.fleet)), 0)
    kept = []
    for route in sorted(routes, key=lambda route: -sum(part.people for part in route.picks)):
        people = sum(part.people for part in route.picks)
        free = [
            place
            for place, coach in enumerate(fleet)
            if (coach.count is None or used[place] < coach.count)
            and coach.usable >= people
            and set(route.drops) <= set(ground.allowed(coach))
        ]
        place = route.coach if route.coach in free else min(free, key=lambda place: fleet[place].fixed, default=None)
        if place is not None:
            used[place] += 1
            kept.append(Route(place, route.picks, route.drops))
    order = {route.picks: place for place, route in enumerate(routes)}
    return sorted(kept, key=lambda route: order[route.picks])


def _sound(ground: Ground, routes: list[Route]) -> tuple[list[Route], set[Part]]:
    """Routes that keep every rule; a stop is taken out of one that doesn't until it does."""
    kept, left = [], set()
    for route in routes:
        picks = list(route.picks)
        while picks and trip(ground, Route(route.coach, tuple(picks), route.drops)) is None:
            left.add(min(picks, key=lambda part: (part.people, part.stop)))
            picks.remove(min(picks, key=lambda part: (part.people, part.stop)))
        wanted = {ground.targets[part.stop] for part in picks}
        drops = tuple(drop for drop in route.drops if None in wanted or drop in wanted)
        if picks:
            kept.append(Route(route.coach, tuple(picks), drops))
    return kept, left


def _unserved(ground: Ground, parts: list[Part], served: list[Part], left: set[Part], late: list[Unmet]) -> list[Unmet]:
    """Parts for which no coach was left, or whose windows no coach could meet."""
    waiting = list(parts)
    for part in served:
        waiting.remove(part)
    told = {each.subject for each in late}
    waiting = [part for part in waiting if ground.problem.stops[part.stop].key not in told]
    seats = sum((coach.count or 0) * coach.usable for coach in ground.problem.fleet)
    endless = any(coach.count is None for coach in ground.problem.fleet)
    wanted = sum(part.people for part in parts)
    rule = (
        "seats"
        if not endless and seats < wanted
        else "time_window"
        if any(part in left for part in waiting)
        else "coaches"
    )
    return [
        Unmet(rule, ground.problem.stops[part.stop].key, {"people": part.people, "wanted": wanted, "seats": seats})
        for part in waiting
    ]
