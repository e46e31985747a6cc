"""Who should have been tested on a day and wasn't: in numbers by enterprise, and by name where the reader may see the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign, Grid
from fugong.registry.models import Enterprise
from fugong.testing.models import Owing, Sample, TestTotal
from fugong.workforce.models import Person

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    day: dt.date
    kind: str
    text: str = ""
    grid: str = ""
    rule: str = ""  # key of a class of people
    lacking: bool = False

    @classmethod
    def of(cls, query: Any, campaign: Campaign) -> Wanted:
        """As the address says it; a day or test that isn't one is today's, or the one that figures count."""
        section = campaign.pack.testing
        kind = str(query.get("kind", ""))
        given = {name: str(query.get(name, ""))[:80] for name in ("text", "grid", "rule")}
        day = dates.asked(str(query.get("day", ""))) or clock.today()
        kind = kind if section.test(kind) else section.figure
        return cls(day=day, kind=kind, lacking=bool(query.get("lacking")), **given)

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.grid or self.rule or self.lacking)


def totals(
    user: User, campaign: Campaign, wanted: Wanted, permission: Permission = Permission.PERSON_VIEW
) -> QuerySet[TestTotal]:
    """The enterprises' totals of the day that the person sees, by enterprise."""
    rows = TestTotal.objects.visible_to(user, permission).filter(campaign=campaign, day=wanted.day, kind=wanted.kind)
    if wanted.text.strip():
        rows = rows.filter(enterprise__in=Enterprise.objects.matching(wanted.text).values("pk"))
    if (grid := numbers.asked(wanted.grid)) is not None:
        rows = rows.filter(enterprise__grid=grid)
    if wanted.lacking:
        rows = rows.filter(sampled__lt=F("owed"))
    return rows.order_by("enterprise_id")


@dataclass(frozen=True, slots=True)
class Summary:
    """A day in one look: the sums, and the same by grid and by class."""

    whole: dict[str, int]
    by_grid: list[dict[str, Any]]
    by_class: list[dict[str, Any]]
    as_of: dt.datetime | None
    """When it was counted; None where that was just now."""


def summary(user: User, campaign: Campaign, wanted: Wanted) -> Summary:
    """What a list comes to; in a large place kept for a while, with the moment (core.kept)."""
    rows = totals(user, campaign, wanted)
    scope = user.scope(Permission.PERSON_VIEW)
    every = scope.covers_area(campaign.jurisdiction.prefix) and not wanted.is_filtered
    found = kept.answer(
        "testing.day",
        (campaign.pk, wanted.day, wanted.kind, wanted.text, wanted.grid, wanted.lacking, scope.as_seen_by(user)),
        lambda: (whole(rows), _by_grid(rows), _by_class(campaign, None if every else rows, wanted)),
    )
    added, by_grid, by_class = found.value
    return Summary(added, _with_grids(by_grid), _with_classes(campaign, by_class), found.as_of)


def whole(rows: QuerySet[TestTotal]) -> dict[str, int]:
    """The sums over rows."""
    names = ("owed", "sampled", "extra", "negative", "positive")
    found: dict[str, int] = rows.order_by().aggregate(**{name: Coalesce(Sum(name), 0) for name in names})
    return found


def _by_grid(rows: QuerySet[TestTotal]) -> list[tuple[int | None, int, int]]:
    found = rows.order_by().values(grid=F("enterprise__grid")).annotate(owed_=Sum("owed"), sampled_=Sum("sampled"))
    return [(each["grid"], each["owed_"] or 0, each["sampled_"] or 0) for each in found]


def _with_grids(found: list[tuple[int | None, int, int]]) -> list[dict[str, Any]]:
    """Grid by grid; enterprises without one come last."""
    names = Grid.objects.in_bulk([grid for grid, _owed, _sampled in found if grid])
    made = [{"grid": names.get(grid or 0), "owed": owed, "sampled": sampled} for grid, owed, sampled in found if owed]
    return sorted(made, key=lambda each: (each["grid"] is None, str(each["grid"])))


