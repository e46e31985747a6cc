"""Who should have been tested on a day and wasn't: in numbers by enterprise, and by name where the reader may see the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
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
        given = {name: str(query.get(name, ""))[:80].replace("\x00", "") for name in ("text", "grid", "rule")}
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


def whole(rows: QuerySet[TestTotal]) -> dict[str, int]:
    """The sums over rows."""
    names = ("owed", "sampled", "extra", "negative", "positive")
    found: dict[str, int] = rows.order_by().aggregate(**{name: Coalesce(Sum(name), 0) for name in names})
    return found


def by_grid(rows: QuerySet[TestTotal]) -> list[dict[str, Any]]:
    """Grid by grid; enterprises without one come last."""
    found = rows.order_by().values(grid=F("enterprise__grid")).annotate(owed_=Sum("owed"), sampled_=Sum("sampled"))
    names = Grid.objects.in_bulk([each["grid"] for each in found if each["grid"]])
    made = [
        {"grid": names.get(each["grid"]), "owed": each["owed_"] or 0, "sampled": each["sampled_"] or 0}
        for each in found
    ]
    return sorted((each for each in made if each["owed"]), key=lambda each: (each["grid"] is None, str(each["grid"])))


def by_class(campaign: Campaign, rows: QuerySet[TestTotal], wanted: Wanted) -> list[dict[str, Any]]:
    """Class by class of people, as they were sorted on that day."""
    from django.db import connection

    ids = list(rows.order_by().values_list("enterprise_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(BY_CLASS, {"day": wanted.day, "campaign": campaign.pk, "kind": wanted.kind, "ids": ids})
        found = cursor.fetchall()
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
WHERE o.day = %(day)s AND o.campaign_id = %(campaign)s AND o.kind = %(kind)s AND o.enterprise_id = ANY(%(ids)s)
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


def page(rows: QuerySet[Any], column: str, after: str, size: int = PAGE) -> Page:
    """One page of rows that are ordered by the unique number `column`."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(**{f"{column}__gt": last})
    taken = list(rows[: size + 1])
    shown = taken[:size]
    following = str(getattr(shown[-1], column)) if len(taken) > size else None
    return Page(shown, following, not after)
