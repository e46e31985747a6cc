"""What goes on in groups, counted: questions, replies, time to the first reply. Each number opens the threads it counts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q

from fugong.core import clock

DAY = dt.timedelta(days=1)
DAYS = 30
"""How many days the numbers reach back."""


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day: questions asked, of them answered by now, of them asked in an hour online."""

    day: dt.date
    asked: int
    answered: int
    in_hour: int
    share: int = 0


def questions(threads: Any) -> Any:
    """Those of the threads that enterprises began."""
    return threads.exclude(enterprise=None)


def by_day(threads: Any, days: int) -> list[Day]:
    """The last days, today first, with those on which nothing was asked; `share` is the bar's length in per cent."""
    first = clock.today() - (days - 1) * DAY
    rows = questions(threads).filter(day__gte=first).order_by().values("day").annotate(
        asked=Count("pk"), answered=Count("pk", filter=~Q(answered_at=None)), in_hour=Count("pk", filter=~Q(hour="")),
    )  # fmt: skip
    found = {row["day"]: row for row in rows}
    most = max((row["asked"] for row in found.values()), default=0)
    return [
        Day(day, row["asked"], row["answered"], row["in_hour"], row["asked"] * 100 // most)
        if (row := found.get(day))
        else Day(day, 0, 0, 0)
        for day in (clock.today() - back * DAY for back in range(days))
    ]


def counted() -> dict[str, Q]:
    """What the numbers of the last days count: the same condition gives the number and its rows."""
    return {
        "asked": Q(),
        "solved": ~Q(answered_at=None),
        "waiting": Q(state="open"),
        "overdue": Q(state="open", due_at__lt=clock.now()),
        "handed_on": Q(state="handed_on"),
        "in_hour": ~Q(hour=""),
    }


def rows(threads: Any, key: str) -> Any:
    """The questions of the last days that a number counts."""
    return _lately(threads).filter(counted()[key])


def _lately(threads: Any) -> Any:
    return questions(threads).filter(day__gt=clock.today() - DAYS * DAY)


def sums(threads: Any) -> dict[str, Any]:
    """The numbers by key, and `wait`, the mean time to the first reply (None where there is none)."""
    asked = {key: Count("pk", filter=where) if where else Count("pk") for key, where in counted().items()}
    return _lately(threads).order_by().aggregate(**asked, wait=Avg(F("first_reply_at") - F("begun_at")))


def askers(threads: Any, most: int = 10) -> list[dict[str, Any]]:
    """Who asks most."""
    rows = questions(threads).order_by().values("enterprise", "enterprise__name").annotate(asked=Count("pk"))
    return list(rows.order_by("-asked", "enterprise")[:most])
