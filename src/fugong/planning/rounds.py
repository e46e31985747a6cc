"""`plan_rounds`: which team inspects whom, in which order. What is due comes first, then risk, against the way there.

All that is to be looked at in one enterprise becomes one combined visit, where some team knows it all and the hours agree.
PyVRP, with a prize for each visit.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

from fugong.planning.budget import Budget
from fugong.planning.errors import Fault, Reason, Unmet, distinct, named, ordered, refuse, some, whole
from fugong.planning.plans import Plan
from fugong.planning.travel import FAR, Spot, StraightLine, Travel, misplaced

RATE = 12_000  # iterations a second × √visits


@dataclass(frozen=True)
class Inspection:
    """Something to be looked at in an enterprise: `seconds` on the spot, all within one of the `hours` (none: at any time).

    `risk`: how much it is wanted; `due`: a look-back or a visit that may not be left out. `skills` that it takes. `prefers`:
    teams whose it is; any other pays `RoundRules.stranger`."""

    key: str
    enterprise: str
    seconds: int
    spot: Spot = field(default_factory=Spot)
    hours: tuple[tuple[int, int], ...] = ()
    risk: int = 1
    due: bool = False
    skills: frozenset[str] = frozenset()
    prefers: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        faults = [*named("key", self.key), *named("enterprise", self.enterprise), *whole("seconds", self.seconds, 0)]
        faults.extend(whole("risk", self.risk, 0, 10**6))
        for place, (opens, closes) in enumerate(self.hours):
            faults.extend(ordered(f"hours[{place}]", opens, closes))
        refuse(faults)


@dataclass(frozen=True)
class Team:
    """Inspectors on one day: from `begins` to `ends`, from their spot and back, knowing `skills`, at `most` so many visits."""

    key: str
    begins: int
    ends: int
    spot: Spot = field(default_factory=Spot)
    skills: frozenset[str] = frozenset()
    most: int | None = None

    def __post_init__(self) -> None:
        faults = [*named("key", self.key), *whole("begins", self.begins), *whole("ends", self.ends)]
        faults.extend(whole("most", self.most, 0, 10**6) if self.most is not None else ())
        if not faults and self.ends <= self.begins:
            faults.append(Fault("ends", "ends_before_it_begins", {"begins": self.begins, "ends": self.ends}))
        refuse(faults)


@dataclass(frozen=True)
class RoundRules:
    """`worth`: seconds of travel that one point of risk is worth. `saved`: seconds that each further inspection of a combined
    visit takes less (papers shown once, one opening talk). `stranger`: what a visit costs by a team that isn't preferred."""

    worth: int = 600
    saved: int = 600
    combine: bool = True
    stranger: int = 0

    def __post_init__(self) -> None:
        whole_ones = (*whole("saved", self.saved, 0), *whole("stranger", self.stranger, 0, 10**6))
        refuse((*whole("worth", self.worth, 1, 10**6), *whole_ones))


@dataclass(frozen=True)
class Visit:
    """One combined visit. `reason`: "due" or "risk", with the travel seconds that it adds."""

    enterprise: str
    inspections: tuple[str, ...]
    arrives: int
    leaves: int
    reason: Reason


@dataclass(frozen=True)
class Round:
    """A team's way; `travel` seconds in all, back home included."""

    team: str
    visits: tuple[Visit, ...]
    leaves: int
    returns: int
    travel: int


@dataclass(frozen=True)
class RoundPlan(Plan):
    """`cost`: travel seconds, what strangers cost, and the worth of what is left out. `bound`: the worth of what no team could
    do at all, and the shortest way to any one of the others: plain and weak. `unmet`: what is due and can't be done; `left`:
    what is not due."""

    rounds: tuple[Round, ...]
    cost: int
    bound: int
    unmet: tuple[Unmet, ...]
    left: tuple[Unmet, ...]
    ended: str


@dataclass(frozen=True)
class _Stop:
    """A combined visit that is to be made."""

    rows: tuple[Inspection, ...]
    seconds: int
    hours: tuple[tuple[int, int], ...]
    skills: frozenset[str]

    @property
    def due(self) -> bool:
        return any(row.due for row in self.rows)

    def is_strange(self, team: Team) -> bool:
        """Whether it is another team's."""
        return any(row.prefers and team.key not in row.prefers for row in self.rows)


