"""`site_points`: candidates and enterprises in, open points and who belongs where out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fugong.planning.budget import Budget, Watch
from fugong.planning.errors import Fault, Reason, Unfit, Unmet, distinct, known, named, number, refuse, some, whole
from fugong.planning.plans import Plan
from fugong.planning.siting import search
from fugong.planning.siting.grid import Grid, Sited
from fugong.planning.travel import Matrix, Spot, StraightLine, Travel, misplaced


@dataclass(frozen=True)
class Site:
    """A place where a point could open: `room` people a round (None: any number), `opening` in the cost's unit.

    `state`: "may", "must" (it is open already) or "never". `owner`: the enterprise on whose ground it stands."""

    key: str
    spot: Spot = field(default_factory=Spot)
    room: int | None = None
    opening: float = 0
    state: str = "may"
    owner: str | None = None

    def __post_init__(self) -> None:
        room = whole("room", self.room, 0, 10**9) if self.room is not None else ()
        faults = [*named("key", self.key), *room, *number("opening", self.opening, 0, 1e12)]
        if self.state not in ("may", "must", "never"):
            faults.append(Fault("state", "unknown", {"value": self.state}))
        refuse(faults)


@dataclass(frozen=True)
class Asker:
    """An enterprise or building site whose `people` have to reach a point. `shuttle`: it may be driven there."""

    key: str
    people: int
    spot: Spot = field(default_factory=Spot)
    shuttle: bool = True

    def __post_init__(self) -> None:
        refuse((*named("key", self.key), *whole("people", self.people, 1, 10**9)))


@dataclass(frozen=True)
class SitingRules:
    """`points`: at most so many open. `walk`, `shuttle`: metres that may be walked or driven (None: no limit; without a
    limit for walking nobody is driven). `shuttle_factor`: what a driven metre costs against a walked one.

    `own_from`: from so many people on an enterprise has its own point. `together`: an enterprise's people go to one point."""

    points: int | None = None
    walk: int | None = None
    shuttle: int | None = None
    shuttle_factor: float = 1.0
    own_from: int | None = None
    together: bool = True

    def __post_init__(self) -> None:
        faults = [*number("shuttle_factor", self.shuttle_factor, 0, 1e6)]
        for name in ("points", "own_from"):
            faults.extend(whole(name, getattr(self, name), 1) if getattr(self, name) is not None else ())
        for name in ("walk", "shuttle"):
            faults.extend(whole(name, getattr(self, name), 0) if getattr(self, name) is not None else ())
        refuse(faults)


@dataclass(frozen=True)
class Belonging:
    """`people` of an asker go to a site, on foot or by shuttle. `reason`: "own_point", "nearest", or "nearest_full" with the
    nearer ones that had no room left (or did not pay)."""

    asker: str
    site: str
    people: float
    metres: int
    way: str
    reason: Reason


@dataclass(frozen=True)
class Point:
    """An open site, its load, and why it opens: "must", "own_point", or "serves" with the cost that closing it would add
    when its people go to the next nearest open point with room, None where they couldn't."""

    site: str
    people: float
    reason: Reason


@dataclass(frozen=True)
class SitePlan(Plan):
    """What opens and who goes where; `bound`: no plan for these askers is cheaper. `unmet`: who has no point, and why."""

    points: tuple[Point, ...]
    belongs: tuple[Belonging, ...]
    cost: float
    bound: float
    unmet: tuple[Unmet, ...]
    ended: str


def site_points(
    sites: Sequence[Site],
    askers: Sequence[Asker],
    rules: SitingRules | None = None,
    travel: Travel | None = None,
    costs: Sequence[Sequence[float]] | None = None,
    *,
    seed: int = 0,
    budget: Budget | None = None,
) -> SitePlan:
    """Which points open and who belongs to which, at the least cost: people × metres and what opening costs.

    `costs[asker][site]` replaces people × metres by the cost of serving the whole asker there; where it is given, `travel` is
    asked only for limits. Who can't be served is left out, fewest people first, and named in `unmet`. Raises `Unfit`.

    p-median of the textbooks: `SitingRules(points=p)`, every node both site and asker of one person, a `Table` of shortest
    ways. Capacitated facility location: `room`, `opening`, `costs`, `together=False` (an asker may be divided) or True.
    """
    rules, travel, budget = rules or SitingRules(), travel or StraightLine(), budget or Budget()
    watch = Watch(budget.seconds)
    limited = rules.walk is not None or rules.shuttle is not None
    _check(sites, askers, travel, costs, limited)
    if costs is None or limited:
        metres = travel.between([row.spot for row in askers], [row.spot for row in sites]).metres
    else:
        metres = np.zeros((len(askers), len(sites)), np.int64)
    ground = _Ground(sites, askers, rules, metres, costs)
    able = [row for row in range(len(askers)) if np.isfinite(ground.cost[:, row]).any()]
    unmet = [ground.unreached(row) for row in range(len(askers)) if row not in set(able)]
    if not able:
        return SitePlan((), (), 0.0, 0.0, tuple(unmet), "optimal")
    grid = ground.grid(able)
    sited = search.site(grid, budget, seed)
    if sited is None:
        sited, missed = _nearest(grid, Budget(max(watch.left(), 1.0), budget.steps), seed)
        unmet.extend(ground.crowded(able[row], people) for row, people in missed)
    return ground.plan(able, sited, unmet)


