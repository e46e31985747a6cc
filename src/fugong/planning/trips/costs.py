"""What each enterprise pays of a trip, and where it stands with the rules that pay it back."""

from __future__ import annotations

import itertools
from dataclasses import replace

from fugong.planning.split import share, share_capped
from fugong.planning.trips.ground import Ground, Part, Route, cost_of
from fugong.planning.trips.problem import CharterRule, Share, Standing, Trip


def priced(ground: Ground, route: Route, made: Trip) -> Trip:
    """The trip with its shares and its standings with every charter rule."""
    shares = _shares(ground, route, made)
    fen = {each.enterprise: each.fen for each in shares}
    standings = tuple(
        _standing(ground, route, made, rule, enterprise, fen[enterprise])
        for rule in ground.problem.rules.charters
        for enterprise in fen
    )
    return replace(made, shares=shares, standings=standings)


def _of(ground: Ground, route: Route, enterprise: str) -> tuple[Part, ...]:
    return tuple(part for part in route.picks if ground.problem.stops[part.stop].enterprise == enterprise)


def _shares(ground: Ground, route: Route, made: Trip) -> tuple[Share, ...]:
    enterprises = sorted({ground.problem.stops[part.stop].enterprise for part in route.picks})
    people = {each: sum(part.people for part in _of(ground, route, each)) for each in enterprises}
    added = {each: max(0, made.metres - _length_without(ground, route, each)) for each in enterprises}
    alone = {each: _alone(ground, route, _of(ground, route, each)) for each in enterprises}
    percent = ground.problem.rules.seats_percent
    by_seats = share(made.cost * percent, people)
    by_way = share(made.cost * (100 - percent), added if any(added.values()) else people)
    weights = {each: by_seats[each] + by_way[each] for each in enterprises}
    fen = share_capped(made.cost, weights if any(weights.values()) else people, alone)
    return tuple(Share(each, people[each], added[each], fen[each], alone[each]) for each in enterprises)


def _length_without(ground: Ground, route: Route, enterprise: str) -> int:
    picks = tuple(part for part in route.picks if ground.problem.stops[part.stop].enterprise != enterprise)
    if not picks:
        return 0
    return ground.length(ground.nodes(Route(route.coach, picks, _drops(ground, picks, route.drops))))


def _drops(ground: Ground, picks: tuple[Part, ...], drops: tuple[int, ...]) -> tuple[int, ...]:
    """The factories that these people still need, in the trip's order."""
    wanted = {drops[-1] if (goal := ground.targets[part.stop]) is None else goal for part in picks}
    return tuple(place for place in drops if place in wanted)


def _alone(ground: Ground, route: Route, picks: tuple[Part, ...]) -> int | None:
    """Fen of a coach for these people alone on the same way, the cheapest of the fleet that takes them."""
    people = sum(part.people for part in picks)
    drops = _drops(ground, picks, route.drops)
    costs = []
    for place, coach in enumerate(ground.problem.fleet):
        if coach.usable >= people and set(drops) <= set(ground.allowed(coach)):
            nodes = ground.nodes(Route(place, picks, drops))
            seconds = sum(int(ground.seconds[a, b]) for a, b in itertools.pairwise(nodes))
            seconds += sum(ground.problem.stops[part.stop].service for part in picks)
            costs.append(cost_of(coach, ground.length(nodes), seconds))
    return min(costs, default=None)


def _standing(ground: Ground, route: Route, made: Trip, rule: CharterRule, enterprise: str, fen: int) -> Standing:
    parts = _of(ground, route, enterprise)
    counted = sum(part.people for part in parts if ground.problem.stops[part.stop].outside or not rule.outside_only)
    arrives = max(call.arrives for call in made.calls if call.kind == "drop")
    hinders = []
    if rule.before is not None and arrives >= rule.before:
        hinders.append("too_late")
    if rule.enterprises is not None and enterprise not in rule.enterprises:
        hinders.append("not_entitled")
    missing = max(0, rule.people - counted)
    back = fen * rule.percent // 100
    return Standing(rule.key, enterprise, counted, missing, not missing and not hinders, back, tuple(hinders))
