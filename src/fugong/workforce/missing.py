"""Who owes a report today: by person for one enterprise, by enterprise for an area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.policy.pack import Pack
from fugong.registry.models import Enterprise
from fugong.workforce.arrows import HERE
from fugong.workforce.models import Employment, HealthReport, Person

if TYPE_CHECKING:
    from fugong.accounts.models import User


@dataclass(frozen=True, slots=True)
class Given:
    """What one person reported today: the windows that were met, how often, and the last temperature (tenths)."""

    met: frozenset[int]
    times: int
    last: int | None


def begun(pack: Pack) -> int:
    """How many of the day's reports can be asked for by now."""
    health = pack.workforce.health
    if not health.windows:
        return health.times
    now = clock.local(clock.now()).strftime("%H:%M")
    return sum(1 for window in health.windows if window.begin <= now)


def of_enterprise(campaign: Campaign, enterprise: Enterprise, day: dt.date | None = None) -> dict[int, Given]:
    """Person → what was reported on a day. People who aren't in it reported nothing."""
    day = day or clock.today()
    windows = campaign.pack.workforce.health.windows
    rows = HealthReport.objects.filter(enterprise_id=enterprise.pk, day=day, campaign_id=campaign.pk)
    found: dict[int, list[tuple[dt.datetime, int | None]]] = {}
    for person, at, temperature in rows.order_by("at").values_list("person_id", "at", "temperature"):
        found.setdefault(person, []).append((at, temperature))
    return {
        person: Given(
            frozenset(n for at, _t in said for n, each in enumerate(windows) if each.begin <= _hour(at) <= each.end),
            len(said),
            next((temperature for _at, temperature in reversed(said) if temperature is not None), None),
        )
        for person, said in found.items()
    }


def latest(campaign: Campaign, people: Iterable[Any]) -> None:
    """Gives each person of a page `reading`: (when, degrees) of today's last one, or None. One query; people have `works`."""
    people = list(people)
    enterprises = {0, *(work.enterprise_id for person in people for work in person.works)}
    rows = HealthReport.objects.filter(
        enterprise_id__in=enterprises, day=clock.today(), person_id__in=[person.pk for person in people],
        campaign_id=campaign.pk,
    )  # fmt: skip
    found = {
        person: (at, "" if tenths is None else f"{tenths / 10:.1f}")
        for person, at, tenths in rows.order_by("at").values_list("person_id", "at", "temperature")
    }
    for person in people:
        person.reading = found.get(person.pk)


def owes(given: Given | None, pack: Pack) -> int:
    """How many reports a person owes by now."""
    asked = begun(pack)
    if given is None:
        return asked
    return max(asked - (len(given.met) if pack.workforce.health.windows else given.times), 0)


def people_of(campaign: Campaign, enterprise: Enterprise) -> Any:
    """Those on the enterprise's list who are here."""
    works = Employment.objects.current().filter(enterprise=enterprise, campaign=campaign)
    return Person.objects.opened().filter(pk__in=works.values("person"), state__in=HERE)


def enterprises(user: User, campaign: Campaign, day: dt.date) -> Any:
    """Enterprises with people here, each with `expected`, `reported`, `complete`, `exceptions` of a day; most missing first.

    `missing` are those who owe a report by now: in the morning nobody owes the evening's.
    """
    seen = Enterprise.objects.visible_to(user, Permission.PERSON_VIEW)
    here = Employment.objects.current().filter(campaign=campaign, enterprise=OuterRef("pk"), person__state__in=HERE)
    counted = here.order_by().values("enterprise").annotate(n=Count("pk")).values("n")
    of_day = Q(health_totals__day=day, health_totals__campaign=campaign)  # at most one row of each enterprise
    rows = seen.filter(enrolments__campaign=campaign).annotate(
        total=FilteredRelation("health_totals", condition=of_day),
        expected=Subquery(counted, output_field=IntegerField()),
        reported=Coalesce("total__reported", 0),
        complete=Coalesce("total__complete", 0),
        exceptions=Coalesce("total__exceptions", 0),
    )
    return rows.filter(Q(expected__gt=0)).annotate(missing=_missing(campaign.pack, day)).order_by("-missing", "pk")


def _missing(pack: Pack, day: dt.date) -> Any:
    times = pack.workforce.health.times
    asked = times if day < clock.today() else begun(pack)
    if not asked:
        return Value(0)
    given = (
        F("complete") if asked >= times else F("reported")
    )  # of three a day, whoever gave one of two isn't counted yet
    return Greatest(F("expected") - given, 0)


def day_sums(user: User, campaign: Campaign, day: dt.date) -> dict[str, int]:
    """The same added up over all that the reader sees."""
    rows = enterprises(user, campaign, day).order_by()
    query, parameters = rows.values("expected", "reported", "complete", "exceptions").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(expected), 0), coalesce(sum(least(reported, expected)), 0),"  # noqa: S608 (a query of our own)
            " coalesce(sum(least(complete, expected)), 0), coalesce(sum(exceptions), 0)"
            f" FROM ({query}) each",
            parameters,
        )
        sums = cursor.fetchone()
    return dict(zip(("expected", "reported", "complete", "exceptions"), map(int, sums), strict=True))


def _hour(at: dt.datetime) -> str:
    return clock.local(at).strftime("%H:%M")