def _nearest(grid: Grid, budget: Budget, seed: int) -> tuple[Sited, list[tuple[int, float]]]:
    """The plan that serves most people, and who is left out of it."""
    wide = grid.with_nowhere()
    sited = search.site(wide, budget, seed)
    if sited is None:  # the time ran out: nobody is served, as far as this goes
        share = np.zeros_like(grid.cost)
        return Sited(grid.must, share, float(grid.opening[grid.must].sum()), 0.0, "seconds"), list(
            enumerate(grid.people.tolist())
        )
    nowhere = float((sited.share[-1] * wide.cost[-1]).sum())
    missed = [
        (row, float(sited.share[-1, row] * grid.people[row])) for row in np.flatnonzero(sited.share[-1] > 1e-7).tolist()
    ]
    inner = Sited(
        sited.open[:-1],
        sited.share[:-1],
        sited.cost - nowhere,
        min(sited.bound - nowhere, sited.cost - nowhere),
        sited.ended,
    )
    return inner, missed


class _Ground:
    """The problem's rows and the matrix between them."""

    def __init__(
        self,
        sites: Sequence[Site],
        askers: Sequence[Asker],
        rules: SitingRules,
        metres: Matrix,
        costs: Sequence[Sequence[float]] | None,
    ) -> None:
        self.sites, self.askers, self.rules, self.metres = sites, askers, rules, metres
        people = np.array([asker.people for asker in askers], float)
        self.driven = np.zeros(metres.shape, bool) if rules.walk is None else metres > rules.walk
        factor = np.where(self.driven, rules.shuttle_factor, 1.0)
        self.cost = (np.array(costs, float) if costs is not None else metres * people[:, None] * factor).T.copy()
        if rules.walk is not None:
            may = np.array([asker.shuttle for asker in askers])[:, None]
            far = metres > (rules.shuttle if rules.shuttle is not None else rules.walk)
            self.cost[(self.driven & (far | ~may)).T] = np.inf
        elif rules.shuttle is not None:
            self.cost[(metres > rules.shuttle).T] = np.inf
        self.cost[[site.state == "never" for site in sites]] = np.inf
        self.own = self._own()

    def _own(self) -> dict[int, int]:
        """Askers that have a point of their own: their row, and the site's."""
        if self.rules.own_from is None:
            return {}
        owned = {site.owner: place for place, site in enumerate(self.sites) if site.owner and site.state != "never"}
        own = {}
        for row, asker in enumerate(self.askers):
            if asker.people >= self.rules.own_from:
                kept = self.cost[owned[asker.key], row] if asker.key in owned else np.inf
                self.cost[:, row] = np.inf
                if asker.key in owned:
                    own[row] = owned[asker.key]
                    self.cost[owned[asker.key], row] = kept if np.isfinite(kept) else 0.0
        return own

    def grid(self, able: list[int]) -> Grid:
        must = np.array([site.state == "must" for site in self.sites])
        must[list(self.own.values())] = True
        room = np.array([np.inf if site.room is None else float(site.room) for site in self.sites])
        opening = np.array([float(site.opening) for site in self.sites])
        people = np.array([float(self.askers[row].people) for row in able])
        points = None if self.rules.points is None else max(self.rules.points, int(must.sum()))
        divided = not self.rules.together or bool((room >= people.sum()).all())  # with room for all nobody gains by it
        return Grid(self.cost[:, able], opening, room, people, points, must, not divided)

    def unreached(self, row: int) -> Unmet:
        """Why no site may serve this asker."""
        asker = self.askers[row]
        if self.rules.own_from is not None and asker.people >= self.rules.own_from and row not in self.own:
            return Unmet("own_point", asker.key, {"people": asker.people, "own_from": self.rules.own_from})
        open_ = [place for place, site in enumerate(self.sites) if site.state != "never"]
        if not open_:
            return Unmet("no_site", asker.key, {"people": asker.people})
        place = min(open_, key=lambda place: (self.metres[row, place], place))
        data = {"people": asker.people, "nearest": self.sites[place].key, "metres": int(self.metres[row, place])}
        rule = "shuttle" if asker.shuttle and self.rules.shuttle is not None else "walk"
        return Unmet(rule, asker.key, {**data, "limit": getattr(self.rules, rule)})

    def crowded(self, row: int, people: float) -> Unmet:
        room = (
            None
            if any(site.room is None for site in self.sites)
            else sum(s.room or 0 for s in self.sites if s.state != "never")
        )
        wanted = sum(asker.people for asker in self.askers)
        rule = "room" if room is not None and room < wanted else "points" if self.rules.points is not None else "room"
        return Unmet(
            rule, self.askers[row].key, {"people": people, "wanted": wanted, "room": room, "points": self.rules.points}
        )

    def plan(self, able: list[int], sited: Sited, unmet: list[Unmet]) -> SitePlan:
        load = sited.share @ np.array([float(self.askers[row].people) for row in able])
        belongs = tuple(
            self._belonging(able[column], int(place), float(sited.share[place, column]), sited)
            for column in range(len(able))
            for place in np.flatnonzero(sited.share[:, column] > 1e-7).tolist()
        )
        shares = {row: sited.share[:, column] for column, row in enumerate(able)}
        points = tuple(
            Point(self.sites[place].key, _round(float(load[place])), self._opens(int(place), sited, shares))
            for place in np.flatnonzero(sited.open).tolist()
        )
        cost = _round(sited.cost)
        return SitePlan(points, belongs, cost, min(cost, sited.bound), tuple(unmet), sited.ended)

    def _belonging(self, row: int, place: int, share: float, sited: Sited) -> Belonging:
        asker, nearer = self.askers[row], []
        for other in np.flatnonzero(sited.open & (self.cost[:, row] < self.cost[place, row])).tolist():
            nearer.append(self.sites[other].key)
        reason = Reason("nearest_full", {"nearer": nearer}) if nearer else Reason("nearest")
        if self.own.get(row) == place:
            reason = Reason("own_point", {"own_from": self.rules.own_from})
        way = "shuttle" if self.driven[row, place] and self.own.get(row) != place else "walk"
        return Belonging(
            asker.key, self.sites[place].key, _round(share * asker.people), int(self.metres[row, place]), way, reason
        )

    def _opens(self, place: int, sited: Sited, shares: dict[int, np.ndarray]) -> Reason:
        if self.sites[place].state == "must":
            return Reason("must")
        if place in self.own.values():
            return Reason("own_point", {"own_from": self.rules.own_from})
        others = sited.open.copy()
        others[place] = False
        adds = -float(self.sites[place].opening)
        room = np.array([np.inf if site.room is None else float(site.room) for site in self.sites])
        for row, share in shares.items():
            room -= share * self.askers[row].people
        for row, share in shares.items():
            if share[place] > 1e-7:
                fits = others & (room >= float(share[place]) * self.askers[row].people - 1e-6)
                best = self.cost[fits, row].min() if fits.any() else np.inf
                adds += float(share[place]) * float(best - self.cost[place, row])
        return Reason("serves", {"closing_adds": _round(adds) if np.isfinite(adds) else None})


def _round(value: float) -> float:
    """Whole where it is whole but for the last bits."""
    return float(round(value)) if abs(value - round(value)) < 1e-6 else value


def _check(
    sites: Sequence[Site],
    askers: Sequence[Asker],
    travel: Travel,
    costs: Sequence[Sequence[float]] | None,
    limited: bool,
) -> None:
    faults = [*some("sites", sites), *some("askers", askers)]
    faults.extend(
        (*distinct("sites", (site.key for site in sites)), *distinct("askers", (asker.key for asker in askers)))
    )
    keys = {asker.key for asker in askers}
    for place, site in enumerate(sites):
        faults.extend(known(f"sites[{place}].owner", site.owner, keys))
    if costs is None or limited:
        faults.extend(misplaced(travel, sites=sites, askers=askers))
    if costs is not None:
        table = [list(row) for row in costs]
        if len(table) != len(askers) or any(len(row) != len(sites) for row in table):
            raise Unfit(*faults, Fault("costs", "not_the_same_size", {"askers": len(askers), "sites": len(sites)}))
        if not np.isfinite(np.array(table, float)).all() or (table and np.array(table, float).min() < 0):
            faults.append(Fault("costs", "out_of_range"))
    refuse(faults)
