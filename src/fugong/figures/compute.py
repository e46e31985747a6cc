"""All measures of one day, for every node of the tree and every segment, group and grid: of standings in one pass, of other
kinds of rows in one pass each, once one of their numbers is asked for.
"""

import datetime as dt
from fractions import Fraction
from functools import cache
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, kept
from fugong.core.measures import Kind, Measure
from fugong.figures import measures
from fugong.figures.cells import ALL, Cells, parts
from fugong.places.models import Campaign

Column = tuple[Measure, str]


def columns_of(counted: list[Measure]) -> list[Column]:
    """What each place of a vector holds: a measure, or of a mean its sum and over how many rows it was taken."""
    return [(measure, part) for measure in counted for part in (("sum", "known") if measure.mean else ("",))]


COLUMNS = columns_of(measures.STANDING_MEASURES)


@cache
def _places(source: str) -> dict[tuple[str, str], int]:
    """Where in the vector of its kind a measure stands."""
    counted = [measure for measure in measures.MEASURES.values() if measure.source == source]
    return {(measure.key, part): place for place, (measure, part) in enumerate(columns_of(counted))}


Number = int | Fraction

LARGE = 5_000
"""Enterprises from which on what is counted may be kept: the rows of fewer are counted in a moment, and not looked up first."""


class Figures:
    """What one person may know of one day. `whole` tells whether that is the whole campaign."""

    def __init__(
        self, campaign: Campaign, day: dt.date, standing: Cells, user: User | None = None, *, whole: bool = True
    ) -> None:
        self.campaign, self.day, self.standing, self.whole = campaign, day, standing, whole
        self._user = user
        self._counted: dict[str, Cells] = {}
        self.as_of: dt.datetime | None = None
        """When the oldest of the numbers that are kept for a while was counted; None where all are of now."""

    @property
    def root(self) -> str:
        return self.standing.root

    @property
    def is_large(self) -> bool:
        """Whether there is so much to count that it may be kept for a while."""
        return int(self.value("enterprises") or 0) >= LARGE

    def cells(self, kind: Kind) -> Cells | None:
        """The numbers of one kind of rows, as far as the person sees them. Rows are counted as they are now: of a past day only
        what was frozen then is known (None).
        """
        if self.day != clock.today():
            return None
        if kind.key not in self._counted:
            self._counted[kind.key] = self._count(kind)
        return self._counted[kind.key]

    def _count(self, kind: Kind) -> Cells:
        """For a reader what takes long is kept a while (core.kept); for the clock, which freezes and drafts, it is counted."""
        user = self._user
        if user is None or user.narrowed_to is not None or not self.is_large:
            return count_kind(self.campaign, kind, user)
        grants = ".".join(str(grant.pk) for grant in user.active_grants)
        parts = (self.campaign.pk, self.campaign.pack_version_id, self.day, kind.key, user.pk, grants)
        found = kept.answer("figures.kind", parts, lambda: count_kind(self.campaign, kind, user), one_of_many=True)
        if found.as_of is not None:
            self.as_of = min(self.as_of or found.as_of, found.as_of)
        return found.value

    def value(self, measure: str, *, node: str = "", part: str = ALL) -> Number | None:
        """A measure's number at a node (the whole, if none is given) within a slice; None where it can't be known."""
        asked = measures.MEASURES[measure]
        kind = measures.kind_of(asked)
        cells = self.standing if kind is None else self.cells(kind)
        if cells is None:
            return None
        places, numbers = _places(asked.source), cells.get(node or self.root, part)
        if not asked.mean:
            return numbers[places[measure, ""]]
        known = numbers[places[measure, "known"]]
        return Fraction(numbers[places[measure, "sum"]], known) if known else None


def figures(campaign: Campaign, day: dt.date, user: User | None = None) -> Figures:
    """The day's figures as far as the person sees the campaign (None: the clock, which sees all of it).

    Whoever sees areas reads the totals that are kept; whoever sees single enterprises has those counted.
    """
    from fugong.figures import totals

    if user is None:
        return Figures(campaign, day, totals.cells(campaign, day))
    scope = user.scope(Permission.FIGURES_VIEW)
    if scope.everything or scope.covers_area(campaign.jurisdiction.code):
        return Figures(campaign, day, totals.cells(campaign, day), user)
    if scope.enterprises or scope.grids or scope.assigned:
        return live(campaign, day, user)
    return Figures(campaign, day, totals.cells(campaign, day).within(scope.areas), user, whole=False)


def live(campaign: Campaign, day: dt.date, user: User | None) -> Figures:
    """The same, counted now from the rows themselves."""
    rows = measures.standings(campaign, day)
    if user is not None:
        rows = rows.visible_to(user, Permission.FIGURES_VIEW)  # type: ignore[attr-defined]
    return Figures(campaign, day, count(campaign, rows), user, whole=user is None)


def count(campaign: Campaign, rows: "QuerySet[Any]") -> Cells:
    """One statement: rows that share area, grid, group and segments become one, the rest is addition."""
    where = {"area": "area_code", "grid": "grid_id", "group": "group", "segments": "segments"}
    return _count(campaign, rows, COLUMNS, where, "enterprise_id")


def count_kind(campaign: Campaign, kind: Kind, user: User | None) -> Cells:
    """The same over the rows of one kind; a slice more where the kind has one of its own."""
    where = {"area": "area_code", "grid": "enterprise__grid_id"}
    where |= {"group": "enrolment__group", "segments": "enrolment__segments"}
    where |= {"own": kind.part} if kind.part else {}
    return _count(campaign, measures.rows(kind, campaign, user), columns_of(measures.of_kind(kind)), where, "pk")


def _count(campaign: Campaign, rows: Any, columns: list[Column], where: dict[str, str], key: str) -> Cells:
    places = {f"in_{name}": F(path) for name, path in where.items()}
    aggregates = {f"n{place}": _aggregate(measure, part, key) for place, (measure, part) in enumerate(columns)}
    cells = Cells(len(columns), campaign.jurisdiction.prefix)
    for row in rows.order_by().values(**places).annotate(**aggregates):
        slices = parts(row["in_segments"], row["in_group"], row["in_grid"], row.get("in_own"))
        cells.add(row["in_area"], slices, [row[name] for name in aggregates])
    return cells


def _aggregate(measure: Measure, part: str, key: str) -> Any:
    if not measure.column:
        return Count(key, filter=measure.where or None)
    if part == "known":
        return Count(measure.column, filter=measure.where or None)
    return Sum(measure.column, filter=measure.where or None, default=0)
