"""`assign_officers`: which officer looks after which enterprise. Generalised assignment by HiGHS.

Hard: an officer's capacity, who is avoided, a language that is needed. Soft, in the cost: distance, an industry that the
officer doesn't know. Where there was an assignment before, the fewest changes come first, then the cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fugong.planning.budget import Budget, Watch
from fugong.planning.errors import Fault, Reason, Unfit, Unmet, distinct, known, named, refuse, some, whole
from fugong.planning.plans import Plan
from fugong.planning.programs import Program
from fugong.planning.travel import Spot, StraightLine, Travel, misplaced

CLOSE = 25  # nearest officers that are looked at for an enterprise where there are too many pairs
PAIRS = 40_000


@dataclass(frozen=True)
class Officer:
    """`capacity`: load that the officer can bear. `industries` known, `languages` spoken, enterprises to `avoid`."""

    key: str
    capacity: int
    spot: Spot = field(default_factory=Spot)
    industries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        refuse((*named("key", self.key), *whole("capacity", self.capacity, 0, 10**9)))


@dataclass(frozen=True)
class Charge:
    """An enterprise to be looked after: its `load`, industry, and the language that is needed (None: any)."""

    key: str
    load: int = 1
    spot: Spot = field(default_factory=Spot)
    industry: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        refuse((*named("key", self.key), *whole("load", self.load, 0, 10**9)))


@dataclass(frozen=True)
class Held:
    """One enterprise with its officer. `reason`: "kept", "moved" (from `before`), "new", with metres, whether the industry
    is known, and the officer who would have been cheaper but is full (`cheaper`)."""

    enterprise: str
    officer: str
    cost: float
    reason: Reason


@dataclass(frozen=True)
class Assignment(Plan):
    """`changes`: of those that had an officer before. `cost` and `bound` at that number of changes. `loads` by officer."""

    held: tuple[Held, ...]
    changes: int
    cost: float
    bound: float
    loads: dict[str, int]
    unmet: tuple[Unmet, ...]
    ended: str


def assign_officers(
    officers: Sequence[Officer],
    charges: Sequence[Charge],
    before: Mapping[str, str] | None = None,
    travel: Travel | None = None,
    *,
    strange_industry: int = 20_000,
    costs: Sequence[Sequence[float]] | None = None,
    loads: Sequence[Sequence[int]] | None = None,
    seed: int = 0,
    budget: Budget | None = None,
) -> Assignment:
    """Everybody gets an officer if that can be; else as many as can, the others in `unmet` with the rule in the way.

    `before`: officer by enterprise; whoever named in it is no longer among `officers` has dropped out. `strange_industry`:
    the metres that knowing the industry is worth. Raises `Unfit`.

    Generalised assignment of the textbooks: `costs[officer][enterprise]` and `loads[officer][enterprise]` replace distance and
    load; to maximise, give negative costs.
    """
    travel, budget = travel or StraightLine(), budget or Budget()
    _check(officers, charges, travel, costs, loads, before or {})
    ground = _Ground(officers, charges, before or {}, travel, strange_industry, costs, loads)
    watch = Watch(budget.seconds)
    unmet = [ground.barred(column) for column in range(len(charges)) if not ground.may[:, column].any()]
    able = [column for column in range(len(charges)) if ground.may[:, column].any()]
    for left_out in (False, True):
        for narrow in (True, False):
            answer = ground.solve(able, left_out, narrow, watch, seed)
            if answer is not None:
                return ground.assignment(able, answer, unmet)
    unmet.extend(ground.full(column) for column in able)
    return ground.assignment([], _Solved({}, 0.0, "seconds"), unmet)


@dataclass(frozen=True)
class _Solved:
    """Officer's row by enterprise's column; the bound of the cost; what ended the search."""

    chosen: dict[int, int]
    bound: float
    ended: str


class _Ground:
    """Costs, loads and what is allowed, officers by enterprises."""

    def __init__(
        self,
        officers: Sequence[Officer],
        charges: Sequence[Charge],
        before: Mapping[str, str],
        travel: Travel,
        strange: int,
        costs: Sequence[Sequence[float]] | None,
        loads: Sequence[Sequence[int]] | None,
    ) -> None:
        self.officers, self.charges, self.before = officers, charges, before
        shape = (len(officers), len(charges))
        self.metres = np.zeros(shape) if costs is not None else self._far(travel)
        self.known = np.array(
            [[c.industry is None or c.industry in o.industries for c in charges] for o in officers]
        ).reshape(shape)
        self.cost = np.array(costs, float) if costs is not None else self.metres + np.where(self.known, 0, strange)
        own = np.broadcast_to(np.array([float(charge.load) for charge in charges]), shape)
        self.load = np.array(loads, float) if loads is not None else own
        room = np.array([[float(officer.capacity)] for officer in officers]).reshape(-1, 1)
        self.may = np.array([[_may(officer, charge) for charge in charges] for officer in officers]).reshape(shape) & (
            self.load <= room
        )
        rows = {officer.key: row for row, officer in enumerate(officers)}
        self.kept = np.zeros(shape, bool)
        for column, charge in enumerate(charges):
            if before.get(charge.key) in rows:
                self.kept[rows[before[charge.key]], column] = True

    def _far(self, travel: Travel) -> np.ndarray:
        return travel.between([row.spot for row in self.officers], [row.spot for row in self.charges]).metres.astype(
            float
        )

    def solve(self, able: list[int], left_out: bool, narrow: bool, watch: Watch, seed: int) -> _Solved | None:
        """First the fewest changes, then the least cost with no more of them. None: it can't be done so."""
        pairs = self._pairs(able, narrow)
        if pairs is None:
            return None
        if not self.kept.any():
            return self._run(pairs, able, self.cost, left_out, None, watch, seed)
        stays = self._run(pairs, able, -self.kept.astype(float), left_out, None, watch, seed)
        if stays is None:
            return None
        least = sum(self.kept[row, column] for column, row in stays.chosen.items())
        final = self._run(pairs, able, self.cost, left_out, int(least), watch, seed)
        return final or _Solved(stays.chosen, -np.inf, "seconds")

    def _pairs(self, able: list[int], narrow: bool) -> np.ndarray | None:
        """What is looked at: all pairs, or where they are many, each enterprise's cheapest officers and its own."""
        allowed = self.may.copy()
        allowed[:, [column for column in range(len(self.charges)) if column not in set(able)]] = False
        many = allowed.sum() > PAIRS and len(self.officers) > CLOSE
        if not narrow:
            return allowed if many else None
        if many:
            dear = np.where(allowed, self.cost, np.inf)
            rank = np.argsort(np.argsort(dear, axis=0, kind="stable"), axis=0, kind="stable")
            close = (rank < CLOSE) | self.kept
            loose = ~self.kept.any(axis=0)  # whoever has nobody may go to anybody: else others would have to make room
            if self.kept.any() and allowed[:, loose].sum() <= PAIRS:
                close[:, loose] = True
            allowed &= close
        return allowed

    def _run(
        self,
        pairs: np.ndarray,
        able: list[int],
        cost: np.ndarray,
        left_out: bool,
        stay: int | None,
        watch: Watch,
        seed: int,
    ) -> _Solved | None:
        program = Program()
        rows, columns = np.nonzero(pairs)
        alike = len(np.unique(self.load[pairs])) <= 1 and stay is None  # then a linear program has a whole answer
        program.columns(cost[rows, columns], 0.0, 1.0, whole=not alike)
        if left_out:
            dear = 1.0 + 2 * float(np.abs(cost[pairs]).sum()) if pairs.any() else 1.0
            skip = program.columns([dear] * len(able), 0.0, 1.0, whole=not alike)
        for place, column in enumerate(able):
            mine = np.flatnonzero(columns == column).tolist()
            program.row([*mine, *([skip + place] if left_out else [])], low=1.0, high=1.0)
        for row, officer in enumerate(self.officers):
            own = np.flatnonzero(rows == row)
            room = float(officer.capacity)
            if alike and own.size and (one := float(self.load[row, columns[own[0]]])) > 0:
                room = room // one * one  # whole numbers of enterprises: the corners of the program are whole
            program.row(own.tolist(), self.load[row, columns[own]].tolist(), high=room)
        if stay is not None:
            program.row(np.flatnonzero(self.kept[rows, columns]).tolist(), low=float(stay))
        answer = program.solve(watch.left(), seed)
        if not answer.found:
            return None
        chosen = {int(columns[k]): int(rows[k]) for k in np.flatnonzero(answer.values[: len(rows)] > 0.5)}
        bound = answer.bound - (dear * (len(able) - len(chosen)) if left_out else 0.0)
        whole = bool(pairs.sum() == self.may[:, able].sum())
        ended = answer.status if whole or answer.status != "optimal" else "steps"  # proven among those looked at only
        return _Solved(dict(sorted(chosen.items())), bound if whole else -np.inf, ended)

    def assignment(self, able: list[int], solved: _Solved, unmet: list[Unmet]) -> Assignment:
        cost = float(sum(self.cost[row, column] for column, row in solved.chosen.items()))
        floor = float(sum(self.cost[self.may[:, column], column].min() for column in solved.chosen))
        used = np.zeros(len(self.officers))
        for column, row in solved.chosen.items():
            used[row] += self.load[row, column]
        held = tuple(self._held(column, row, used) for column, row in solved.chosen.items())
        unmet = [*unmet, *(self.full(column) for column in able if column not in solved.chosen)]
        loads = {officer.key: int(load) for officer, load in zip(self.officers, used.tolist(), strict=True)}
        changes = sum(each.reason.code == "moved" for each in held)
        return Assignment(held, changes, cost, min(cost, max(solved.bound, floor)), loads, tuple(unmet), solved.ended)

    def _held(self, column: int, row: int, used: np.ndarray) -> Held:
        charge, officer = self.charges[column], self.officers[row]
        data: dict[str, Any] = {
            "metres": int(self.metres[row, column]),
            "industry_known": bool(self.known[row, column]),
        }
        cheaper = np.flatnonzero(self.may[:, column] & (self.cost[:, column] < self.cost[row, column]))
        if cheaper.size:
            best = min(cheaper.tolist(), key=lambda other: (self.cost[other, column], other))
            free = self.officers[best].capacity - used[best]
            data |= {"cheaper": self.officers[best].key, "cheaper_free": int(free)}
        was = self.before.get(charge.key)
        code = "new" if was is None else "kept" if was == officer.key else "moved"
        return Held(
            charge.key,
            officer.key,
            float(self.cost[row, column]),
            Reason(code, data if code != "moved" else {**data, "before": was}),
        )

    def barred(self, column: int) -> Unmet:
        """No officer may take it at all: the rule that bars most of them."""
        charge = self.charges[column]
        counts = {"load": 0, "avoid": 0, "language": 0}
        for row, officer in enumerate(self.officers):
            if charge.language is not None and charge.language not in officer.languages:
                counts["language"] += 1
            elif charge.key in officer.avoid:
                counts["avoid"] += 1
            elif self.load[row, column] > officer.capacity:
                counts["load"] += 1
        rule = max(sorted(counts), key=lambda name: counts[name])
        return Unmet(rule, charge.key, {"language": charge.language, "load": charge.load, "officers": counts})

    def full(self, column: int) -> Unmet:
        data = {"load": self.charges[column].load, "capacity": sum(officer.capacity for officer in self.officers)}
        return Unmet(
            "capacity", self.charges[column].key, {**data, "wanted": sum(charge.load for charge in self.charges)}
        )