def plan_rounds(
    inspections: Sequence[Inspection],
    teams: Sequence[Team],
    rules: RoundRules | None = None,
    travel: Travel | None = None,
    *,
    seed: int = 0,
    budget: Budget | None = None,
) -> RoundPlan:
    """Rounds that make all due visits if that can be, and as much risk seen as is worth the way. A team of another day is
    another `Team`. Same input, seed and steps: same plan (see `Budget`). Raises `Unfit`."""
    rules, travel, budget = rules or RoundRules(), travel or StraightLine(), budget or Budget()
    faults = [*some("inspections", inspections), *some("teams", teams)]
    faults.extend(
        (*distinct("inspections", (row.key for row in inspections)), *distinct("teams", (row.key for row in teams)))
    )
    faults.extend(misplaced(travel, inspections=inspections, teams=teams))
    refuse(faults)
    ground = _Ground(_combined(inspections, teams, rules), teams, rules, travel)
    if not any(ground.able):
        return ground.plan({}, "optimal")
    steps = budget.rounds(RATE / math.sqrt(max(1, len(ground.stops))))
    stop = MultipleCriteria([MaxIterations(steps), MaxRuntime(budget.seconds)])
    data, back = ground.data()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", PenaltyBoundWarning
        )  # rules weigh as much as they can: an answer is checked anyway
        result = pyvrp.solve(data, stop, seed=seed, collect_stats=False)
    ways = {
        route.vehicle_type(): [back[each.idx] for each in route if each.is_client()] for route in result.best.routes()
    }
    return ground.plan(ways, "steps" if result.num_iterations >= steps else "seconds")


def _combined(inspections: Sequence[Inspection], teams: Sequence[Team], rules: RoundRules) -> list[_Stop]:
    """Visits: an enterprise's inspections together, where hours and skills allow it."""
    groups: dict[object, list[Inspection]] = {}
    for row in inspections:
        groups.setdefault((row.enterprise, row.spot) if rules.combine else row.key, []).append(row)
    stops = []
    for rows in groups.values():
        hours = rows[0].hours
        for row in rows[1:]:
            hours = _both(hours, row.hours)
        skills = frozenset().union(*(row.skills for row in rows))
        seconds = max(
            max(row.seconds for row in rows), sum(row.seconds for row in rows) - rules.saved * (len(rows) - 1)
        )
        hours = tuple((opens, closes) for opens, closes in hours if closes - opens >= seconds)
        fits = any(skills <= team.skills and seconds <= team.ends - team.begins for team in teams)
        if len(rows) == 1 or (fits and (hours or not any(row.hours for row in rows))):
            stops.append(_Stop(tuple(rows), seconds, hours, skills))
        else:
            stops.extend(_Stop((row,), row.seconds, row.hours, row.skills) for row in rows)
    return stops


