"""Working time as a place keeps it: section `calendar`."""

import datetime as dt
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import holidays
from django.utils.translation import gettext as _
from pydantic import Field

from fugong.policy import clocks, sections
from fugong.policy.clocks import Clock
from fugong.policy.facts import closest
from fugong.policy.shapes import Hour, Key, Section, Within
from fugong.policy.working_time import WorkingTime


class Calendar(Section):
    """Working days and hours, the meaning of "same day", days off of the place's own, and clocks with names."""

    time_zone: str = "Asia/Shanghai"
    country: str = "CN"
    """Whose statutory holidays and make-up workdays hold (ISO 3166)."""
    works_on: Literal["working days", "every day"] = "working days"
    """In an emergency offices work every day; then holidays don't stop a clock."""
    hours: tuple[tuple[Hour, Hour], ...] = (("08:30", "12:00"), ("13:30", "17:30"))
    same_day_until: Hour = "17:30"
    """When "the same day" ends."""
    same_day_if_before: Hour = "16:00"
    """What comes later counts from the next working day."""
    days_off: tuple[dt.date, ...] = ()
    make_up_days: tuple[dt.date, ...] = ()
    clocks: dict[Key, Within] = Field(default_factory=dict)
    """Name → clock, so that one change reaches every step that uses it."""

    @cached_property
    def working_time(self) -> WorkingTime:
        """These rules as something that reckons."""
        return WorkingTime(
            zone=ZoneInfo(self.time_zone),
            country=self.country,
            every_day=self.works_on == "every day",
            hours=tuple((dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)) for opens, closes in self.hours),
            same_day_until=dt.time.fromisoformat(self.same_day_until),
            same_day_if_before=dt.time.fromisoformat(self.same_day_if_before),
            days_off=frozenset(self.days_off),
            make_up_days=frozenset(self.make_up_days),
        )

    def clock(self, within: str) -> Clock:
        """The clock that `within` names or spells. Raises ValueError with what to write instead."""
        if within in self.clocks:
            return clocks.parse(self.clocks[within])
        try:
            return clocks.parse(within)
        except ValueError as mistake:
            raise ValueError(f"{mistake}{closest(within, self.clocks)}") from None

    def check(self, report: Any) -> None:
        if self.time_zone not in available_timezones():
            report.error("time_zone", _("there is no time zone %(name)r") % {"name": self.time_zone})
        if self.country not in holidays.list_supported_countries():
            report.error("country", _("no statutory calendar is known for %(name)r") % {"name": self.country})
        ends = [hour for pair in self.hours for hour in pair]
        if not ends or ends != sorted(set(ends)):
            report.error("hours", _('hours must follow each other: [["08:30", "12:00"], ["13:30", "17:30"]]'))
        elif self.same_day_until > ends[-1]:
            report.error(
                "same_day_until", _("the same day can't end after working hours (%(end)s)") % {"end": ends[-1]}
            )
        if self.same_day_if_before > self.same_day_until:
            report.error("same_day_if_before", _("must not be later than same_day_until"))
        for day in sorted({*self.days_off} & {*self.make_up_days}):
            words = {"day": day.isoformat()}
            report.warn("days_off", _("%(day)s is a day off and a make-up day: offices will work") % words)
        for key, text in self.clocks.items():
            report.attempt(f"clocks.{key}", lambda text=text: clocks.parse(text))


sections.register("calendar", Calendar)
