"""`roster`: who stands where in which shift. Three specialists a point, qualified, rested; whoever is missing is covered.

First as many places filled as can be, then the fewest changes to the roster before, then nobody with many more shifts than
the others, then short ways. HiGHS; a long roster is made day after day, keeping to what the days before have taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fugong.planning.budget import Budget, Watch
from fugong.planning.errors import Fault, Reason, Unmet, distinct, named, refuse, some, whole
from fugong.planning.plans import Plan
from fugong.planning.programs import Answer, Program
from fugong.planning.travel import Spot, StraightLine, Travel, misplaced

DAY = 86_400
PAIRS = 25_000  # places by people in one program
ASKED = 60  # people who are looked at for a place, where the roster is long
EMPTY, CHANGED, LEVEL = 1000.0, 10.0, 1.0


@dataclass(frozen=True)
class Person:
    """A specialist: `roles` that they are qualified for (as of now), `absent` windows of seconds, at most `most` shifts."""

    key: str
    roles: frozenset[str]
    spot: Spot = field(default_factory=Spot)
    absent: tuple[tuple[int, int], ...] = ()
    most: int | None = None

    def __post_init__(self) -> None:
        faults = list(named("key", self.key))
        faults.extend(whole("most", self.most, 0) if self.most is not None else ())
        for place, (begins, ends) in enumerate(self.absent):
            if ends < begins:
                faults.append(Fault(f"absent[{place}]", "ends_before_it_begins", {"begins": begins, "ends": ends}))
        refuse(faults)


@dataclass(frozen=True)
class Shift:
    """A point's opening. `roles`: how many of each it takes; no shift begins without them."""

    key: str
    begins: int
    ends: int
    spot: Spot = field(default_factory=Spot)
    roles: Mapping[str, int] = field(default_factory=lambda: {"control": 1, "sampling": 1, "scanning": 1})

    def __post_init__(self) -> None:
        faults = [*named("key", self.key), *whole("begins", self.begins), *whole("ends", self.ends)]
        if not faults and self.ends <= self.begins:
            faults.append(Fault("ends", "ends_before_it_begins", {"begins": self.begins, "ends": self.ends}))
        faults.extend(fault for role, count in self.roles.items() for fault in whole(f"roles[{role}]", count, 0, 1000))
        refuse(faults)


@dataclass(frozen=True)
class RosterRules:
    """`rest` seconds between two shifts, `week`: shifts in any seven days, `farthest` metres to a point, `reserves`: named
    for each place in case somebody falls ill."""

    rest: int = 11 * 3600
    week: int = 6
    farthest: int | None = None
    reserves: int = 1

    def __post_init__(self) -> None:
        farthest = whole("farthest", self.farthest, 0) if self.farthest is not None else ()
        refuse(
            (
                *whole("rest", self.rest, 0),
                *whole("week", self.week, 1),
                *whole("reserves", self.reserves, 0, 10),
                *farthest,
            )
        )


@dataclass(frozen=True)
class Duty:
    """One person in one place. `reason`: "kept", "new", "covers" (for `person`, who was there before and can't)."""

    shift: str
    role: str
    person: str
    metres: int
    reserves: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True)
class Roster(Plan):
    """`empty` places, `changes`, `most` shifts of one person; `cost` weighs them, `bound` is proven for it (day by day where
    the roster is long: then only `least_empty` bounds the empty places)."""

    duties: tuple[Duty, ...]
    empty: int
    least_empty: int
    changes: int
    most: int
    cost: float
    bound: float
    unmet: tuple[Unmet, ...]
    ended: str


Before = Mapping[tuple[str, str], Sequence[str]]


