"""What a policy makes of an enterprise's facts: yes, no or what is missing; the clause that decided; how much, and how.

Pure: no database, no clock. Quantities are whole: fen where the benefit is money, pieces where it is in kind. They are rounded
once (for each trip, where the benefit is for each trip), after which caps only take away: nothing ever passes its cap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fugong.benefits import sums
from fugong.benefits.deciding import Test
from fugong.benefits.exact import fact
from fugong.benefits.shapes import Clause, Policy, Step
from fugong.policy.conditions import Facts, context, value_of
from fugong.policy.facts import Scope
from fugong.policy.reasons import Term

YES, NO, MISSING, EARLY, OVER, INSTEAD = "yes", "no", "missing", "early", "over", "instead"
WHO, TRIPS, CLAIMED, NOTHING = "who", "trips", "claimed", "nothing"
"""What decided where it isn't one of the policy's own clauses: who it is for, no trip that counts, none left to claim for,
nothing comes out."""


@dataclass(frozen=True, slots=True)
class Before:
    """What counts against caps: given to this enterprise by the policy; trips that were paid for already."""

    firm: int = 0
    trips: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Near:
    """So many more of a fact, and it is so much."""

    fact: str
    more: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, what decided (a clause's key, or one of the words above), fen or pieces, and how they came about."""

    outcome: str
    clause: str = ""
    quantity: int = 0
    terms: tuple[Term, ...] = ()
    missing: tuple[str, ...] = ()
    near: Near | None = None
    lines: tuple[sums.Line, ...] = ()
    trips: tuple[tuple[int, int], ...] = ()
    """(trip, quantity) of each that counts."""
    better: str = ""
    """The policy that is taken instead."""


@dataclass(frozen=True)
class Rule:
    """A policy, ready to be asked often. `scope` knows the enterprise's facts, `trip_scope` those of a trip as well."""

    policy: Policy
    scope: Scope
    trip_scope: Scope

    @cached_property
    def tests(self) -> list[Test]:
        """Who it is for, then its clauses."""
        found = [Test(WHO, self.policy.when, self.scope)] if self.policy.when else []
        return found + [Test(clause.key, clause.when, self.scope) for clause in self.policy.clauses]

    @cached_property
    def trip_test(self) -> Test | None:
        return Test(TRIPS, self.policy.trip_when, self.trip_scope) if self.policy.trip_when else None

    @cached_property
    def sum(self) -> sums.Sum:
        return sums.Sum(self.policy, self.trip_scope if self.policy.for_each else self.scope)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every fact that the outcome hangs on, in order: two enterprises with the same values have the same outcome."""
        found = {name for test in self.tests for name in test.names} | self.sum.names
        if self.trip_test is not None:
            found |= self.trip_test.names
        return tuple(sorted(name for name in found if not name.startswith("t.")))

    def clause(self, key: str) -> Clause | None:
        return next((each for each in self.policy.clauses if each.key == key), None)

    def values(self, facts: Facts) -> tuple[Any, ...]:
        """The values of `names`, fit to be a key."""
        found = (value_of(name, self.scope, facts) for name in self.names)
        return tuple(tuple(value) if isinstance(value, list) else value for value in found)


def judge(rule: Rule, facts: Facts, day: dt.date, before: Before = Before()) -> Verdict:
    """The verdict on a day, with what is near where it is no."""
    found = _judged(rule, facts, day, before)
    if found.outcome == NO and rule.policy.near:
        return replace(found, near=_near(rule, facts, day, before, found))
    return found


def _judged(rule: Rule, facts: Facts, day: dt.date, before: Before) -> Verdict:
    failed = refusal(rule, facts)
    if failed is not None:
        return failed
    trips = _trips(rule, facts, before) if rule.policy.for_each else ((0, facts),)
    if isinstance(trips, Verdict):
        return trips
    if not rule.policy.has_amount:
        return replace(Verdict(_in_window(rule.policy, day)), trips=tuple((key, 0) for key, _facts in trips if key))
    return _worth(rule, trips, day, before)


def refusal(rule: Rule, facts: Facts) -> Verdict | None:
    """The first clause that doesn't hold; else what isn't known; None where all hold."""
    names = {name for test in rule.tests for name in test.names}
    prepared = context(names, rule.scope, facts)
    unknown = []
    for test in rule.tests:
        held = test.decide(facts, prepared)
        if held is False:
            return Verdict(NO, test.key, terms=test.why_not(facts))
        if held is None:
            unknown.append(test)
    if not unknown:
        return None
    missing = {name for test in unknown for name in test.lacking(facts)}
    missing |= {name for name in rule.sum.names if not name.startswith("t.") and fact(name, facts) is None}
    return Verdict(MISSING, unknown[0].key, missing=tuple(sorted(missing)))


def _trips(rule: Rule, facts: Facts, before: Before) -> Sequence[tuple[int, Facts]] | Verdict:
    """The trips that count, each with its facts; a verdict where none does."""
    test = rule.trip_test
    found: list[tuple[int, Facts]] = []
    last: tuple[Term, ...] = ()
    claimed = other = False
    for trip in facts.get("trips") or ():
        if trip.get("id") in before.trips:
            claimed = True
            continue
        other = True
        own = {**facts, "t": trip}
        if test is None or test.decide(own):
            found.append((int(trip.get("id") or len(found) + 1), own))
        else:
            last = test.why_not(own)
    if rule.policy.caps.trips is not None:
        found = found[: max(rule.policy.caps.trips - len(before.trips), 0)]
    return found or Verdict(NO, CLAIMED if claimed and not other else TRIPS, terms=last)


def _worth(rule: Rule, trips: Sequence[tuple[int, Facts]], day: dt.date, before: Before) -> Verdict:
    lines: list[sums.Line] = []
    parts, missing = [], set()
    for key, facts in trips:
        worth = rule.sum.of(facts, day)
        missing |= worth.missing
        if not worth.missing:
            parts.append((key, worth.minor))
            lines += worth.lines
    if missing:
        return Verdict(MISSING, NOTHING, missing=tuple(sorted(missing)))
    facts = trips[0][1]
    is_one = rule.policy.again != "month" and not rule.policy.for_each  # what was given is part of what is due now
    capped = rule.sum.capped(sum(minor for _key, minor in parts), facts, 0 if is_one else before.firm)
    if rule.policy.again == "more" and before.firm:
        capped.minor -= min(before.firm, capped.minor)
    if capped.missing:
        return Verdict(MISSING, NOTHING, missing=tuple(sorted(capped.missing)))
    lines += capped.lines
    if capped.minor <= 0:
        return Verdict(NO, NOTHING, lines=tuple(lines))
    shared = tuple(_within(parts, capped.minor)) if rule.policy.for_each else ()
    return Verdict(_in_window(rule.policy, day), quantity=capped.minor, lines=tuple(lines), trips=shared)


def _within(parts: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Trips in order, until what is given in all is used up."""
    for key, minor in parts:
        yield key, min(minor, most)
        most -= min(minor, most)