def _by_class(campaign: Campaign, rows: QuerySet[TestTotal] | None, wanted: Wanted) -> list[tuple[str, int, int]]:
    """Of the enterprises of some totals, or of the whole campaign."""
    from django.db import connection, transaction

    values: dict[str, Any] = {"day": wanted.day, "campaign": campaign.pk, "kind": wanted.kind}
    only = ""
    if rows is not None:
        only = "AND o.enterprise_id = ANY(%(ids)s)"
        values["ids"] = list(rows.order_by().values_list("enterprise_id", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        if rows is None:
            cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(BY_CLASS.format(only=only), values)
        return [(key, owed, sampled) for key, owed, sampled in cursor.fetchall()]


def _with_classes(campaign: Campaign, found: list[tuple[str, int, int]]) -> list[dict[str, Any]]:
    """Class by class of people, as they were sorted on that day."""
    section = campaign.pack.workforce
    return [
        {
            "key": key,
            "name": (each.name if (each := section.class_(key)) else key or "—"),
            "owed": owed,
            "sampled": sampled,
        }
        for key, owed, sampled in found
    ]


BY_CLASS = """
SELECT o.class_key, count(*), count(*) FILTER (WHERE s.many >= o.times)
FROM testing_owing o
LEFT JOIN (
    SELECT enterprise_id, person_id, count(*) AS many FROM testing_sample
    WHERE day = %(day)s AND campaign_id = %(campaign)s AND kind = %(kind)s AND result <> 'invalid'
    GROUP BY enterprise_id, person_id
) s USING (enterprise_id, person_id)
WHERE o.day = %(day)s AND o.campaign_id = %(campaign)s AND o.kind = %(kind)s {only}
GROUP BY o.class_key ORDER BY count(*) DESC
"""


def missing(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """The people who owe the test and weren't sampled as often as they should, each with `owed_at`, by number."""
    seen = totals(user, campaign, wanted).filter(sampled__lt=F("owed"))
    return missing_at(campaign, wanted, seen.order_by().values("enterprise_id")).visible_to(user)


def missing_at(campaign: Campaign, wanted: Wanted, enterprises: Any) -> Any:
    """The same at enterprises, whoever asks."""
    taken = (
        Sample.objects.filter(
            enterprise_id=OuterRef("enterprise_id"), day=wanted.day, person_id=OuterRef("person_id"), kind=wanted.kind
        )
        .exclude(result="invalid")
        .order_by()
        .values("person_id")
    )
    from django.db.models import Count
    from django.db.models.fields import IntegerField

    owing = Owing.objects.filter(
        day=wanted.day, campaign_id=campaign.pk, kind=wanted.kind, enterprise_id__in=enterprises
    ).annotate(many=Coalesce(Subquery(taken.annotate(n=Count("at")).values("n"), output_field=IntegerField()), 0))
    owing = owing.filter(many__lt=F("times"))
    if wanted.rule:
        owing = owing.filter(class_key=wanted.rule)
    own = owing.filter(person_id=OuterRef("pk")).order_by().values("enterprise_id")[:1]
    rows = Person.objects.filter(Q(campaign=campaign), pk__in=owing.order_by().values("person_id"))
    return rows.annotate(owed_at=Subquery(own)).order_by("pk")


def sampled_at(campaign: Campaign, wanted: Wanted, enterprise: int, size: int, after: str) -> tuple[Page, int]:
    """Who was sampled at an enterprise and when, the last first, a page of them; and how many there are."""
    taken = Sample.objects.filter(
        enterprise_id=enterprise, day=wanted.day, kind=wanted.kind, campaign_id=campaign.pk
    ).exclude(result="invalid")
    at = dict(taken.order_by("at").values_list("person_id", "at"))
    last = sorted(at, key=lambda person: at[person], reverse=True)
    page = Page.placed(last, size, after)
    files = Person.objects.opened().in_bulk(page.rows)
    page.rows[:] = [(files[person], at[person]) for person in page.rows if person in files]
    return page, len(last)


def page(rows: QuerySet[Any], column: str, after: str, size: int = PAGE) -> Page:
    """One page of rows that are ordered by the unique number `column`."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(**{f"{column}__gt": last})
    taken = list(rows[: size + 1])
    shown = taken[:size]
    following = str(getattr(shown[-1], column)) if len(taken) > size else None
    return Page(shown, following, not after)
