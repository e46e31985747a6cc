"""What one policy says, as a pack or an officer writes it. Money is yuan here, as papers say it; whole fen from there on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator
from pydantic import Field as Limits

from fugong.policy.shapes import Keyed, Shape, Text, When


def _exact(given: Any) -> Any:
    """0.1 is a tenth: what TOML and JSON read as a binary number is taken as it is written."""
    if isinstance(given, bool):
        raise ValueError(_("must be a number without quotes or unit, as 3.5"))
    return Decimal(str(given)) if isinstance(given, int | float) else given


Number = Annotated[Decimal, BeforeValidator(_exact), Limits(ge=0, le=10**12, allow_inf_nan=False)]
Sum = Annotated[Decimal, BeforeValidator(_exact), Limits(ge=0, le=10**12, decimal_places=2, allow_inf_nan=False)]
"""Yuan with at most two decimals; pieces where the benefit is in kind."""
Percent = Annotated[Decimal, BeforeValidator(_exact), Limits(ge=0, le=1000, allow_inf_nan=False)]
Expression = str
"""CEL that gives a number, reckoned exactly."""


class Clause(Keyed):
    """A condition with a name: where one doesn't hold, it is shown as the one that decided."""

    text: Text
    when: When
    source: Text | None = None


class Per(Shape):
    """So much for each of something that is counted."""

    each: Sum
    of: Expression
    over: Number = Decimal(0)
    """Only what is beyond so many counts."""
    every: Number = Decimal(1)
    """For each full so many."""
    most: Number | None = None
    """At most so many count."""
    when: When | None = None


class Part(Shape):
    """So many per cent of a sum of yuan."""

    percent: Percent
    of: Expression
    when: When | None = None


class Tier(Shape):
    """A lump sum, so much for each, or so many per cent of what is counted: from `at_least` on (step), of the part `over` (slab)."""

    at_least: Number | None = None
    over: Number | None = None
    gives: Sum | None = None
    each: Sum | None = None
    percent: Percent | None = None

    @property
    def begins(self) -> Decimal:
        return (self.over if self.at_least is None else self.at_least) or Decimal(0)

    def reaches(self, count: Any) -> bool:
        """Whether so many are in it."""
        begins = Fraction(self.begins)
        return bool(begins < count if self.at_least is None else begins <= count)


class Tiers(Shape):
    """`step`: the tier that the whole number falls into holds for all of it. `slab`: each part by its own tier."""

    by: Expression
    kind: Literal["step", "slab"]
    rows: tuple[Tier, ...] = Limits(min_length=1)
    when: When | None = None


class UntilDay(Shape):
    """Up to and with a day, so many per cent."""

    until: dt.date
    percent: Percent


class ByDate(Shape):
    """The amount shrinks with a date: by steps, or by so many points for every so many days."""

    day: str = "asked"
    """`asked`, `t.day`, or a fact of benefits of kind `day`."""
    steps: tuple[UntilDay, ...] = ()
    after: Percent = Decimal(0)
    """What is left after the last step."""
    start: dt.date | None = None
    """Whole until then; afterwards `less` points for every full `every_days`, never below `least`."""
    every_days: int = Limits(default=1, ge=1, le=366)
    less: Percent = Decimal(0)
    least: Percent = Decimal(0)
    begun: bool = False
    """Days that aren't full `every_days` count as full."""


class Amount(Shape):
    """How much: the parts are added up, then reduced by date."""

    fixed: Sum = Decimal(0)
    per: tuple[Per, ...] = ()
    percent: tuple[Part, ...] = ()
    tiers: tuple[Tiers, ...] = ()
    by_date: ByDate | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.fixed or self.per or self.percent or self.tiers)


class Caps(Shape):
    """Never more than this. `all` is what there is in all."""

    trip: Sum | None = None
    trips: int | None = Limits(default=None, ge=1, le=1_000)
    """So many trips of an enterprise count, the first ones."""
    head: Sum | None = None
    heads: Expression = ""
    """What `head` is for each of."""
    cost_percent: Percent | None = None
    cost: Expression = ""
    """Never more than `cost_percent` of this sum of yuan."""
    firm: Sum | None = None
    """In all that one enterprise gets by this policy."""
    all: Sum | None = None
    least: Sum | None = None
    """What comes to less isn't given."""


class Rounding(Shape):
    """Once, in the end (for each trip, where it is for each trip)."""

    to: Annotated[Decimal, BeforeValidator(_exact), Limits(ge=Decimal("0.01"), le=10_000)] = Decimal("0.01")
    way: Literal["half_up", "down"] = "half_up"


class Payer(Keyed):
    """A level that pays its part."""

    name: Text
    parts: int = Limits(ge=1, le=1000)


class Step(Shape):
    """A fact that can grow by one: what one more of it would change is tried."""

    fact: str
    most: int = Limits(default=20, ge=1, le=200)
    """So many more are tried."""


class WantedPaper(Keyed):
    """A paper that a claim needs."""

    name: Text
    note: Text | None = None
    needed: bool = True
    may_wait: bool = False
    """It may be promised by a day (容缺)."""


class Policy(Keyed):
    """One benefit."""

    name: Text
    clause: Text
    """As the paper words it."""
    source: Text
    gives: Literal["money", "in_kind", "service", "coach"] = "money"
    unit: Text | None = None
    """What a benefit in kind is counted in."""
    coach: str = ""
    """Key of the rule of transport.toml by which it is paid, where `gives = "coach"`."""
    when: When | None = None
    clauses: tuple[Clause, ...] = ()
    amount: Amount = Amount()
    caps: Caps = Caps()
    round: Rounding = Rounding()
    shared: tuple[Payer, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    """First and last day on which it can be asked for."""
    for_each: Literal["", "trip"] = ""
    trip_when: When | None = None
    """Which trips count."""
    cause: str = Limits(default="", max_length=40, pattern=r"^[a-z0-9_]*$")
    """What it is given for; policies with one cause exclude each other. Left out: its own key."""
    again: Literal["once", "month", "more"] = "once"
    """How often: once, once a month, or whenever more is due than was given."""
    without_asking: bool = False
    """The desk may grant it to all who match (免申即享)."""
    near: tuple[Step, ...] = ()
    rises_with: tuple[Expression, ...] = ()
    """Facts of which more never gives less: the linter tries it."""
    papers: tuple[WantedPaper, ...] = ()
    department: str = ""
    where: Text | None = None
    """Where to apply."""
    note: Text | None = None

    @property
    def cause_key(self) -> str:
        return self.cause or self.key

    @property
    def is_money(self) -> bool:
        return self.gives == "money"

    @property
    def has_amount(self) -> bool:
        return self.gives in ("money", "in_kind")


class Group(Keyed):
    """Policies that exclude each other, or have one cap together."""

    name: Text
    policies: tuple[str, ...]
    take: Literal["best", "first", "all"] = "best"
    """`best`: what gives most; `first`: in the order listed; `all`: all, under `firm`."""
    firm: Sum | None = None
    """Yuan that one enterprise gets by all of them together."""


class Choice(Keyed):
    """One of several answers."""

    name: Text


class OwnFact(Keyed):
    """A fact of benefits: typed in by the enterprise or the desk, or read from a sheet; conditions read it as `b.<key>`."""

    name: Text
    kind: Literal["integer", "decimal", "money", "yes_no", "choice", "day"] = "integer"
    unit: Text | None = None
    choices: tuple[Choice, ...] = ()
    said_by: tuple[Literal["enterprise", "desk"], ...] = ("enterprise", "desk")
    least: Number | None = None
    most: Number | None = None
    proof: Text | None = None
    """What proves it."""