def _in_window(policy: Policy, day: dt.date) -> str:
    if policy.since is not None and day < policy.since:
        return EARLY
    return OVER if policy.until is not None and policy.until < day else YES


# -- what one more would change ------------------------------------------------------------------------------------------


def _near(rule: Rule, facts: Facts, day: dt.date, before: Before, found: Verdict) -> Near | None:
    """The fewest more of a fact that make it yes; None where more of nothing does."""
    tried = (_step(rule, facts, day, before, found, step) for step in rule.policy.near)
    return min((near for near in tried if near is not None), key=lambda near: near.more, default=None)


def _step(rule: Rule, facts: Facts, day: dt.date, before: Before, found: Verdict, step: Step) -> Near | None:
    if not _hangs_on(rule, found.clause, step.fact):
        return None
    for more in range(1, step.most + 1):
        then = with_more(facts, step.fact, more)
        verdict = _judged(rule, then, day, before) if then is not None else None
        if verdict is None:
            return None
        if verdict.outcome == YES:
            return Near(step.fact, more, verdict.quantity)
        if verdict.clause != found.clause:
            return None  # something else stands in the way
    return None


def _hangs_on(rule: Rule, clause: str, name: str) -> bool:
    """Whether what decided reads the fact: only then is it worth trying more of it."""
    if clause == NOTHING:
        return name in rule.sum.names
    if clause == TRIPS:
        return rule.trip_test is not None and name in rule.trip_test.names
    return any(test.key == clause and name in test.names for test in rule.tests)


def with_more(facts: Facts, name: str, more: int) -> Facts | None:
    """Facts with so many more of one; of trips, the last one grows. None where the fact isn't known."""
    root, _dot, key = name.partition(".")
    if root == "t":
        trips = list(facts.get("trips") or ())
        if not trips or trips[-1].get(key) is None:
            return None
        grown = {**trips[-1], key: trips[-1][key] + more}
        if key == "outside":
            grown["people"] = (trips[-1].get("people") or 0) + more
        return {**facts, "trips": [*trips[:-1], grown]}
    source: Mapping[str, Any] = facts if root == "e" else facts.get(root) or {}
    if source.get(key) is None:
        return None
    changed = {**source, key: source[key] + more}
    return changed if root == "e" else {**facts, root: changed}


def next_step(rule: Rule, facts: Facts, day: dt.date, before: Before, found: Verdict) -> Near | None:
    """Of a benefit that is due: the fewest more of a fact by which it leaps, that is grows by more than one of it brings now."""
    best: Near | None = None
    for step in rule.policy.near:
        last, usual = found.quantity, None
        for more in range(1, step.most + 1):
            then = with_more(facts, step.fact, more)
            verdict = _judged(rule, then, day, before) if then is not None else None
            if verdict is None or verdict.outcome != YES:
                break
            grown = verdict.quantity - last
            if usual is not None and grown > usual and (best is None or more < best.more):
                best = Near(step.fact, more, verdict.quantity)
                break
            last, usual = verdict.quantity, grown if usual is None else max(usual, grown)
    return best
