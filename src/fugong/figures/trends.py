"""How an indicator went over the last days: frozen numbers where there are any, else what the standings give."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fugong.core.money import half_up
from fugong.figures import compute, measures, readings
from fugong.figures.models import FrozenFigure
from fugong.figures.policy import Indicator
from fugong.places.models import Campaign
from fugong.resumption.measures import STANDING
from fugong.resumption.models import Standing

DAYS = 14
SCOPED_DAYS = 4
"""Days that are read again for somebody who sees a part only: frozen is the whole."""


@dataclass(frozen=True, slots=True)
class Point:
    """One day. `value` is rounded as the indicator is printed; None where nothing is known."""

    day: dt.date
    value: Decimal | None
    printed: str


def trend(campaign: Campaign, indicator: Indicator, until: compute.Figures, *, days: int = DAYS) -> list[Point]:
    """The days up to `until`'s, the oldest first; days on which the campaign wasn't open are left out.

    Somebody who sees a part only gets that part's own days, counted from the totals and not from what was frozen.
    """
    since = until.day - dt.timedelta(days=days - 1)
    kept = _frozen(campaign, indicator, since, until.day) if until.whole else {}
    points = []
    for day in _open_days(campaign, since, until.day):
        values: Any = until if day == until.day else kept.get(day)
        if values is None:
            values = _scoped(campaign, day, until)
        points.append(_point(campaign, indicator, day, values))
    return points


def several(
    campaign: Campaign, indicators: Sequence[Indicator], until: compute.Figures, *, days: int = DAYS
) -> list[list[Point]]:
    """The same for several at once, over the days that were frozen and `until`'s own: few queries, for what is asked often."""
    since = until.day - dt.timedelta(days=days - 1)
    frozen = [_frozen(campaign, each, since, until.day) for each in indicators] if until.whole else []
    known = sorted(frozen[0]) if frozen else list(_frozen_days(campaign, since, until.day))
    earlier = [day for day in known if day < until.day]
    theirs = {} if until.whole else {day: _scoped(campaign, day, until) for day in earlier[-SCOPED_DAYS:]}
    if not until.whole:
        earlier = list(theirs)
    found = []
    for place, indicator in enumerate(indicators):
        values = [(day, frozen[place][day] if until.whole else theirs[day]) for day in earlier]
        found.append([_point(campaign, indicator, day, each) for day, each in [*values, (until.day, until)]])
    return found


def frozen(
    campaign: Campaign, indicators: Sequence[Indicator], until: dt.date, *, days: int = DAYS
) -> list[list[Point]]:
    """The same over frozen days alone, up to a past one."""
    since = until - dt.timedelta(days=days - 1)
    kept = [(each, _frozen(campaign, each, since, until)) for each in indicators]
    return [[_point(campaign, each, day, found[day]) for day in sorted(found)] for each, found in kept]


def _frozen_days(campaign: Campaign, since: dt.date, until: dt.date) -> Any:
    return campaign.freezes.filter(day__range=(since, until)).order_by("day").values_list("day", flat=True)


def _point(campaign: Campaign, indicator: Indicator, day: dt.date, values: Any) -> Point:
    reading = readings.read(campaign.pack.figures, indicator, values)
    exact = reading.exact
    return Point(day, None if exact is None else half_up(exact, indicator.decimals), reading.printed)


def _open_days(campaign: Campaign, since: dt.date, until: dt.date) -> list[dt.date]:
    one = Standing.objects.filter(campaign=campaign).order_by().values("day")
    every = (since + dt.timedelta(days=each) for each in range((until - since).days + 1))
    return [day for day in every if one.filter(day=day)[:1]]


def _scoped(campaign: Campaign, day: dt.date, like: compute.Figures) -> Any:
    from fugong.figures import totals

    cells = totals.cells(campaign, day)
    if not like.whole:
        cells = cells.within([node for node in like.standing.nodes() if node != like.root and _is_top(node, like)])
    return compute.Figures(campaign, day, cells, whole=like.whole)


def _is_top(node: str, figures: compute.Figures) -> bool:
    """Whether no other node of the person's lies above it."""
    return not any(node != other != figures.root and node.startswith(other) for other in figures.standing.nodes())


class _OfDay:
    """One day's numbers of an indicator, as frozen. What wasn't counted on that very day isn't known; a standing's is zero."""

    def __init__(self, numbers: dict[tuple[str, str], Decimal], part: str) -> None:
        self.numbers, self.part = numbers, part

    def value(self, measure: str, *, node: str = "", part: str = "") -> "Decimal | int | None":
        asked = measures.MEASURES[measure]
        counted = asked.source == STANDING or ("", measure) in self.numbers
        return self.numbers.get((self.part, measure), 0) if counted else None


def _frozen(campaign: Campaign, indicator: Indicator, since: dt.date, until: dt.date) -> dict[dt.date, _OfDay]:
    """A few numbers a day, in one query; a day that was frozen without them had none."""
    days: dict[dt.date, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for day in campaign.freezes.filter(day__range=(since, until)).values_list("day", flat=True):
        days[day] = {}
    rows = FrozenFigure.objects.filter(
        freeze__campaign=campaign,
        freeze__day__range=(since, until),
        node=campaign.jurisdiction.prefix,
        segment__in={"", indicator.part},
        measure__in=[name for name in (indicator.numerator, indicator.denominator) if name],
    )
    for day, part, measure, value in rows.values_list("freeze__day", "segment", "measure", "value"):
        days[day][part, measure] = value
    return {day: _OfDay(numbers, indicator.part) for day, numbers in days.items()}
