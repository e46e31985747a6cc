"""How much a policy gives: parts added up exactly, reduced by date, rounded once to whole fen or pieces, then held under its caps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, TypedDict

from fugong.benefits.deciding import Test
from fugong.benefits.exact import Expression, fact
from fugong.benefits.shapes import ByDate, Per, Policy, Rounding, Tier, Tiers
from fugong.policy.conditions import Facts
from fugong.policy.facts import Scope

ASKED = "asked"


class Line(TypedDict):
    """A step of the reckoning. `how`: fixed, per, percent, step, slab, by_date, or the name of the cap that took away."""

    how: str
    of: str
    count: str
    rate: str
    gives: str


@dataclass(slots=True)
class Worth:
    """Whole fen or pieces, how they came about, and the facts for want of which nothing can be said."""

    minor: int = 0
    lines: list[Line] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)


def line(how: str, gives: Fraction, of: str = "", count: Any = "", rate: Any = "") -> Line:
    return {"how": how, "of": of, "count": shown(count), "rate": shown(rate), "gives": shown(gives)}


def shown(value: Any) -> str:
    """A number as it is written: `0.5`, `1234.56`, `1/3`."""
    if not isinstance(value, Fraction):
        return str(value)
    if value.denominator == 1:
        return str(value.numerator)
    for decimals in range(1, 5):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).zfill(decimals + 1)
            return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
    return f"{float(value):.4f}"


class Sum:
    """A policy's amount and caps, compiled."""

    def __init__(self, policy: Policy, scope: Scope) -> None:
        self.policy, self._scope = policy, scope
        self.unit = 100 if policy.is_money else 1
        self._compiled: dict[str, Expression] = {}
        self._conditions: dict[str, Test] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The facts that it reads."""
        amount, caps = self.policy.amount, self.policy.caps
        texts = [
            *(per.of for per in amount.per),
            *(each.of for each in amount.percent),
            *(each.by for each in amount.tiers),
        ]
        found = {name for text in (*texts, caps.heads, caps.cost) if text for name in self._expression(text).names}
        parts: list[Any] = [*amount.per, *amount.percent, *amount.tiers]
        for part in parts:
            found |= self._condition(part.when).names if part.when else set()
        if amount.by_date is not None and amount.by_date.day != ASKED:
            found.add(amount.by_date.day)
        return frozenset(found)

    # -- the amount ------------------------------------------------------------------------------------------------------

    def of(self, facts: Facts, day: dt.date) -> Worth:
        """What comes out before the caps of the enterprise: of one trip, where it is for each trip."""
        worth, total = Worth(), Fraction(0)
        for gives, told in self._parts(facts, worth.missing):
            total += gives
            worth.lines.append(told)
        by_date = self.policy.amount.by_date
        if by_date is not None and not worth.missing:
            share = self._left(by_date, facts, day, worth.missing)
            if share is not None and share != 100:
                total = total * share / 100
                worth.lines.append(line("by_date", total, of=by_date.day, rate=share))
        worth.minor = rounded(total, self.policy.round, self.unit)
        trip = self.policy.caps.trip
        if trip is not None and worth.minor > self._minor(trip):
            worth.minor = self._minor(trip)
            worth.lines.append(line("cap_trip", Fraction(trip)))
        return worth

    def _parts(self, facts: Facts, missing: set[str]) -> Iterator[tuple[Fraction, Line]]:
        amount = self.policy.amount
        if amount.fixed:
            yield Fraction(amount.fixed), line("fixed", Fraction(amount.fixed))
        for per in amount.per:
            if self._applies(per.when, facts, missing) and (known := self._number(per.of, facts, missing)) is not None:
                count = counted(per, known)
                gives = count * Fraction(per.each)
                yield gives, line("per", gives, of=per.of, count=count, rate=Fraction(per.each))
        for part in amount.percent:
            if (
                self._applies(part.when, facts, missing)
                and (known := self._number(part.of, facts, missing)) is not None
            ):
                gives = max(known, Fraction(0)) * Fraction(part.percent) / 100
                yield gives, line("percent", gives, of=part.of, count=known, rate=Fraction(part.percent))
        for tiers in amount.tiers:
            if (
                self._applies(tiers.when, facts, missing)
                and (known := self._number(tiers.by, facts, missing)) is not None
            ):
                yield from in_tiers(tiers, known)

    def _left(self, by_date: ByDate, facts: Facts, asked: dt.date, missing: set[str]) -> Fraction | None:
        """Per cent that are left on the day that counts."""
        if by_date.day == ASKED:
            return left_on(by_date, asked)
        said = fact(by_date.day, facts)
        if said is None:
            missing.add(by_date.day)
            return None
        return left_on(by_date, dt.date.fromisoformat(str(said)))

    # -- the caps --------------------------------------------------------------------------------------------------------

    def capped(self, minor: int, facts: Facts, firm_before: int) -> Worth:
        """Held under what a head, the cost, and the enterprise get at most; nothing where less than the least is left."""
        worth = Worth(minor)
        for how, most in self._caps(facts, firm_before, worth.missing):
            if worth.minor > most:
                worth.minor = max(most, 0)
                worth.lines.append(line(how, Fraction(worth.minor, self.unit)))
        least = self.policy.caps.least
        if least is not None and 0 < worth.minor < self._minor(least):
            worth.minor = 0
            worth.lines.append(line("least", Fraction(least)))
        return worth

    def _caps(self, facts: Facts, firm_before: int, missing: set[str]) -> Iterator[tuple[str, int]]:
        caps = self.policy.caps
        if caps.head is not None and (heads := self._number(caps.heads, facts, missing)) is not None:
            yield "cap_head", int(max(heads, Fraction(0)) * Fraction(caps.head) * self.unit)
        if caps.cost_percent is not None and (cost := self._number(caps.cost, facts, missing)) is not None:
            yield "cap_cost", int(max(cost, Fraction(0)) * Fraction(caps.cost_percent) / 100 * self.unit)
        if caps.firm is not None:
            yield "cap_firm", self._minor(caps.firm) - firm_before

    # -- how it knows ------------------------------------------------------------------------------------------------------

    def _minor(self, given: Any) -> int:
        return int(Fraction(given) * self.unit)

    def _applies(self, when: str | None, facts: Facts, missing: set[str]) -> bool:
        if when is None:
            return True
        held = self._condition(when).decide(facts)
        if held is None:
            missing.update(self._condition(when).lacking(facts))
        return bool(held)

    def _number(self, text: str, facts: Facts, missing: set[str]) -> Fraction | None:
        expression = self._expression(text)
        found = expression.of(facts)
        if found is None:
            missing.update(expression.lacking(facts) or expression.names)
        return found

    def _expression(self, text: str) -> Expression:
        if text not in self._compiled:
            self._compiled[text] = Expression(text)
        return self._compiled[text]

    def _condition(self, text: str) -> Test:
        if text not in self._conditions:
            self._conditions[text] = Test(text, text, self._scope)
        return self._conditions[text]


def counted(per: Per, known: Fraction) -> Fraction:
    """How many count: beyond `over`, for each full `every`, at most `most`."""
    count = max(known - Fraction(per.over), Fraction(0))
    if per.most is not None:
        count = min(count, Fraction(per.most))
    return Fraction(count // Fraction(per.every)) if per.every != 1 else count


def in_tiers(tiers: Tiers, known: Fraction) -> Iterator[tuple[Fraction, Line]]:
    """`step`: one tier for all of it; `slab`: each part by its own."""
    reached = [row for row in tiers.rows if row.reaches(known)]
    if not reached:
        return
    if tiers.kind == "step":
        gives, rate = _tier(reached[-1], known)
        yield gives, line("step", gives, of=tiers.by, count=known, rate=rate)
        return
    ends = [*(Fraction(row.begins) for row in reached[1:]), known]
    for row, end in zip(reached, ends, strict=True):
        count = end - Fraction(row.begins)
        gives, rate = _tier(row, count)
        if count or row.gives:
            yield gives, line("slab", gives, of=tiers.by, count=count, rate=rate)


def _tier(row: Tier, count: Fraction) -> tuple[Fraction, Fraction]:
    """What a tier gives for so many, and its rate."""
    if row.gives is not None:
        return Fraction(row.gives), Fraction(row.gives)
    if row.each is not None:
        return count * Fraction(row.each), Fraction(row.each)
    return count * Fraction(row.percent or 0) / 100, Fraction(row.percent or 0)


def left_on(by_date: ByDate, day: dt.date) -> Fraction:
    """Per cent that are left on a day."""
    if by_date.steps:
        return next((Fraction(step.percent) for step in by_date.steps if day <= step.until), Fraction(by_date.after))
    if by_date.start is None or day <= by_date.start:
        return Fraction(100)
    days = (day - by_date.start).days
    gone = -(-days // by_date.every_days) if by_date.begun else days // by_date.every_days
    return max(Fraction(100) - gone * Fraction(by_date.less), Fraction(by_date.least))


def rounded(total: Fraction, rounding: Rounding, unit: int) -> int:
    """Whole fen or pieces: once, half up unless the policy says down."""
    step = max(Fraction(rounding.to) * unit, Fraction(1))
    times = total * unit / step
    whole = times.__floor__() if rounding.way == "down" else (times + Fraction(1, 2)).__floor__()
    return int(whole * step)
