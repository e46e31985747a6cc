"""Several campaigns side by side, and what other installations sent; totals are added up from numerators and denominators.

An indicator is one line only where campaigns define it alike: the same measures within the same segment. A place that lies within
another one that stands there too isn't added a second time, neither is a number of another day; both are said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.urls import reverse

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.languages import pick
from fugong.core.money import half_up
from fugong.figures import compute, freezing, measures
from fugong.figures.readings import NOTHING, Number
from fugong.places.models import Campaign

PAGES = "fugong.web.urls"


@dataclass(frozen=True, slots=True)
class Definition:
    """What makes an indicator the same in two places."""

    key: str
    numerator: str
    denominator: str
    part: str


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator of one source: its name, and its parts as they are. `adds` tells whether its parts can be added up."""

    definition: Definition
    name: Mapping[str, str]
    numerator: Number | None
    denominator: Number | None
    decimals: int
    adds: bool = True


@dataclass(slots=True)
class Source:
    """A column: a campaign here, or one whose figures another installation sent."""

    key: str
    name: str
    area: str
    day: dt.date
    told: dict[Definition, Told]
    is_own: bool = True
    url: str = ""
    whole: bool = True
    frozen_at: dt.datetime | None = None
    origin: str = ""
    received_at: dt.datetime | None = None
    receipt: str = ""
    moved: int = 0
    left_out: str = ""
    """Why it isn't added: "within" another place of the page, or of an "other_day"; empty where it is."""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator at one place, or in all."""

    printed: str
    numerator: Number | None = None
    denominator: Number | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator over all columns. `added` of `of` columns that know it are in the total."""

    definition: Definition
    name: str
    is_rate: bool
    cells: tuple[Cell, ...]
    total: Cell
    added: int
    of: int


@dataclass(slots=True)
class Rollup:
    """The page."""

    day: dt.date
    sources: list[Source] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


Others = Callable[[User | None, dt.date], Iterable[Source]]

_others: list[Others] = []


def register(others: Others) -> Others:
    """Adds a source of further columns (usable as a decorator): `others(user, day)`, as far as the person may see them."""
    if others not in _others:
        _others.append(others)
    return others


def campaigns(user: User | None) -> list[Campaign]:
    """The open campaigns of which the person may see figures."""
    rows: Any = Campaign.objects.open()
    rows = rows if user is None else rows.visible_to(user, Permission.FIGURES_VIEW)
    return list(rows.select_related("pack_version", "jurisdiction").order_by("jurisdiction__code", "key"))


def rollup(user: User | None, day: dt.date | None = None) -> Rollup:
    """All that the person may see of one day; `user` None is the clock, which sees everything."""
    asked = day or clock.today()
    sources = [_own(each, asked, user) for each in campaigns(user)]
    sources += [each for others in _others for each in others(user, asked)]
    _leave_out(sources, asked)
    return Rollup(asked, sources, _lines(sources))


def _own(campaign: Campaign, day: dt.date, user: User | None) -> Source:
    values: Any = compute.figures(campaign, day, user) if day == clock.today() else freezing.as_of(campaign, day, user)
    kept = values.kept.frozen_at if isinstance(values, freezing.Frozen) else None
    url = reverse("figures:figures", args=[campaign.key], urlconf=PAGES)
    return Source(
        campaign.key, str(campaign), campaign.jurisdiction.prefix, day, told(campaign, values) if values else {},
        url=f"{url}?day={day}", whole=getattr(values, "whole", True), frozen_at=kept,
    )  # fmt: skip


def told(campaign: Campaign, values: Any) -> dict[Definition, Told]:
    """A campaign's indicators with their parts."""
    found = {}
    for each in campaign.pack.figures.indicators:
        named = Definition(each.key, each.numerator, each.denominator or "", each.part)
        parts = [values.value(key, part=each.part) if key else None for key in (each.numerator, each.denominator)]
        adds = not any(measures.MEASURES[key].mean for key in (each.numerator, each.denominator) if key)
        found[named] = Told(named, each.name.by_language, parts[0], parts[1], each.decimals, adds)
    return found


def _leave_out(sources: Sequence[Source], day: dt.date) -> None:
    """Marks what isn't added, so that nobody is counted twice and no day is mixed with another."""
    for at, each in enumerate(sources):
        if each.day != day:
            each.left_out = "other_day"
            continue
        for other_at, other in enumerate(sources):
            same = other.area == each.area and other_at < at
            inside = len(other.area) < len(each.area) and each.area.startswith(other.area)
            if other is not each and other.day == day and other.told and (same or inside):
                each.left_out, each.within = "within", other.name
                break


def _lines(sources: Sequence[Source]) -> list[Line]:
    definitions = dict.fromkeys(named for each in sources for named in each.told)
    return [_line(named, sources) for named in definitions]


def _line(named: Definition, sources: Sequence[Source]) -> Line:
    known = [each.told[named] for each in sources if named in each.told]
    first = known[0]
    adding = [
        each.told[named] for each in sources
        if named in each.told and not each.left_out and each.told[named].adds and _known(each.told[named])
    ]  # fmt: skip
    numerator: Fraction | int | None = (
        sum((Fraction(each.numerator or 0) for each in adding), Fraction(0)) if adding else None
    )
    denominator: Fraction | int | None = (
        sum((Fraction(each.denominator or 0) for each in adding), Fraction(0)) if adding else None
    )
    numerator, denominator = _whole(numerator), _whole(denominator)
    is_rate = bool(named.denominator)
    cells = tuple(_cell(each.told.get(named), is_rate, first.decimals) for each in sources)
    total = Cell(
        printed(numerator, denominator if is_rate else None, first.decimals, is_rate=is_rate), numerator,
        denominator if is_rate else None,
    )  # fmt: skip
    return Line(named, pick(dict(first.name)), is_rate, cells, total, len(adding), sum(map(_known, known)))


def _whole(value: Fraction | int | None) -> Fraction | int | None:
    """Whole numbers as such, so that they print as such."""
    return value.numerator if value is not None and value.denominator == 1 else value


def _known(each: Told) -> bool:
    return each.numerator is not None and (each.denominator is not None or not each.definition.denominator)


def _cell(each: Told | None, is_rate: bool, decimals: int) -> Cell:
    if each is None:
        return Cell("")
    return Cell(printed(each.numerator, each.denominator, decimals, is_rate=is_rate), each.numerator, each.denominator)


def printed(numerator: Number | None, denominator: Number | None, decimals: int, *, is_rate: bool) -> str:
    """A value in print: rounded once, half up, from its exact parts."""
    if numerator is None or (is_rate and not denominator):
        return NOTHING
    if is_rate:
        return f"{half_up(Fraction(numerator) * 100 / Fraction(denominator or 1), decimals)}%"
    return f"{half_up(Fraction(numerator), decimals):,}"