def roster(
    people: Sequence[Person],
    shifts: Sequence[Shift],
    rules: RosterRules | None = None,
    before: Before | None = None,
    travel: Travel | None = None,
    *,
    seed: int = 0,
    budget: Budget | None = None,
) -> Roster:
    """Fills every place of every shift as far as rules and people allow. `before[shift, role]`: who stood there in the roster
    that is changed; whoever is absent now is covered with the fewest changes. Raises `Unfit`."""
    travel, budget = travel or StraightLine(), budget or Budget()
    faults = [*some("people", people), *some("shifts", shifts)]
    faults.extend((*distinct("people", (row.key for row in people)), *distinct("shifts", (row.key for row in shifts))))
    faults.extend(misplaced(travel, people=people, shifts=shifts))
    refuse(faults)
    ground = _Ground(people, shifts, rules or RosterRules(), before or {}, travel)
    watch = Watch(budget.seconds)
    cost = bound = 0.0
    ended = "optimal"
    portions = list(ground.portions())
    for place, portion in enumerate(portions):
        answer = ground.fill(portion, len(portions) == 1, watch.left() / (len(portions) - place), seed)
        cost, bound = cost + answer[0], bound + answer[1]
        ended = (
            "seconds" if answer[2] == "seconds" or ended == "seconds" else "optimal" if len(portions) == 1 else "steps"
        )
    return ground.roster(cost, bound if len(portions) == 1 else EMPTY * ground.hopeless(), ended)


