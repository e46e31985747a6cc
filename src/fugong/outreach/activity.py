"""What goes on in groups, counted: questions, replies, time to the first reply. Each number opens the threads it counts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q

from fugong.core import clock

DAY = dt.timedelta(days=1)


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


def sums(threads: Any) -> dict[str, Any]:
    """Questions, answered, waiting, overdue, handed on; mean time to the first reply (None where there is none)."""
    return questions(threads).order_by().aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=~Q(answered_at=None)),
        waiting=Count("pk", filter=Q(state="open")),
        overdue=Count("pk", filter=Q(state="open", due_at__lt=clock.now())),
        handed_on=Count("pk", filter=Q(state="handed_on")),
        in_hour=Count("pk", filter=~Q(hour="")),
        wait=Avg(F("first_reply_at") - F("begun_at")),
    )  # fmt: skip


def askers(threads: Any, most: int = 10) -> list[dict[str, Any]]:
    """Who asks most."""
    rows = questions(threads).order_by().values("enterprise", "enterprise__name").annotate(asked=Count("pk"))
    return list(rows.order_by("-asked", "enterprise")[:most])
