"""How the authority answers: times to the first answer and to the solution, reopening, satisfaction, promises; one pass each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Avg, Count, DurationField, F, FloatField, Q, QuerySet

from fugong.core import clock
from fugong.demands import words
from fugong.demands.arrows import OPEN
from fugong.demands.lists import LATE, received
from fugong.demands.models import Demand
from fugong.places.models import Campaign
from fugong.resumption.models import Promise

if TYPE_CHECKING:
    from fugong.accounts.models import User


class Quantile(Aggregate):
    """The value below which a share of the durations lies."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page: durations in hours, rates as (numerator, denominator)."""

    key: str
    name: str
    many: int
    open: int
    overdue: int
    answered: int
    first_half: float | None
    first_nine: float | None
    solved: int
    solved_half: float | None
    solved_nine: float | None
    reopened: int
    rated: int
    stars: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it."""

    whole: Line
    by_category: list[Line]
    by_department: list[Line]
    by_source: list[Line]
    kept: int
    due: int


def of(user: User, campaign: Campaign, since: str = "", until: str = "") -> Report:
    """Over the demands that the person sees and that came in between the two days (YYYY-MM-DD, both included; empty: no bound).

    Parts of split ones count with their whole. Promises count by the day on which they were due.
    """
    rows = received(Demand.objects.visible_to(user).filter(campaign=campaign), since, until)
    wholes = rows.filter(parent=None)
    pack = campaign.pack
    categories = {each.key: str(each.name) for each in pack.demands.known}
    answered = rows.exclude(state="split").filter(parts=None)
    kept, due = promises(user, campaign, since, until)
    return Report(
        whole=_lines(wholes, None, {})[0],
        by_category=_lines(wholes, "category", categories),
        by_department=[
            _named(line, words.department(pack, line.key) if line.key else words.answerer(pack, _Nobody()))
            for line in _lines(answered, "lead", {})
        ],
        by_source=_lines(wholes, "source", {each.value: str(each.label) for each in _sources()}),
        kept=kept,
        due=due,
    )


def promises(user: User, campaign: Campaign, since: str = "", until: str = "") -> tuple[int, int]:
    """(kept in time, all that were kept or fell due) of the promises about demands."""
    moment = clock.now()
    rows = Promise.objects.visible_to(user).filter(campaign=campaign, about_kind="demand", dropped_at=None)
    counted = received(rows, since, until, "due_at")
    due = Q(kept_at__isnull=False) | Q(due_at__lte=moment)
    found = counted.aggregate(kept=Count("pk", filter=Q(kept_at__lte=F("due_at"))), due=Count("pk", filter=due))
    return found["kept"], found["due"]


class _Nobody:
    lead = post = ""


def _sources() -> Any:
    from fugong.demands.models import Source

    return Source


def _lines(rows: QuerySet[Any], by: str | None, names: dict[str, str]) -> list[Line]:
    moment = clock.now()
    first, solved = F("first_answered_at") - F("received_at"), F("solved_at") - F("received_at")
    counts = {
        "many": Count("pk"),
        "open": Count("pk", filter=Q(state__in=OPEN)),
        "overdue": Count("pk", filter=Q(state__in=LATE, due_at__lt=moment)),
        "answered": Count("pk", filter=Q(first_answered_at__isnull=False)),
        "first_half": Quantile(first, 0.5),
        "first_nine": Quantile(first, 0.9),
        "solved": Count("pk", filter=Q(solved_at__isnull=False)),
        "solved_half": Quantile(solved, 0.5),
        "solved_nine": Quantile(solved, 0.9),
        "reopened": Count("pk", filter=Q(reopened__gt=0)),
        "rated": Count("stars"),
        "stars_mean": Avg("stars", output_field=FloatField()),
    }
    if by is None:
        return [_line("", "", rows.order_by().aggregate(**counts))]
    found = rows.order_by().values(by).annotate(**counts)
    lines = [_line(each[by], names.get(each[by], each[by]), each) for each in found]
    return sorted(lines, key=lambda line: (-line.many, line.key))


def _line(key: str, name: str, found: dict[str, Any]) -> Line:
    counted = ("many", "open", "overdue", "answered", "solved", "reopened", "rated")
    values: dict[str, Any] = {each: found[each] for each in counted}
    values |= {each: _hours(found[each]) for each in ("first_half", "first_nine", "solved_half", "solved_nine")}
    return Line(key=key, name=name, stars=found["stars_mean"], **values)


def _named(line: Line, name: str) -> Line:
    values = {slot: getattr(line, slot) for slot in Line.__slots__}
    return Line(**{**values, "name": name})


def _hours(length: Any) -> float | None:
    return round(length.total_seconds() / 3600, 1) if length is not None else None
