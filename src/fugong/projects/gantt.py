"""Gantt charts as plain coordinates: many projects on one page, or the milestones of one. SVG without a script, so that it prints.

What a bar means stands in its title, in the table beside the drawing, and in its shape, never in its colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.core import clock, dates
from fugong.places.models import Campaign
from fugong.projects.lists import Standing
from fugong.projects.models import Milestone, Project
from fugong.projects.schedule import Outlook

WIDTH, LEFT, RIGHT, HEAD = 1200, 250, 128, 34
ROW, TALL_ROW = 21, 32
LETTERS = 18
"""Wide signs of a name that fit beside the bars."""
DAY = dt.timedelta(days=1)
MONTHS_LABELLED = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days; `kind` is its class."""

    x: float
    width: float
    y: float
    height: float
    kind: str
    title: str


@dataclass(slots=True)
class Row:
    """One line of the chart."""

    y: float
    text_y: float
    name: str
    whole_name: str
    url: str
    note: str
    is_late: bool
    bars: list[Bar] = field(default_factory=list)
    marks: list[tuple[str, str]] = field(default_factory=list)
    """(points of a diamond, title)"""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line with its day."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the page draws."""

    rows: list[Row]
    ticks: list[Tick]
    height: float
    today_x: float | None
    due_x: float | None = None
    width: int = WIDTH
    left: int = LEFT

    @property
    def note_x(self) -> int:
        return WIDTH - RIGHT + 8

    @property
    def body_bottom(self) -> float:
        return self.height - 4


class _Scale:
    """Days on the width of the drawing."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, max(last, first + 13 * DAY)
        self.a_day = (WIDTH - LEFT - RIGHT) / ((self.last - self.first).days + 1)

    def x(self, day: dt.date) -> float:
        return round(LEFT + (day - self.first).days * self.a_day, 1)

    def bar(self, start: dt.date, finish: dt.date, y: float, height: float, kind: str, title: str) -> Bar:
        """Both days included; never thinner than two units."""
        start, finish = max(start, self.first), min(finish, self.last)
        width = max(2.0, ((finish - start).days + 1) * self.a_day)
        return Bar(self.x(start), round(width, 1), round(y, 1), height, kind, title)

    def ticks(self) -> list[Tick]:
        days = (self.last - self.first).days
        if days <= 70:
            monday = self.first + (-self.first.weekday() % 7) * DAY
            count = (self.last - monday).days // 7 + 1
            return [
                Tick(self.x(day), f"{day.month}-{day.day:02}") for day in (monday + at * 7 * DAY for at in range(count))
            ]
        found: list[Tick] = []
        month = self.first.replace(day=1)
        every = 1 if days <= 31 * MONTHS_LABELLED else 3 if days <= 31 * 60 else 12
        while month <= self.last:
            if month >= self.first and (month.month - 1) % every == 0:
                label = f"{month.year}-{month.month:02}" if month.month == 1 or not found else f"{month.month:02}"
                found.append(Tick(self.x(month), label))
            month = (month + 32 * DAY).replace(day=1)
        return found

    def within(self, day: dt.date) -> float | None:
        return self.x(day) if self.first <= day <= self.last else None


def many(campaign: Campaign, projects: Sequence[Project], known: Mapping[int, Standing], *, name: str = "project",
         args: Sequence[Any] = ()) -> Chart | None:  # fmt: skip
    """A line for each project: each milestone's days, what is expected beyond the due day, the due day. None without days."""
    drawn = [(project, known[project.pk]) for project in projects]
    if not drawn:
        return None
    scale = _scale_of(drawn)
    today, rows = clock.today(), []
    for at, (project, standing) in enumerate(drawn):
        y = HEAD + at * ROW
        missed = standing.outlook.missed_by if standing.outlook and project.state != "done" else 0
        row = Row(
            y, y + 14, _short(project.name), project.name,
            reverse(f"projects:{name}", args=[campaign.key, *args, project.pk]),
            _("late by %(n)s") % {"n": missed} if missed > 0 else project.state_name, missed > 0,
        )  # fmt: skip
        row.bars = _bars(scale, project, standing, y + 4)
        row.marks = [(_diamond(scale.x(project.due_on) + scale.a_day, y + 10), _due_title(project))]
        rows.append(row)
    return Chart(rows, scale.ticks(), HEAD + len(rows) * ROW + 8, scale.within(today))


