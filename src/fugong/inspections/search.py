"""Who works without leave: enterprises without an approval at which signs of work add up, each with its reasons (F11)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fugong.core import clock
from fugong.inspections.models import Sign
from fugong.places.models import Campaign
from fugong.resumption.models import Resumption, Standing

WITHOUT_LEAVE = ("not_filed", "filed", "suspended")
"""States of a resumption in which nobody should be at work."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One sign: its kind (as in words.SIGN), the day, and what it says, in the reader's or the writer's language."""

    enterprise_id: int
    kind: str
    day: dt.date
    text: str = ""
    value: Decimal | None = None
    usual: Decimal | None = None


Source = Callable[[Campaign, dt.date, dt.date], Iterable[Hint]]
"""`source(campaign, since, until)`: what other rooms know: passes, tests, messages from neighbours."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source of signs (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


@dataclass
class Suspect:
    """An enterprise with the signs against it. `points` by the pack; `state` of its resumption."""

    enterprise_id: int
    state: str
    points: float = 0
    hints: list[Hint] = field(default_factory=list)


def ranked(campaign: Campaign, day: dt.date | None = None) -> list[Suspect]:
    """Those at or above the pack's threshold, the most suspicious first. A fixed number of queries."""
    until = day or clock.today()
    rule = campaign.pack.inspections.signs
    since = until - dt.timedelta(days=rule.days)
    hints = [each for source in _sources for each in source(campaign, since, until)]
    if not hints:
        return []
    rows = Resumption.objects.filter(
        campaign=campaign, state__in=WITHOUT_LEAVE, enterprise__in={each.enterprise_id for each in hints}
    )
    found = {pk: Suspect(pk, state) for pk, state in rows.values_list("enterprise", "state")}
    for hint in sorted(hints, key=lambda each: each.day, reverse=True):
        suspect = found.get(hint.enterprise_id)
        if suspect is not None and _counts(hint, rule):
            is_new_kind = all(other.kind != hint.kind for other in suspect.hints)
            suspect.points += _points(rule, hint.kind) * (1 if is_new_kind else 0.25)
            suspect.hints.append(hint)
    above = [each for each in found.values() if each.points >= rule.threshold]
    return sorted(above, key=lambda each: (-each.points, each.enterprise_id))


def _points(rule: Any, kind: str) -> float:
    return float(getattr(rule, "pass_" if kind == "pass" else kind, rule.other))


def _counts(hint: Hint, rule: Any) -> bool:
    """A meter is a sign only well above what it shows at rest."""
    if hint.kind != "meter" or hint.value is None or hint.usual is None:
        return hint.kind != "meter" or hint.value is None
    return hint.value * 100 > hint.usual * Decimal(100 + rule.meter_above)


@register
def signs(campaign: Campaign, since: dt.date, until: dt.date) -> Iterable[Hint]:
    """What was entered by hand or by sheet."""
    for row in Sign.objects.filter(campaign=campaign, day__range=(since, until)):
        yield Hint(row.enterprise_id, row.kind, row.day, row.note, row.value, row.usual)


@register
def reports(campaign: Campaign, since: dt.date, until: dt.date) -> Iterable[Hint]:
    """Daily reports with people at work from enterprises that have no leave: the latest day of each."""
    rows = Standing.objects.filter(
        campaign=campaign,
        day__range=(since, until),
        state__in=WITHOUT_LEAVE,
        reported_at__isnull=False,
        staff_back__gt=0,
    ).order_by("enterprise", "-day")
    seen = set()
    for row in rows.values_list("enterprise", "day", "staff_back"):
        if row[0] not in seen:
            seen.add(row[0])
            yield Hint(row[0], "report", row[1], "", Decimal(row[2]))
