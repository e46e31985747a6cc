"""Working time as a place keeps it: section `calendar`."""

import datetime as dt
from typing import Literal

from pydantic import Field

from fugong.policy import sections
from fugong.policy.shapes import Hour, Key, Section, Within


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


sections.register("calendar", Calendar)
