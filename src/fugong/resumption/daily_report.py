"""What enterprises report every day (日报): which fields, until when, who is reminded."""

from typing import Annotated, Literal

from pydantic import Field as Limits

from fugong.policy.shapes import Hour, Shape, Text, When

StandingColumn = Literal["staff_back", "staff_local", "staff_outside", "capacity", "exceptions", "stock"]
"""What the daily report can ask: the columns of resumption.Report."""


class ReportField(Shape):
    """A field of the daily report. The key is one of the standing columns."""

    key: StandingColumn
    name: Text
    required: bool = True
    help: Text | None = None

    @property
    def label(self) -> str:
        """Its name. Capacity says that it is per cent, unless the pack's name for it does."""
        name = str(self.name)
        return f"{name} (%)" if self.key == "capacity" and "%" not in name.replace("％", "%") else name


class DailyReport(Shape):
    """At most five fields, once a day."""

    fields: Annotated[tuple[ReportField, ...], Limits(max_length=5)] = ()
    due: Hour = "16:00"
    """Later than this is late."""
    reminders: tuple[Hour, ...] = ()
    every: Literal["day", "working day"] = "day"
    when: When | None = None
    """Which enterprises report; None means every one that resumed, without those exempt from filing."""
