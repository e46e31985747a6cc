"""Working days and hours as moments: which days count, and how much working time lies between two moments."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

DAY = dt.timedelta(days=1)
LONGEST = 3700
"""Days to look ahead before a calendar is taken to have no working day at all."""


@lru_cache(maxsize=256)
def _statutory(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=year, expand=False)


@dataclass(frozen=True)
class WorkingTime:
    """A place's working time. `hours` are pairs of wall-clock times in order, the last of which ends the day."""

    zone: ZoneInfo
    country: str
    every_day: bool
    hours: tuple[tuple[dt.time, dt.time], ...]
    same_day_until: dt.time
    same_day_if_before: dt.time
    days_off: frozenset[dt.date] = frozenset()
    make_up_days: frozenset[dt.date] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """The place's own days first, then the statutory calendar with its make-up workdays (调休)."""
        if day in self.make_up_days:
            return True
        if day in self.days_off:
            return False
        return self.every_day or bool(_statutory(self.country, day.year).is_working_day(day))

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        for ahead in range(1, LONGEST):
            if self.is_working_day(day + ahead * DAY):
                return day + ahead * DAY
        raise ValueError(f"No working day within {LONGEST} days after {day}.")

    def moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        """A wall-clock time here as a moment in UTC."""
        return dt.datetime.combine(day, time, tzinfo=self.zone).astimezone(dt.UTC)

    def close_of_same_day(self, start: dt.datetime) -> dt.datetime:
        """When "the same day" ends for something that came at `start`."""
        local = start.astimezone(self.zone)
        in_time = local.time() < self.same_day_if_before and self.is_working_day(local.date())
        day = local.date() if in_time else self.next_working_day(local.date())
        return self.moment(day, self.same_day_until)

    def close_of_day_after(self, start: dt.datetime, days: int) -> dt.datetime:
        """The end of the last hours of the `days`-th working day after the day of `start`, which doesn't count."""
        day = start.astimezone(self.zone).date()
        for _each in range(days):
            day = self.next_working_day(day)
        return self.moment(day, self.hours[-1][1])

    def add(self, start: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The moment at which `length` of working time has passed since `start`."""
        if length <= dt.timedelta():
            return start
        for opens, closes in self._windows(start):
            if length <= closes - opens:
                return opens + length
            length -= closes - opens
        raise ValueError(f"No working time within {LONGEST} days after {start}.")

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """How much working time lies from `start` to `end`."""
        total = dt.timedelta()
        for opens, closes in self._windows(start) if start < end else ():
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def _windows(self, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The stretches of working time from `start` on, the first one cut at it."""
        first = start.astimezone(self.zone).date()
        for ahead in range(LONGEST):
            day = first + ahead * DAY
            if not self.is_working_day(day):
                continue
            for opens, closes in self.hours:
                begin, end = max(self.moment(day, opens), start), self.moment(day, closes)
                if begin < end:
                    yield begin, end
