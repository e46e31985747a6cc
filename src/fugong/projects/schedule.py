"""A schedule counted back from its due day: latest and earliest days, slack, what is critical, what slips if this slips. Pure.

A step takes whole days, both ends included: one day from Monday ends on Monday. A working step begins and ends on working days
of the place's calendar and counts only those; any other counts every day. Whatever follows begins at the earliest on the day after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

DAY = dt.timedelta(days=1)
FURTHEST = 20_000
"""Days that are looked through before a calendar is taken to have no working day left."""


class Calendar(Protocol):
    """Which days count."""

    def is_working_day(self, day: dt.date) -> bool: ...


class Cycle(ValueError):
    """Steps that wait for each other; `keys` names them in their order, each waiting for the one before."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(" → ".join([*keys, keys[0]]))
        self.keys = tuple(keys)


class Unknown(ValueError):
    """A step waits for one that there isn't."""

    def __init__(self, key: str, after: str) -> None:
        super().__init__(f"{key}: {after}")
        self.key, self.after = key, after


class TooFar(ValueError):
    """The calendar has no working day within reach."""


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone with what leads to it: `days` ≥ 1; `after` names the steps that must be over; actual days where known."""

    key: str
    days: int
    working: bool = True
    after: tuple[str, ...] = ()
    started: dt.date | None = None
    finished: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    start: dt.date
    finish: dt.date


@dataclass(frozen=True, slots=True)
class Line:
    """How one step stands: when it is expected, when it must be at the latest, and how many of its own days lie between.

    `slack` counts days by which it may slip without the due day being missed (negative: it is already too late by so many);
    `free` those without the end that is expected moving. Of a finished step both are None, and `latest` is its own days.
    """

    step: Step
    expected: Span
    latest: Span
    slack: int | None
    free: int | None

    @property
    def critical(self) -> bool:
        """One day more, and the whole ends later."""
        return self.free == 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """A whole schedule as it stands: `lines` in an order in which each comes after what it waits for."""

    lines: tuple[Line, ...]
    ends: dt.date
    due: dt.date

    @property
    def missed_by(self) -> int:
        """Days by which the due day is missed; 0 or less: it holds."""
        return (self.ends - self.due).days

    def by_key(self) -> dict[str, Line]:
        return {line.step.key: line for line in self.lines}


@dataclass(frozen=True, slots=True)
class Slip:
    """What follows if a step slips: each other step's days of delay with its new last day, and how late the whole is then."""

    moved: tuple[tuple[str, int, dt.date], ...]
    ends: dt.date
    missed_by: int


def ordered(steps: Iterable[Step]) -> list[Step]:
    """Each after what it waits for, otherwise as given. Raises Unknown or Cycle."""
    known = {step.key: step for step in steps}
    for step in known.values():
        for key in step.after:
            if key not in known:
                raise Unknown(step.key, key)
    found: dict[str, Step] = {}
    while len(found) < len(known):
        ready = [each for each in known.values() if each.key not in found and all(key in found for key in each.after)]
        if not ready:
            raise Cycle(_cycle({key: step for key, step in known.items() if key not in found}))
        found |= {step.key: step for step in ready}
    return list(found.values())


def _cycle(left: Mapping[str, Step]) -> list[str]:
    """A ring among steps of which each waits for another of them, from the one that comes first as given."""
    path: list[str] = [next(iter(left))]
    while True:
        before = next(key for key in left[path[-1]].after if key in left)
        if before in path:
            ring = path[path.index(before) :][::-1]
            first = min(ring, key=list(left).index)
            at = ring.index(first)
            return ring[at:] + ring[:at]
        path.append(before)


def latest(steps: Iterable[Step], due: dt.date, calendar: Calendar) -> dict[str, Span]:
    """Counted back: the latest days of each step so that everything is over on the due day."""
    order = ordered(steps)
    bound = {step.key: due for step in order}
    found: dict[str, Span] = {}
    for step in reversed(order):
        span = back(bound[step.key], step.days, calendar if step.working else None)
        found[step.key] = span
        for key in step.after:
            bound[key] = min(bound[key], span.start - DAY)
    return found


def expected(steps: Iterable[Step], begin: dt.date, today: dt.date, calendar: Calendar) -> dict[str, Span]:
    """Counted forward: what is over stays where it was, what runs ends no earlier than today, all else as early as it may."""
    found: dict[str, Span] = {}
    for step in ordered(steps):
        found[step.key] = _expected(step, [found[key].finish for key in step.after], begin, today, calendar)
    return found


