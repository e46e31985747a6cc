"""Are rosters, rounds and orders of resuming what they say?"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from fugong.planning.errors import Violation
from fugong.planning.ordering.problem import Candidate, Limits, Link, Order
from fugong.planning.rostering import Person, Roster, RosterRules, Shift
from fugong.planning.rounds import Inspection, RoundPlan, RoundRules, Team
from fugong.planning.travel import StraightLine, Travel

WEEK = 7 * 86_400


def check_roster(
    people: Sequence[Person], shifts: Sequence[Shift], plan: Roster, rules: RosterRules | None = None
) -> list[Violation]:
    """Each place is filled or named, by the qualified, present and rested."""
    rules = rules or RosterRules()
    who, when = {person.key: person for person in people}, {shift.key: shift for shift in shifts}
    filled = Counter((duty.shift, duty.role) for duty in plan.duties)
    lacks = {(each.subject, each.data["role"]): each.data["needs"] - each.data["has"] for each in plan.unmet}
    found = [
        Violation("places", shift.key, {"role": role, "filled": filled[shift.key, role]})
        for shift in shifts
        for role, count in shift.roles.items()
        if filled[shift.key, role] + lacks.get((shift.key, role), 0) != count
    ]
    stands: dict[str, list[Shift]] = {}
    for duty in plan.duties:
        person, shift = who[duty.person], when[duty.shift]
        stands.setdefault(duty.person, []).append(shift)
        if duty.role not in person.roles:
            found.append(Violation("qualified", duty.person, {"role": duty.role}))
        if any(begins < shift.ends and shift.begins < ends for begins, ends in person.absent):
            found.append(Violation("absent", duty.person, {"shift": duty.shift}))
    for key, row in stands.items():
        found.extend(_rested(who[key], sorted(row, key=lambda shift: shift.begins), rules))
    return found


def _rested(person: Person, row: list[Shift], rules: RosterRules) -> Iterator[Violation]:
    for before, after in itertools.pairwise(row):
        if after.begins < before.ends + rules.rest:
            yield Violation("rest", person.key, {"shifts": [before.key, after.key]})
    for first, last in zip(row, row[rules.week :], strict=False):
        if last.begins - first.begins < WEEK:
            yield Violation("week", person.key, {"from": first.key, "to": last.key})
    if person.most is not None and len(row) > person.most:
        yield Violation("most", person.key, {"shifts": len(row)})


def check_rounds(
    inspections: Sequence[Inspection],
    teams: Sequence[Team],
    plan: RoundPlan,
    rules: RoundRules | None = None,
    travel: Travel | None = None,
) -> list[Violation]:
    """Each inspection once or named; ways, hours, skills and the team's day kept."""
    rules, travel = rules or RoundRules(), travel or StraightLine()
    rows, crews = {row.key: row for row in inspections}, {team.key: team for team in teams}
    made = Counter(key for each in plan.rounds for visit in each.visits for key in visit.inspections)
    made += Counter(key for each in (*plan.unmet, *plan.left) for key in each.data["inspections"])
    found = [Violation("once", key, {"times": made[key]}) for key in rows if made[key] != 1]
    for each in plan.rounds:
        team = crews[each.team]
        at, spot = each.leaves, team.spot
        if each.leaves < team.begins or each.returns > team.ends:
            found.append(Violation("day", each.team, {"leaves": each.leaves, "returns": each.returns}))
        if team.most is not None and len(each.visits) > team.most:
            found.append(Violation("most", each.team, {"visits": len(each.visits)}))
        for visit in each.visits:
            own = [rows[key] for key in visit.inspections]
            if at + int(travel.between([spot], [own[0].spot]).seconds[0, 0]) > visit.arrives:
                found.append(Violation("too_fast", visit.enterprise, {"team": each.team}))
            found.extend(_visit(own, visit.arrives, visit.leaves, team, rules))
            at, spot = visit.leaves, own[-1].spot
        if at + int(travel.between([spot], [team.spot]).seconds[0, 0]) > each.returns:
            found.append(Violation("too_fast", each.team, {"returns": each.returns}))
    if len({each.team for each in plan.rounds}) != len(plan.rounds):
        found.append(Violation("teams", "plan"))
    return found


def _visit(own: list[Inspection], arrives: int, leaves: int, team: Team, rules: RoundRules) -> Iterator[Violation]:
    seconds = max(max(row.seconds for row in own), sum(row.seconds for row in own) - rules.saved * (len(own) - 1))
    if leaves - arrives < seconds:
        yield Violation("seconds", own[0].enterprise, {"seconds": leaves - arrives, "needs": seconds})
    for row in own:
        fits = any(opens <= arrives and leaves <= closes for opens, closes in row.hours)
        if row.hours and not fits:
            yield Violation("hours", row.key, {"arrives": arrives, "leaves": leaves})
        if not row.skills <= team.skills:
            yield Violation("skills", row.key, {"team": team.key})


def check_order(
    candidates: Sequence[Candidate], links: Sequence[Link], plan: Order, limits: Limits | None = None
) -> list[Violation]:
    """Limits kept in each period, and the released output counted anew by following the chain."""
    limits = limits or Limits()
    rows = {row.key: row for row in candidates}
    period = {approval.key: approval.period for approval in plan.approvals}
    found = [Violation("state", key) for key in period if rows[key].state != "waiting"]
    if limits.risk_each is not None:
        found.extend(Violation("risk_each", key) for key in period if rows[key].risk > limits.risk_each)
    found.extend(_spent(rows, period, limits))
    released = _released(candidates, links, period, limits.periods)
    if tuple(released) != plan.released or sum(released) != plan.value or plan.bound < plan.value:
        found.append(Violation("released", "plan", {"released": released, "bound": plan.bound}))
    named = set(period) | {each.subject for each in (*plan.waits, *plan.blocked)}
    found.extend(Violation("named", row.key) for row in candidates if row.state == "waiting" and row.key not in named)
    return found


def _spent(rows: dict[str, Candidate], period: dict[str, int], limits: Limits) -> Iterator[Violation]:
    for name in ("masks", "checks", "risk"):
        given = getattr(limits, name)
        stock = 0
        for each in range(limits.periods if given is not None else 0):
            stock = given[each] + (stock if name == "masks" else 0)
            stock -= sum(getattr(rows[key], name) for key, at in period.items() if at == each)
            if stock < 0:
                yield Violation(name, str(each), {"over": -stock})


def _released(
    candidates: Sequence[Candidate], links: Sequence[Link], period: dict[str, int], periods: int
) -> list[int]:
    """Whoever lacks a supplier that produces falls out, until nobody does; what is left produces."""
    out = []
    for now in range(periods):
        works = {row.key for row in candidates if row.state == "resumed" or period.get(row.key, periods) <= now}
        resumed = {row.key for row in candidates if row.state == "resumed"}
        while True:
            idle = {link.customer for link in links if link.customer in works - resumed and link.supplier not in works}
            if not idle:
                break
            works -= idle
        out.append(sum(row.output for row in candidates if row.key in works and row.state == "waiting"))
    return out
