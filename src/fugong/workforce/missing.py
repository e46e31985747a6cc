"""Who owes a report today: by person for one enterprise, by enterprise for an area."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from fugong.accounts.permissions import Permission
from fugong.core import clock, kept
from fugong.places.models import Campaign
from fugong.policy.pack import Pack
from fugong.registry.models import Enterprise
from fugong.workforce.arrows import HERE, PERSON
from fugong.workforce.models import Employment, HealthReport, HealthTotal, Person

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


def _asked(pack: Pack, day: dt.date) -> int:
    """How many of a day's reports can be asked for: in the morning nobody owes the evening's."""
    return pack.workforce.health.times if day < clock.today() else begun(pack)


class Counted(NamedTuple):
    """One enterprise's day. `missing`: people who owe a report by now."""

    enterprise: int
    expected: int
    reported: int
    complete: int
    exceptions: int
    missing: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of all that a reader sees: its sums, and the enterprises with people here, most missing first."""

    sums: dict[str, int]
    enterprises: array[int]
    as_of: dt.datetime | None = None
    """When it was counted; None where that was just now."""


def of_day(user: User, campaign: Campaign, day: dt.date) -> Day:
    """A day at a glance; in a large place kept for a while, with the moment (core.kept)."""

    def add_up() -> tuple[dict[str, int], array[int]]:
        rows = counted(user, campaign, day)
        sums = {
            "expected": sum(each.expected for each in rows),
            "reported": sum(min(each.reported, each.expected) for each in rows),
            "complete": sum(min(each.complete, each.expected) for each in rows),
            "exceptions": sum(each.exceptions for each in rows),
        }
        return sums, array("q", [each.enterprise for each in rows])

    asked = _asked(campaign.pack, day)
    seen = user.scope(Permission.PERSON_VIEW).as_seen_by(user)
    found = kept.answer("workforce.day", (campaign.pk, day, asked, seen), add_up)
    return Day(*found.value, found.as_of)


def counted(user: User, campaign: Campaign, day: dt.date, only: Sequence[int] | None = None) -> list[Counted]:
    """Enterprises with people here (`only` of these), most missing first. Two queries."""
    seen = Enterprise.objects.visible_to(user, Permission.PERSON_VIEW).filter(enrolments__campaign=campaign)
    totals = HealthTotal.objects.visible_to(user, Permission.PERSON_VIEW).filter(campaign=campaign, day=day)
    if only is not None:
        seen, totals = seen.filter(pk__in=only), totals.filter(enterprise__in=only)
    try:
        query, parameters = seen.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # nothing can be seen, or nothing is asked for
        return []
    scope = user.scope(Permission.PERSON_VIEW)
    few = only is not None or not (scope.everything or scope.areas)  # looked up singly; of an area everybody is counted
    within = parameters if few else ()
    with connection.cursor() as cursor:
        cursor.execute(
            PEOPLE_HERE.format(seen=query, few=f"AND enterprise_id IN ({query})" if few else ""),
            [campaign.pk, *within, campaign.pk, [*(set(PERSON.states) - set(HERE))], *within, *parameters],
        )
        here = dict(cursor.fetchall())
    given = {
        enterprise: numbers
        for enterprise, *numbers in totals.values_list("enterprise_id", "reported", "complete", "exceptions")
    }
    asked, times = _asked(campaign.pack, day), campaign.pack.workforce.health.times
    found = []
    for enterprise, expected in here.items():
        reported, complete, exceptions = given.get(enterprise, NOBODY)
        lacking = max(expected - (complete if asked >= times else reported), 0) if asked else 0
        found.append(Counted(enterprise, expected, reported, complete, exceptions, lacking))
    return sorted(found, key=lambda each: (-each.missing, each.enterprise))


NOBODY = (0, 0, 0)
PEOPLE_HERE = """
SELECT w.enterprise_id, w.many - coalesce(away.many, 0) FROM (
    SELECT enterprise_id, count(*) AS many FROM workforce_employment
    WHERE campaign_id = %s AND left_on IS NULL {few} GROUP BY enterprise_id
) w
LEFT JOIN (
    SELECT enterprise_id, count(*) AS many FROM workforce_person p
    JOIN workforce_employment e ON e.person_id = p.id AND e.left_on IS NULL
    WHERE p.campaign_id = %s AND p.state = ANY(%s) {few} GROUP BY enterprise_id
) away USING (enterprise_id)
WHERE w.many > coalesce(away.many, 0) AND w.enterprise_id IN ({seen})
"""
"""Everybody on the lists but those who aren't here: the latter are few, and the former stand in an index."""


def _hour(at: dt.datetime) -> str:
    return clock.local(at).strftime("%H:%M")
