"""One enterprise over days: what was read beside what it reported, as numbers and as a drawing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fugong.core import dates
from fugong.places.models import Campaign
from fugong.resumption.models import Standing
from fugong.signals.models import Doubt, Reading
from fugong.signals.words import number

SPAN = 21
WIDTH, HEIGHT, FOOT, HEAD = 640, 190, 34, 14


@dataclass(frozen=True, slots=True)
class Day:
    """A day: the reading (None: there was none), its share of what is usual, and what was reported."""

    day: dt.date
    value: Decimal | None
    share: Decimal | None
    staff_back: int | None
    resumed: bool | None

    @property
    def printed(self) -> str:
        return number(self.value)


def of(doubt: Doubt, campaign: Campaign) -> list[Day]:
    """The days up to the doubted one. Two queries."""
    since = doubt.day - dt.timedelta(days=SPAN - 1)
    read: Any = Reading.objects.filter(
        meter__campaign=campaign, meter__enterprise=doubt.enterprise_id, meter__kind=doubt.kind,
        day__range=(since, doubt.day),
    )  # fmt: skip
    values = dict(read.order_by().values("day").annotate(n=Sum("value")).values_list("day", "n"))
    rows = Standing.objects.filter(campaign=campaign, enterprise=doubt.enterprise_id, day__range=(since, doubt.day))
    said = {day: (back, resumed) for day, back, resumed in rows.values_list("day", "staff_back", "resumed")}
    usual = doubt.numbers.get("usual")
    found = []
    for ago in range(SPAN):
        day = since + dt.timedelta(days=ago)
        value, (back, resumed) = values.get(day), said.get(day, (None, None))
        if value is None and back is None:
            continue
        share = (value * 100 / Decimal(str(usual))).quantize(Decimal("0.1")) if value is not None and usual else None
        found.append(Day(day, value, share, back, resumed))
    return found


def drawn(days: list[Day], usual: float | None, staff: int) -> SafeString:
    """Bars of the readings against the line of what is usual; points of the people at work, each by its own scale."""
    if not days:
        return mark_safe("")
    top = max([float(each.value or 0) for each in days] + [usual or 0]) or 1
    people = max([each.staff_back or 0 for each in days] + [staff]) or 1
    room, step = HEIGHT - FOOT - HEAD, WIDTH / len(days)
    parts = []
    for at, each in enumerate(days):
        left, middle = at * step + step * 0.18, at * step + step / 2
        if each.value is not None:
            high = max(room * float(each.value) / top, 1)
            parts.append(
                _bar(left, HEIGHT - FOOT - high, step * 0.64, high, f"{dates.shown_short(each.day)}: {each.printed}")
            )
        if each.staff_back:
            height = HEAD + room * (1 - each.staff_back / people)
            parts.append(format_html('<circle class="signal-people" cx="{}" cy="{}" r="4"/>', _n(middle), _n(height)))
        if at % max(len(days) // 7, 1) == 0 or at == len(days) - 1:
            place = {0: "start", len(days) - 1: "end"}.get(at, "middle") if len(days) > 1 else "middle"
            x = {"start": at * step, "end": (at + 1) * step}.get(place, middle)
            parts.append(_label(x, dates.shown_short(each.day), place))
    if usual:
        y = HEAD + room * (1 - usual / top)
        parts.append(format_html('<line class="signal-usual" x1="0" x2="{}" y1="{}" y2="{}"/>', WIDTH, _n(y), _n(y)))
    name = _("Readings by day, what is usual, and people at work as reported")
    head = '<svg class="signal-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    return format_html(head, WIDTH, HEIGHT, name, mark_safe("".join(parts)))  # noqa: S308 (made above of numbers)


def _bar(x: float, y: float, width: float, height: float, title: str) -> SafeString:
    text = '<rect class="signal-bar" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>'
    return format_html(text, _n(x), _n(y), _n(width), _n(height), title)


def _label(x: float, text: str, anchor: str) -> SafeString:
    return format_html(
        '<text class="signal-day" x="{}" y="{}" text-anchor="{}">{}</text>', _n(x), HEIGHT - 10, anchor, text
    )


def _n(value: float) -> str:
    return f"{value:.1f}"
