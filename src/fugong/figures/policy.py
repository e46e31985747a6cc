"""What a place counts and how it says so: section `figures`."""

import datetime as dt
from typing import Literal

from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Shape, Text

MEASURES = (
    "enterprises",
    "enterprises.filed",
    "enterprises.approved",
    "enterprises.resumed",
    "enterprises.suspended",
    "enterprises.exempt",
    "enterprises.covered",
    "enterprises.uncovered",
    "enterprises.reported",
    "enterprises.report_missing",
    "enterprises.committed",
    "staff.total",
    "staff.back",
    "staff.local",
    "staff.outside",
    "employees.on_roster",
    "employees.signed",
    "filings.in_progress",
    "filings.overdue",
    "capacity.mean",
)
"""Measures that rooms declare in their `measures.py`; a test keeps this list and theirs the same."""

Measure = str


class Indicator(Keyed):
    """A number with a name: a measure, or one measure over another, within a segment."""

    name: Text
    numerator: Measure
    denominator: Measure | None = None
    """With a denominator the indicator is a rate in per cent; without, it is the number itself."""
    segment: str = ""
    """Key of the segment that both are taken in; empty means all enterprises."""
    decimals: int = 0
    unit: Text | None = None
    note: Text | None = None

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None


class BulletinSection(Keyed):
    """A paragraph of the bulletin, with the numbers that stand beside it.

    In `text`, `{indicator}` is its printed value (a rate with its %), `{indicator.numerator}`,
    `{indicator.denominator}` its parts, `{indicator.change}` the change since yesterday; `{place}` and `{date}` too.
    """

    title: Text
    text: Text
    indicators: tuple[str, ...] = ()
    """Keys of the indicators in the table below the paragraph."""
    chart: str = ""
    """Key of the indicator whose trend is drawn."""
    table: Literal["none", "indicators", "areas", "segments", "groups"] = "none"


class Bulletin(Shape):
    """The bulletin (通报, 日报) in the place's own order and wording."""

    title: Text
    issuer: Text | None = None
    sections: tuple[BulletinSection, ...] = ()
    card: tuple[str, ...] = ()
    """Keys of the indicators on the leader's one-screen card, in order."""


class Published(Keyed):
    """A figure as the place published it, to hold against what the rows give."""

    indicator: str
    numerator: int | None = None
    denominator: int | None = None
    value: str = ""
    """The rate or number as printed in the source, e.g. `90%`."""
    as_of: dt.date
    source: Text
    note: Text | None = None
    """Why it differs from what we compute."""


class Figures(Section):
    """Indicators, bulletin, and what was published."""

    indicators: tuple[Indicator, ...] = ()
    bulletin: Bulletin | None = None
    published: tuple[Published, ...] = ()
    thousands: str = ""
    """Sign between thousands in print; empty for none."""


sections.register("figures", Figures)
