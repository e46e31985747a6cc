"""All measures of one day, for every node of the tree and every segment, group and grid, in one pass over the standings."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.measures import Measure
from fugong.figures import measures
from fugong.figures.cells import ALL, Cells, parts
from fugong.places.models import Campaign

COLUMNS: list[tuple[Measure, str]] = [
    (measure, part) for measure in measures.STANDING_MEASURES for part in (("sum", "known") if measure.mean else ("",))
]
"""What each place of a vector holds: a measure, or of a mean its sum and over how many rows it was taken."""

PLACES = {(measure.key, part): place for place, (measure, part) in enumerate(COLUMNS)}
DEMAND_PLACES = {measure.key: place for place, measure in enumerate(measures.DEMAND_MEASURES)}
FILING_PLACES = {measure.key: place for place, measure in enumerate(measures.FILING_MEASURES)}

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Figures:
    """What one person may know of one day. `whole` tells whether that is the whole campaign."""

    campaign: Campaign
    day: dt.date
    standing: Cells
    filing: Cells | None
    demand: Cells | None = None
    whole: bool = True

    @property
    def root(self) -> str:
        return self.standing.root

    def value(self, measure: str, *, node: str = "", part: str = ALL) -> Number | None:
        """A measure's number at a node (the whole, if none is given) within a slice; None where it can't be known."""
        node = node or self.root
        if measure in DEMAND_PLACES:
            return None if self.demand is None else self.demand.get(node, part)[DEMAND_PLACES[measure]]
        if measure in FILING_PLACES:
            return None if self.filing is None else self.filing.get(node, part)[FILING_PLACES[measure]]
        numbers = self.standing.get(node, part)
        if (measure, "sum") in PLACES:
            known = numbers[PLACES[measure, "known"]]
            return Fraction(numbers[PLACES[measure, "sum"]], known) if known else None
        return numbers[PLACES[measure, ""]]


def figures(campaign: Campaign, day: dt.date, user: User | None = None) -> Figures:
    """The day's figures as far as the person sees the campaign (None: the clock, which sees all of it).

    Whoever sees areas reads the totals that are kept; whoever sees single enterprises has those counted.
    """
    from fugong.figures import totals

    if user is None:
        filing, demand = _filing_cells(campaign, day, None), _demand_cells(campaign, day, None)
        return Figures(campaign, day, totals.cells(campaign, day), filing, demand)
    scope = user.scope(Permission.FIGURES_VIEW)
    if scope.everything or scope.covers_area(campaign.jurisdiction.code):
        filing, demand = _filing_cells(campaign, day, None), _demand_cells(campaign, day, user)
        return Figures(campaign, day, totals.cells(campaign, day), filing, demand)
    if scope.enterprises or scope.grids or scope.assigned:
        return live(campaign, day, user)
    within = totals.cells(campaign, day).within(scope.areas)
    filing, demand = _filing_cells(campaign, day, user), _demand_cells(campaign, day, user)
    return Figures(campaign, day, within, filing, demand, whole=False)


def live(campaign: Campaign, day: dt.date, user: User | None) -> Figures:
    """The same, counted now from the rows themselves."""
    rows = measures.standings(campaign, day)
    if user is not None:
        rows = rows.visible_to(user, Permission.FIGURES_VIEW)  # type: ignore[attr-defined]
    filing, demand = _filing_cells(campaign, day, user), _demand_cells(campaign, day, user)
    return Figures(campaign, day, count(campaign, rows), filing, demand, whole=user is None)


def count(campaign: Campaign, rows: "QuerySet[Any]") -> Cells:
    """One statement: rows that share area, grid, group and segments become one, the rest is addition."""
    cells = Cells(len(COLUMNS), campaign.jurisdiction.prefix)
    aggregates = {f"n{place}": _aggregate(measure, part) for place, (measure, part) in enumerate(COLUMNS)}
    grouped = rows.order_by().values("area_code", "grid_id", "group", "segments").annotate(**aggregates)
    names = list(aggregates)
    for row in grouped:
        cells.add(row["area_code"], parts(row), [row[name] for name in names])
    return cells


def _aggregate(measure: Measure, part: str) -> Any:
    if not measure.column:
        return Count("enterprise_id", filter=measure.where or None)
    if part == "known":
        return Count(measure.column, filter=measure.where or None)
    return Coalesce(Sum(measure.column, filter=measure.where or None), 0)


def _filing_cells(campaign: Campaign, day: dt.date, user: User | None) -> Cells | None:
    """Filings are counted as they are now; of a past day only what was frozen then is known."""
    if day != clock.today():
        return None
    rows = measures.filings(campaign).filter(state="filed")
    if user is not None:
        rows = rows.visible_to(user, Permission.FIGURES_VIEW)  # type: ignore[attr-defined]
    return _case_cells(campaign, rows, measures.FILING_MEASURES, ())


def _demand_cells(campaign: Campaign, day: dt.date, user: User | None) -> Cells | None:
    """Demands as they are now, those that the person sees: with that, the number and its rows are the same."""
    if day != clock.today():
        return None
    rows = measures.demands(campaign)
    if user is not None:
        rows = rows.visible_to(user)  # type: ignore[attr-defined]
    return _case_cells(campaign, rows, measures.DEMAND_MEASURES, ("category",))


def _case_cells(campaign: Campaign, rows: Any, counted: list[Measure], by: tuple[str, ...]) -> Cells:
    """One statement over cases; `by` names further columns that make slices."""
    aggregates = {f"n{place}": _aggregate(measure, "") for place, measure in enumerate(counted)}
    grouped: Any = (
        rows.order_by()
        .values(
            "area_code",
            *by,
            grid_id=F("enterprise__grid_id"),
            group=F("enterprise__enrolments__group"),
            segments=F("enterprise__enrolments__segments"),
        )
        .annotate(**aggregates)
    )
    cells = Cells(len(counted), campaign.jurisdiction.prefix)
    for row in grouped:
        cells.add(row["area_code"], parts(row), [row[name] for name in aggregates])
    return cells
