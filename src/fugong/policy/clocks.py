"""Clocks: how long something may take, and when it is due. Pure functions to the minute."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from fugong.policy.working_time import WorkingTime

Interval = tuple[dt.datetime, dt.datetime]
"""A time during which a clock stands still: from (inclusive) to (exclusive), both aware."""

PATTERN = re.compile(r"^(\d{1,4}) (working )?(minute|hour|day)s?$")
MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


@dataclass(frozen=True, slots=True)
class Clock:
    """A length of time. `same_day` ends with the day; a working clock runs only while offices work."""

    amount: int
    unit: Literal["minute", "hour", "day", "same_day"]
    working: bool = False

    @property
    def is_same_day(self) -> bool:
        return self.unit == "same_day"

    def __str__(self) -> str:
        """In the reader's words: "within 4 hours"."""
        return _WORDS[self.working, self.unit](self.amount) % {"n": self.amount}


_WORDS = {
    (False, "same_day"): lambda n: _("on the same day"),
    (False, "minute"): lambda n: ngettext("within %(n)d minute", "within %(n)d minutes", n),
    (False, "hour"): lambda n: ngettext("within %(n)d hour", "within %(n)d hours", n),
    (False, "day"): lambda n: ngettext("within %(n)d day", "within %(n)d days", n),
    (True, "minute"): lambda n: ngettext("within %(n)d working minute", "within %(n)d working minutes", n),
    (True, "hour"): lambda n: ngettext("within %(n)d working hour", "within %(n)d working hours", n),
    (True, "day"): lambda n: ngettext("within %(n)d working day", "within %(n)d working days", n),
}


def parse(text: str) -> Clock:
    """`same_day`, `30 minutes`, `4 hours`, `24 hours`, `2 working hours`, `1 working day`. Raises ValueError."""
    if text in ("same_day", "same day"):
        return Clock(0, "same_day")
    match = PATTERN.match(text)
    if match is None or int(match[1]) == 0:
        hint = _("write same_day, 30 minutes, 4 hours, 2 working hours, 1 working day …")
        raise ValueError(_("%(text)r is no clock: %(hint)s") % {"text": text, "hint": hint})
    return Clock(int(match[1]), match[3], working=bool(match[2]))  # type: ignore[arg-type]


def due(start: dt.datetime, within: Clock, time: "WorkingTime", suspended: Iterable[Interval] = ()) -> dt.datetime:
    """When a case that began at `start` (aware) must be done, to the minute.

    - `30 minutes`, `4 hours`, `24 hours`, `3 days`: by the wall clock, nights and holidays included.
    - `2 working hours`: only while offices work. `1 working day`: the close of the first working day after the start's.
    - `same_day`: the close of the start's own day; of the next working day where that isn't one, or it is too late.
    Time during which the clock is suspended (the ball lies with the enterprise) is given back.
    """
    end = _unsuspended(start, within, time)
    for begin, until in _merged(suspended):
        begin = max(begin, start)
        if until <= begin or begin >= end:
            continue
        end = _given_back(begin, until, end, within, time)
    return end


def _unsuspended(start: dt.datetime, within: Clock, time: "WorkingTime") -> dt.datetime:
    if within.is_same_day:
        return time.close_of_same_day(start)
    if within.working and within.unit == "day":
        return time.close_of_day_after(start, within.amount)
    if within.working:
        return time.add(start, dt.timedelta(minutes=within.amount * MINUTES[within.unit]))
    return start + dt.timedelta(minutes=within.amount * MINUTES[within.unit])


def _given_back(
    begin: dt.datetime, until: dt.datetime, end: dt.datetime, within: Clock, time: "WorkingTime"
) -> dt.datetime:
    """The new end: what was left when the clock stopped runs from when it starts again."""
    if within.working or within.is_same_day:
        return max(end, time.add(until, time.between(begin, end)))
    return end + (until - begin)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The intervals in order, those that touch made one."""
    merged: list[Interval] = []
    for begin, until in sorted(intervals):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((begin, until))
    return merged
