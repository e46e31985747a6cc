"""The route board: at which post how many filings stand, and how late; and what came in today and is still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q, QuerySet

from fugong.core import clock, kept
from fugong.places.models import Campaign
from fugong.resumption import lists
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.models.filing import StepState
from fugong.resumption.words import DO

if TYPE_CHECKING:
    from fugong.accounts.models import User


@dataclass
class Column:
    """One post's step on a route: how many wait there, by lateness, and the filing that has waited longest."""

    post: str
    post_name: str
    name: str
    late: int = 0
    soon: int = 0
    later: int = 0
    oldest: list[FilingStep] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.late + self.soon + self.later


@dataclass
class Lane:
    """A route with its columns, from filing to approval."""

    key: str
    name: str
    columns: list[Column]

    @property
    def total(self) -> int:
        return sum(column.total for column in self.columns)


def lanes(user: User, campaign: Campaign) -> list[Lane]:
    """Every route of the pack in force, with what the person sees standing there. Three queries, however many filings."""
    pack = campaign.pack
    names = {post.key: str(post.name) for post in pack.registry.posts}
    steps = _open(user, campaign)
    rows = kept.lately("board", lambda: kept.asked(steps), lambda: list(_counts(steps)), _standing)
    counted: dict[tuple[str, int], dict[str, int]] = {(row["filing__route"], row["place"]): row for row in rows}
    oldest = _oldest(user, campaign)
    found = []
    for route in pack.resumption.routes:
        columns = []
        for place, step in enumerate(route.steps):
            row: dict[str, int] = counted.get((route.key, place), {})
            columns.append(
                Column(
                    post=step.post,
                    post_name=names.get(step.post, step.post),
                    name=str(step.name or DO[step.do]),
                    late=row.get("late", 0),
                    soon=row.get("soon", 0),
                    later=row.get("later", 0),
                    oldest=oldest.get((route.key, place), []),
                )
            )
        found.append(Lane(route.key, str(route.name), columns))
    return found


def same_day(user: User, campaign: Campaign) -> dict[str, QuerySet[Filing]]:
    """What was filed today: decided within the day, still open, and what stands from earlier days (当天申请、当天审批)."""
    rows = Filing.objects.visible_to(user).filter(campaign=campaign, filed_at__isnull=False).exclude(state="replaced")
    return {name: rows.filter(which).order_by("filed_at", "pk") for name, which in _of_the_day().items()}


def counted_today(user: User, campaign: Campaign) -> dict[str, int]:
    """How many `same_day` holds of each, in one statement."""
    rows = Filing.objects.visible_to(user).filter(campaign=campaign, filed_at__isnull=False).exclude(state="replaced")
    which = _of_the_day()
    rows = rows.filter(which["open"] | which["decided"] | which["older"])
    counted: dict[str, int] = rows.aggregate(**{name: Count("pk", filter=each) for name, each in which.items()})
    return counted


def _of_the_day() -> dict[str, Q]:
    midnight = clock.at(clock.today())
    today = Q(filed_at__gte=midnight)
    return {
        "open": today & Q(state="filed"),
        "decided": today & ~Q(state="filed"),
        "older": Q(filed_at__lt=midnight, state="filed"),
    }


def _open(user: User, campaign: Campaign) -> QuerySet[FilingStep]:
    seen = Filing.objects.visible_to(user).filter(campaign=campaign, state__in=["filed", "approved"])
    return FilingStep.objects.filter(state=StepState.OPEN, filing__in=seen)


def _counts(steps: QuerySet[FilingStep]) -> Any:
    late, soon = lists.due_within("late"), lists.due_within("soon")
    return (
        steps.order_by()
        .values("filing__route", "place")
        .annotate(
            late=Count("pk", filter=late),
            soon=Count("pk", filter=soon),
            later=Count("pk", filter=~late & ~soon | Q(due_at=None)),
            first=Min("due_at"),
        )
    )


def _standing(rows: list[dict[str, int]]) -> int:
    return sum(row["late"] + row["soon"] + row["later"] for row in rows)


def _oldest(user: User, campaign: Campaign) -> dict[tuple[str, int], list[FilingStep]]:
    """The few that wait longest in each column."""
    found: dict[tuple[str, int], list[FilingStep]] = {}
    steps = _open(user, campaign).select_related("filing__enterprise").order_by(F("due_at").asc(nulls_last=True), "pk")
    shown = steps.only("filing", "place", "due_at", "filing__route", "filing__enterprise__name")
    for step in shown[:200]:
        column = found.setdefault((step.filing.route, step.place), [])
        if len(column) < 3:
            column.append(step)
    return found