def _expected(step: Step, before: list[dt.date], begin: dt.date, today: dt.date, calendar: Calendar) -> Span:
    days = calendar if step.working else None
    if step.finished is not None:
        return Span(min(step.started or step.finished, step.finished), step.finished)
    if step.started is not None:
        found = ahead(step.started, step.days, days)
        return Span(step.started, max(found.finish, last_from(today, days)))
    return ahead(max([begin, today, *(finish + DAY for finish in before)]), step.days, days)


def outlook(steps: Sequence[Step], due: dt.date, begin: dt.date, today: dt.date, calendar: Calendar) -> Outlook:
    """Both passes together, with slack against the due day and against the end that is expected."""
    order = ordered(steps)
    early = expected(order, begin, today, calendar)
    ends = max((span.finish for span in early.values()), default=due)
    late, free = latest(order, due, calendar), latest(order, ends, calendar)
    lines = []
    for step in order:
        key, days = step.key, calendar if step.working else None
        if step.finished is not None:
            lines.append(Line(step, early[key], early[key], None, None))
            continue
        finish = early[key].finish
        slack, spare = between(finish, late[key].finish, days), between(finish, free[key].finish, days)
        lines.append(Line(step, early[key], late[key], slack, max(0, spare)))
    return Outlook(tuple(lines), ends, due)


def slip(
    steps: Sequence[Step], key: str, by: int, due: dt.date, begin: dt.date, today: dt.date, calendar: Calendar
) -> Slip:
    """What moves if the step `key` takes `by` of its own days more than expected."""
    order = ordered(steps)
    early = expected(order, begin, today, calendar)
    chosen = next(step for step in order if step.key == key)
    days = calendar if chosen.working else None
    end = early[key].finish if by <= 0 else ahead(early[key].finish + DAY, by, days).finish
    fixed = replace(chosen, started=early[key].start, finished=end)
    then = expected([fixed if step.key == key else step for step in order], begin, today, calendar)
    moved = [
        (step.key, (then[step.key].finish - early[step.key].finish).days, then[step.key].finish)
        for step in order
        if step.key != key and then[step.key].finish > early[step.key].finish
    ]
    ends = max((span.finish for span in then.values()), default=due)
    return Slip(tuple(moved), ends, (ends - due).days)


# -- days ---------------------------------------------------------------------------------------------------------


def ahead(first: dt.date, days: int, calendar: Calendar | None) -> Span:
    """`days` days from `first` on; with a calendar, only its working days, beginning at the first of them."""
    if calendar is None:
        return Span(first, first + (days - 1) * DAY)
    counted = _counted(first, 1, calendar)
    start = finish = next(counted)
    for _each in range(days - 1):
        finish = next(counted)
    return Span(start, finish)


def back(last: dt.date, days: int, calendar: Calendar | None) -> Span:
    """`days` days that end on `last`, or on the last working day before it."""
    if calendar is None:
        return Span(last - (days - 1) * DAY, last)
    counted = _counted(last, -1, calendar)
    start = finish = next(counted)
    for _each in range(days - 1):
        start = next(counted)
    return Span(start, finish)


def last_from(day: dt.date, calendar: Calendar | None) -> dt.date:
    """The day itself, or the working day after it."""
    return day if calendar is None else next(_counted(day, 1, calendar))


def between(one: dt.date, other: dt.date, calendar: Calendar | None) -> int:
    """Days by which `one` must slip to be on `other`: counted days after `one` up to `other`; negative where `other` is earlier."""
    low, high = min(one, other), max(one, other)
    if calendar is None:
        count = (high - low).days
    else:
        count = sum(calendar.is_working_day(low + at * DAY) for at in range(1, (high - low).days + 1))
    return count if other >= one else -count


def _counted(day: dt.date, step: int, calendar: Calendar) -> Iterator[dt.date]:
    idle = 0
    while idle < FURTHEST:
        if calendar.is_working_day(day):
            idle = 0
            yield day
        else:
            idle += 1
        try:
            day += step * DAY
        except OverflowError:
            break
    raise TooFar


def non_working(day: dt.date, calendar: Calendar) -> tuple[dt.date, dt.date] | None:
    """The working days before and after a day that is none; None where it is one."""
    if calendar.is_working_day(day):
        return None
    return next(_counted(day, -1, calendar)), next(_counted(day, 1, calendar))