def _may(officer: Officer, charge: Charge) -> bool:
    return charge.key not in officer.avoid and (charge.language is None or charge.language in officer.languages)


def _check(
    officers: Sequence[Officer],
    charges: Sequence[Charge],
    travel: Travel,
    costs: Sequence[Sequence[float]] | None,
    loads: Sequence[Sequence[int]] | None,
    before: Mapping[str, str],
) -> None:
    faults = [*some("officers", officers), *some("charges", charges)]
    faults.extend(
        (*distinct("officers", (row.key for row in officers)), *distinct("charges", (row.key for row in charges)))
    )
    faults.extend(fault for key in before for fault in known("before", key, {row.key for row in charges}))
    if costs is None:
        faults.extend(misplaced(travel, officers=officers, charges=charges))
    for name, table in (("costs", costs), ("loads", loads)):
        if table is not None and (len(table) != len(officers) or any(len(row) != len(charges) for row in table)):
            raise Unfit(*faults, Fault(name, "not_the_same_size", {"officers": len(officers), "charges": len(charges)}))
        if table is not None and not np.isfinite(np.array(table, float)).all():
            faults.append(Fault(name, "not_a_number"))
    if loads is not None and np.array(loads, float).size and np.array(loads, float).min() < 0:
        faults.append(Fault("loads", "too_small", {"least": 0}))
    refuse(faults)