def _both(hours: tuple[tuple[int, int], ...], others: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    if not hours or not others:
        return hours or others
    return tuple((max(a, c), min(b, d)) for a, b in hours for c, d in others if max(a, c) <= min(b, d))


class _Ground:
    """Visits and teams as nodes, with the seconds between them."""

    def __init__(self, stops: list[_Stop], teams: Sequence[Team], rules: RoundRules, travel: Travel) -> None:
        self.stops, self.teams, self.rules = stops, teams, rules
        spots = [*(stop.rows[0].spot for stop in stops), *(team.spot for team in teams)]
        self.seconds = travel.between(spots, spots).seconds
        np.fill_diagonal(self.seconds, 0)
        self.able = [any(self._times(team, [place]) for team in range(len(teams))) for place in range(len(stops))]
        strange = rules.stranger * len(stops)
        self.urgent = 1 + strange + int(4 * self.seconds.max(initial=1)) * 2 + sum(self._risk(stop) for stop in stops)

    def _risk(self, stop: _Stop) -> int:
        return sum(row.risk for row in stop.rows) * self.rules.worth

    def worth(self, stop: _Stop) -> int:
        """What leaving it out costs: something due is worth more than all that isn't."""
        return self._risk(stop) + (self.urgent if stop.due else 0)

    def data(self) -> tuple[pyvrp.ProblemData, list[int]]:
        """PyVRP's problem, and the visit of each client: one with several hours is several clients, of which one is taken."""
        clients: list[pyvrp.Client] = []
        groups: list[pyvrp.ClientGroup] = []
        back: list[int] = []
        for place, stop in enumerate(self.stops):
            if not self.able[place]:
                continue
            hours = [(opens, closes) for opens, closes in stop.hours if closes - opens >= stop.seconds]
            group = len(groups) if len(hours) > 1 else None
            if group is not None:
                groups.append(pyvrp.ClientGroup(list(range(len(clients), len(clients) + len(hours))), required=False))
            for opens, closes in hours or ((min(t.begins for t in self.teams), max(t.ends for t in self.teams)),):
                back.append(place)
                clients.append(
                    pyvrp.Client(
                        place,
                        [1],
                        [],
                        stop.seconds,
                        opens,
                        max(opens, closes - stop.seconds),
                        0,
                        self.worth(stop),
                        False,
                        group,
                    )
                )
        count = len(self.stops)
        locations = [pyvrp.Location(0, 0) for _node in range(count + len(self.teams))]
        depots = [pyvrp.Depot(count + row) for row in range(len(self.teams))]
        kinds = list(dict.fromkeys(self._view(team) for team in self.teams))
        room = [len(self.stops) if team.most is None else team.most for team in self.teams]
        vehicles = [
            pyvrp.VehicleType(
                1, [room[row]], row, row, 0, team.begins, team.ends, profile=kinds.index(self._view(team))
            )
            for row, team in enumerate(self.teams)
        ]
        far = [self._known(known, 0, strange) for known, strange in kinds]
        near = [self._known(known, self.rules.stranger, strange) for known, strange in kinds]
        return pyvrp.ProblemData(locations, clients, depots, vehicles, near, far, groups), back

    def _view(self, team: Team) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
        """Of each visit, whether the team knows what it takes, and whether it is another's. Teams alike share a table."""
        known = tuple(stop.skills <= team.skills for stop in self.stops)
        strange = self.rules.stranger > 0
        return known, tuple(strange and stop.is_strange(team) for stop in self.stops)

    def _known(self, known: tuple[bool, ...], dear: int, strange: tuple[bool, ...]) -> Any:
        """Ways of such a team: what it doesn't know is out of reach, what is another's costs more."""
        table = self.seconds.copy()
        for place in range(len(self.stops)):
            if not known[place]:
                table[:, place] = FAR // 64
            elif strange[place]:
                table[:, place] += dear
            table[place, place] = 0
        return table

    def _times(self, team: int, way: list[int]) -> list[int] | None:
        """When each visit begins, as early as can be, home before the team's end; None where it can't be."""
        if self.teams[team].most is not None and len(way) > (self.teams[team].most or 0):
            return None
        at, node, begins = self.teams[team].begins, len(self.stops) + team, []
        for place in way:
            stop = self.stops[place]
            at += int(self.seconds[node, place])
            fits = [max(at, opens) for opens, closes in stop.hours if max(at, opens) + stop.seconds <= closes]
            if (stop.hours and not fits) or not stop.skills <= self.teams[team].skills:
                return None
            at = min(fits, default=at)
            begins.append(at)
            at, node = at + stop.seconds, place
        return begins if at + int(self.seconds[node, len(self.stops) + team]) <= self.teams[team].ends else None

    def plan(self, ways: dict[int, list[int]], ended: str) -> RoundPlan:
        rounds, done, cost = [], set(), 0
        for team, way in sorted(ways.items()):
            begins = self._times(team, way)
            while way and begins is None:
                way = way[:-1]
                begins = self._times(team, way)
            if way and begins is not None:
                rounds.append(self._round(team, way, begins))
                strangers = sum(self.stops[place].is_strange(self.teams[team]) for place in way)
                cost += rounds[-1].travel + self.rules.stranger * strangers
                done |= set(way)
        missed = [place for place in range(len(self.stops)) if place not in done]
        cost += sum(self.worth(self.stops[place]) for place in missed)
        unmet = tuple(self._missed(place) for place in missed if self.stops[place].due)
        left = tuple(self._missed(place) for place in missed if not self.stops[place].due)
        return RoundPlan(tuple(rounds), cost, min(cost, self._bound()), unmet, left, ended)

    def _bound(self) -> int:
        out = sum(self.worth(stop) for place, stop in enumerate(self.stops) if not self.able[place])
        able = [place for place in range(len(self.stops)) if self.able[place]]
        homes = range(len(self.stops), len(self.seconds))
        near = [
            min(self.worth(self.stops[p]), *(int(self.seconds[h, p] + self.seconds[p, h]) for h in homes)) for p in able
        ]
        return out + (max(near, default=0) if len(able) == 1 else min(near, default=0))

    def _round(self, team: int, way: list[int], begins: list[int]) -> Round:
        home = len(self.stops) + team
        nodes = [home, *way, home]
        legs = [int(self.seconds[a, b]) for a, b in itertools.pairwise(nodes)]
        visits = []
        for k, place in enumerate(way):
            stop = self.stops[place]
            adds = legs[k] + legs[k + 1] - int(self.seconds[nodes[k], nodes[k + 2]])
            data = {"adds": adds, "risk": sum(row.risk for row in stop.rows), "combined": len(stop.rows)}
            data["stranger"] = stop.is_strange(self.teams[team])
            keys = tuple(row.key for row in stop.rows)
            reason = Reason("due" if stop.due else "risk", data)
            visits.append(Visit(stop.rows[0].enterprise, keys, begins[k], begins[k] + stop.seconds, reason))
        returns = visits[-1].leaves + legs[-1]
        return Round(self.teams[team].key, tuple(visits), visits[0].arrives - legs[0], returns, sum(legs))

    def _missed(self, place: int) -> Unmet:
        stop = self.stops[place]
        data = {
            "inspections": [row.key for row in stop.rows],
            "seconds": stop.seconds,
            "risk": sum(row.risk for row in stop.rows),
        }
        if self.able[place]:
            return Unmet("time", stop.rows[0].enterprise, data)
        known = any(stop.skills <= team.skills for team in self.teams)
        return Unmet("hours" if known else "skills", stop.rows[0].enterprise, {**data, "skills": sorted(stop.skills)})