class _Ground:
    """Places (a shift's role) by people; and what is taken so far."""

    def __init__(
        self, people: Sequence[Person], shifts: Sequence[Shift], rules: RosterRules, before: Before, travel: Travel
    ) -> None:
        self.people, self.rules, self.before = people, rules, before
        self.shifts = sorted(shifts, key=lambda shift: (shift.begins, shift.key))
        self.metres = travel.between([shift.spot for shift in self.shifts], [person.spot for person in people]).metres
        self.places = [
            (row, role) for row, shift in enumerate(self.shifts) for role in sorted(shift.roles) if shift.roles[role]
        ]
        self.taken: dict[int, list[int]] = {row: [] for row in range(len(people))}
        self.chosen: dict[tuple[int, str], list[int]] = {}
        self.able = {place: [p for p in range(len(people)) if self._able(place, p)] for place in self.places}

    def _able(self, place: tuple[int, str], person: int) -> bool:
        shift, who = self.shifts[place[0]], self.people[person]
        away = any(begins < shift.ends and shift.begins < ends for begins, ends in who.absent)
        far = self.rules.farthest is not None and self.metres[place[0], person] > self.rules.farthest
        return place[1] in who.roles and not away and not far and who.most != 0

    def hopeless(self) -> int:
        """Places that nobody could fill, whatever the roster."""
        return sum(max(0, self._need(place) - len(able)) for place, able in self.able.items())

    def _need(self, place: tuple[int, str]) -> int:
        return self.shifts[place[0]].roles[place[1]]

    def portions(self) -> Iterator[list[tuple[int, str]]]:
        """All places at once where they are few, else day after day."""
        if sum(len(able) for able in self.able.values()) <= PAIRS:
            yield self.places
            return
        for day in sorted({shift.begins // DAY for shift in self.shifts}):
            yield [place for place in self.places if self.shifts[place[0]].begins // DAY == day]

    def fill(self, places: list[tuple[int, str]], at_once: bool, seconds: float, seed: int) -> tuple[float, float, str]:
        """Chooses people for these places; gives cost, bound and what ended it. Day after day, whoever has had most shifts is
        dearest, and only the nearest are looked at."""
        answer, pairs = self._solve(places, at_once, at_once, seconds / 2, seed)
        lacking = answer.cost >= EMPTY - 1 or not answer.found
        if not at_once and lacking:  # the nearest were not enough: all are asked
            answer, pairs = self._solve(places, at_once, True, seconds / 2, seed)
        if answer.found:
            for column in np.flatnonzero(answer.values[: len(pairs)] > 0.5).tolist():
                place, person = pairs[column]
                self.chosen.setdefault(place, []).append(person)
                self.taken[person].append(place[0])
        if answer.found and answer.status != "seconds":
            return answer.cost, answer.bound, answer.status
        lacked = sum(self._lacks(place) for place in places)
        dear = self._one_by_one(places)
        cost = answer.cost if answer.found else EMPTY * lacked
        return cost - EMPTY * (lacked - sum(map(self._lacks, places))) + dear, min(answer.bound, cost), "seconds"

    def _lacks(self, place: tuple[int, str]) -> int:
        return max(0, self._need(place) - len(self.chosen.get(place, [])))

    def _one_by_one(self, places: list[tuple[int, str]]) -> float:
        """The time ran out: what is empty yet is filled place by place, by who stood there, else by who has served least."""
        far, dear = max(1.0, float(self.metres.max())), 0.0
        for place in places:
            stood = self.before.get((self.shifts[place[0]].key, place[1]), ())
            for _lack in range(self._lacks(place)):
                free = [p for p in self.able[place] if self._free(place[0], p) and self._in_week(place[0], p)]
                if not free:
                    break
                first = (
                    (self.people[p].key not in stood, len(self.taken[p]), self.metres[place[0], p], p) for p in free
                )
                person = min(first)[3]
                dear += self._dear(place, person, far)
                self.chosen.setdefault(place, []).append(person)
                self.taken[person].append(place[0])
        return dear

    def _solve(
        self, places: list[tuple[int, str]], at_once: bool, everybody: bool, seconds: float, seed: int
    ) -> tuple[Answer, list[tuple[tuple[int, str], int]]]:
        pairs = [(place, person) for place in places for person in self._asked(place, everybody)]
        far = max(1.0, float(self.metres.max()) * max(1, sum(map(self._need, places))))
        program = Program()
        level = 0.0 if at_once else LEVEL
        dear = (self._dear(place, person, far) + level * len(self.taken[person]) for place, person in pairs)
        program.columns(dear, 0.0, 1.0, whole=True)
        lacks = program.columns([EMPTY] * len(places), 0.0, [float(self._need(place)) for place in places])
        top = program.columns([LEVEL]) if at_once else None
        by_place: dict[tuple[int, str], list[int]] = {}
        by_person: dict[int, list[int]] = {}
        for column, (place, person) in enumerate(pairs):
            by_place.setdefault(place, []).append(column)
            by_person.setdefault(person, []).append(column)
        for row, place in enumerate(places):
            program.row(
                [*by_place.get(place, []), lacks + row], low=float(self._need(place)), high=float(self._need(place))
            )
        for person, columns in by_person.items():
            self._limits(program, person, {column: pairs[column][0][0] for column in columns}, top)
        return program.solve(seconds, seed), pairs

    def _asked(self, place: tuple[int, str], all_of_them: bool) -> list[int]:
        """Who could stand here: all, or those with the fewest shifts and the shortest way, and who stood there before."""
        free = [person for person in self.able[place] if self._free(place[0], person)]
        if all_of_them or len(free) <= ASKED:
            return free
        stood = self.before.get((self.shifts[place[0]].key, place[1]), ())
        free.sort(
            key=lambda person: (
                self.people[person].key not in stood,
                len(self.taken[person]),
                self.metres[place[0], person],
                person,
            )
        )
        return free[:ASKED]

    def _dear(self, place: tuple[int, str], person: int, far: float) -> float:
        stood = self.before.get((self.shifts[place[0]].key, place[1]))
        changed = CHANGED if stood is not None and self.people[person].key not in stood else 0.0
        return changed + 0.5 * float(self.metres[place[0], person]) / far

    def _free(self, shift: int, person: int) -> bool:
        """Whether the person could stand here beside what the days before have taken."""
        taken, most = self.taken[person], self.people[person].most
        row = self.shifts[shift]
        rested = all(
            row.begins >= self.shifts[t].ends + self.rules.rest or self.shifts[t].begins >= row.ends + self.rules.rest
            for t in taken
        )
        recent = sum(row.begins - 7 * DAY < self.shifts[t].begins <= row.begins for t in taken)
        return rested and recent < self.rules.week and (most is None or len(taken) < most)

    def _limits(self, program: Program, person: int, shifts: dict[int, int], top: int | None) -> None:
        """Rest, seven days, most of all, and the level, for one person's columns (column → shift)."""
        rows, rest, week = self.shifts, self.rules.rest, self.rules.week
        for begins in sorted({rows[shift].begins for shift in shifts.values()}):
            clash = [
                column for column, shift in shifts.items() if rows[shift].begins <= begins < rows[shift].ends + rest
            ]
            if len(clash) > 1:
                program.row(clash, high=1.0)
            span = [column for column, shift in shifts.items() if begins <= rows[shift].begins < begins + 7 * DAY]
            before = sum(begins - 7 * DAY < rows[t].begins < begins for t in self.taken[person])
            if len({shifts[column] for column in span}) + before > week:
                past = sum(
                    begins <= rows[t].begins + 7 * DAY - 1 and rows[t].begins <= begins for t in self.taken[person]
                )
                program.row(span, high=float(max(0, week - past)) if past else float(week))
        most = self.people[person].most
        if most is not None:
            program.row(list(shifts), high=float(most - len(self.taken[person])))
        if top is not None:
            program.row([*shifts, top], [*[1.0] * len(shifts), -1.0], high=0.0)

    def roster(self, cost: float, bound: float, ended: str) -> Roster:
        duties, unmet, changes, empty = [], [], 0, 0
        for place in self.places:
            chosen = sorted(self.chosen.get(place, []))
            shift, role = self.shifts[place[0]], place[1]
            stood = self.before.get((shift.key, role))
            gone = [key for key in stood or () if key not in {self.people[p].key for p in chosen}]
            reserves = self._reserves(place)
            for person in chosen:
                key = self.people[person].key
                code, data = (
                    ("new", {})
                    if stood is None
                    else ("kept", {})
                    if key in stood
                    else ("covers", {"person": gone.pop(0) if gone else ""})
                )
                changes += code == "covers"
                duties.append(
                    Duty(shift.key, role, key, int(self.metres[place[0], person]), reserves, Reason(code, data))
                )
            if len(chosen) < self._need(place):
                empty += self._need(place) - len(chosen)
                unmet.append(self._lack(place, len(chosen)))
        most = max(map(len, self.taken.values()), default=0)
        return Roster(tuple(duties), empty, self.hopeless(), changes, most, cost, min(cost, bound), tuple(unmet), ended)

    def _reserves(self, place: tuple[int, str]) -> tuple[str, ...]:
        """The nearest who could step in without breaking a rule."""
        free = [p for p in self.able[place] if self._free(place[0], p) and self._in_week(place[0], p)]
        free.sort(key=lambda person: (len(self.taken[person]), self.metres[place[0], person], person))
        return tuple(self.people[person].key for person in free[: self.rules.reserves])

    def _in_week(self, shift: int, person: int) -> bool:
        """Whether one shift more breaks no span of seven days around it."""
        starts = sorted([*(self.shifts[t].begins for t in self.taken[person]), self.shifts[shift].begins])
        return all(starts[k + self.rules.week] - starts[k] >= 7 * DAY for k in range(len(starts) - self.rules.week))

    def _lack(self, place: tuple[int, str], has: int) -> Unmet:
        """Which rule keeps the place from being filled."""
        shift, role = self.shifts[place[0]], place[1]
        qualified = [p for p in range(len(self.people)) if role in self.people[p].roles]
        present = [
            p for p in qualified if not any(b < shift.ends and shift.begins < e for b, e in self.people[p].absent)
        ]
        able = self.able[place]
        rule = "qualified" if not qualified else "absent" if not present else "farthest" if not able else "rest"
        data = {
            "role": role,
            "needs": self._need(place),
            "has": has,
            "qualified": len(qualified),
            "present": len(present),
            "able": len(able),
        }
        return Unmet(rule, shift.key, data)