def _scale_of(drawn: Sequence[tuple[Project, Standing]]) -> _Scale:
    days = [clock.today()]
    for project, standing in drawn:
        days += [project.due_on]
        days += [day for row in standing.milestones for day in (row.start_on, row.finish_on)]
        days += [day for row in standing.milestones for day in (row.started_on, row.finished_on) if day]
        if standing.outlook and project.state != "done":
            days.append(standing.outlook.ends)
    return _Scale(min(days), max(days))


def _bars(scale: _Scale, project: Project, standing: Standing, y: float) -> list[Bar]:
    """The plan's days of each milestone, over them what was done; what is expected after the due day at the end."""
    found = []
    for row in standing.milestones:
        kind = {"done": "done", "running": "running"}.get(row.state, "plan")
        late = row.state != "done" and row.due_at is not None and row.due_at < clock.now()
        title = f"{row.said}: {dates.shown(row.start_on)} – {dates.shown(row.finish_on)}, {row.state_name}"
        found.append(scale.bar(row.start_on, row.finish_on, y, 13, "late" if late else kind, title))
    if not standing.milestones:
        found.append(scale.bar(project.begin_on, project.due_on, y + 4, 5, "plan", _due_title(project)))
    if standing.outlook and project.state != "done" and standing.outlook.missed_by > 0:
        title = _("expected end %(day)s") % {"day": standing.outlook.ends}
        found.append(scale.bar(project.due_on + DAY, standing.outlook.ends, y + 4, 5, "beyond", title))
    return found


def _due_title(project: Project) -> str:
    return _("%(project)s: due %(day)s") % {"project": project.name, "day": dates.shown(project.due_on)}


def one(project: Project, milestones: Sequence[Milestone], outlook: Outlook, baseline: Mapping[str, Any]) -> Chart:
    """The milestones of a project: baseline, plan with its slack, what is expected or was; what is critical stands out."""
    lines, today = outlook.by_key(), clock.today()
    days = [today, project.due_on, outlook.ends]
    for row in milestones:
        line = lines[row.key]
        days += [line.expected.start, line.expected.finish, row.start_on, row.finish_on]
        days += [dt.date.fromisoformat(day) for day in (baseline.get(row.key) or ())[:2]]
    scale, rows = _Scale(min(days), max(days)), []
    for at, row in enumerate(milestones):
        y = HEAD + at * TALL_ROW
        line = lines[row.key]
        rows.append(_milestone_row(scale, row, line, baseline.get(row.key), y))
    due_x = round(scale.x(project.due_on) + scale.a_day, 1)
    return Chart(rows, scale.ticks(), HEAD + len(rows) * TALL_ROW + 8, scale.within(today), due_x)


def _milestone_row(scale: _Scale, row: Milestone, line: Any, planned: Any, y: float) -> Row:
    late = line.slack is not None and line.slack < 0
    note = "" if line.slack is None else f"{line.slack:+}" if late else str(line.slack)
    found = Row(y, y + 18, _short(("◆ " if line.critical else "") + row.said), row.said, "", note, late)
    expected, latest = line.expected, line.latest
    if line.slack is not None and line.slack > 0:
        title = _("may slip until %(day)s") % {"day": dates.shown(latest.finish)}
        found.bars.append(scale.bar(expected.finish + DAY, latest.finish, y + 11, 3, "slack", title))
    kind = (
        "done"
        if row.state == "done"
        else "critical"
        if line.critical
        else "running"
        if row.state == "running"
        else "plan"
    )
    title = f"{row.said}: {expected.start} – {expected.finish}, {row.state_name}"
    found.bars.append(scale.bar(expected.start, expected.finish, y + 5, 14, kind, title))
    if planned:
        first, last = (dt.date.fromisoformat(day) for day in planned[:2])
        found.bars.append(
            scale.bar(first, last, y + 22, 5, "baseline", _("first plan: %(a)s – %(b)s") % {"a": first, "b": last})
        )
    return found


def _diamond(x: float, y: float) -> str:
    x = round(x, 1)
    return f"{x},{y - 6} {x + 5},{y} {x},{y + 6} {x - 5},{y}"


def _short(name: str) -> str:
    """A name that fits on the left; half-width letters count half."""
    wide = 0.0
    for at, sign in enumerate(name):
        wide += 1.0 if ord(sign) > 0x2E80 else 0.55
        if wide > LETTERS:
            return name[: at - 1] + "…"
    return name
