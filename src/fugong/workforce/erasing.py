"""What goes when its last day is over, or a person asks, or the campaign is wound down. Other rooms say what they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from fugong.channels.models import Message
from fugong.core import clock
from fugong.workforce.models import CampaignKey, DataKey, Employment, HealthCase, Person
from fugong.workforce.partitions import DAILY

if TYPE_CHECKING:
    from fugong.places.models import Campaign

Counts = dict[str, int]
"""Kind of record → how many were erased."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a room holds about people, and how it goes."""

    kind: str
    before: Callable[[Campaign, dt.date], Counts]
    """Erases records of this kind older than the day."""
    people: Callable[[Iterable[int]], Counts]
    """Erases all about these people."""
    tables: tuple[str, ...] = ()
    """Whose pages are given back after an erasure."""
    asked: Callable[[Iterable[int]], Counts] | None = None
    """Erases what these people have here besides, with a consent and a last day of its own: only where they ask for it."""


_sources: list[Source] = []


def register(
    *,
    kind: str,
    before: Callable[..., Counts],
    people: Callable[..., Counts],
    tables: tuple[str, ...] = (),
    asked: Callable[..., Counts] | None = None,
) -> None:
    """Has a room's records erased with the others; `kind` is one of the pack's kinds of record."""
    if kind not in {each.kind for each in _sources}:
        _sources.append(Source(kind, before, people, tables, asked))


def tables() -> tuple[str, ...]:
    """The rooms' tables whose pages are given back after an erasure."""
    return tuple(table for source in _sources for table in source.tables)


def due(campaign: Campaign) -> Counts:
    """Erases what is past its last day in one campaign. Call it inside a transaction."""
    today, rules = clock.today(), campaign.pack.workforce
    counts: Counts = {}
    _add(counts, health_before(campaign, today - dt.timedelta(days=rules.keeps("health"))))
    for source in _sources:
        _add(counts, source.before(campaign, today - dt.timedelta(days=rules.keeps(source.kind))))
    last = today - dt.timedelta(days=rules.keeps("person"))
    while some := list(
        Person.objects.filter(campaign=campaign, state="left", left_on__lt=last).values_list("pk", flat=True)[:2_000]
    ):
        _add(counts, people(some))
    return counts


def everything(campaign: Campaign) -> Counts:
    """All files of a campaign, their records, and the key by which they were found."""
    counts: Counts = {}
    while some := list(Person.objects.filter(campaign=campaign).values_list("pk", flat=True)[:2_000]):
        _add(counts, people(some))
    tomorrow = clock.today() + dt.timedelta(days=1)
    _add(counts, health_before(campaign, tomorrow))
    for source in _sources:
        _add(counts, source.before(campaign, tomorrow))
    held = CampaignKey.objects.filter(campaign=campaign).first()
    if held is not None:
        key = held.key_id
        held.delete()
        _add(counts, {"keys": DataKey.objects.filter(pk=key).delete()[0]})
    return counts


def on_request(ids: Iterable[int]) -> Counts:
    """Everything about people who ask for it, also what is kept of them apart from their files."""
    ids = list(ids)
    counts: Counts = {}
    for source in _sources:
        if source.asked is not None:
            _add(counts, source.asked(ids))
    _add(counts, people(ids))
    return counts


def people(ids: Iterable[int]) -> Counts:
    """Everything about these people, their keys first of all."""
    ids = list(ids)
    counts: Counts = {}
    for source in _sources:
        _add(counts, source.people(ids))
    works = list(Employment.objects.filter(person__in=ids).values_list("enterprise_id", flat=True).distinct())
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM workforce_healthreport WHERE enterprise_id = ANY(%s) AND person_id = ANY(%s)",
            [[0, *works], ids],
        )
        _add(counts, {"health": cursor.rowcount})
    _add(counts, {"health": HealthCase.objects.filter(person__in=ids).delete()[0]})
    keys = list(Person.objects.filter(pk__in=ids).values_list("key_id", flat=True))
    Message.objects.filter(about_kind="person", about_key__in=[str(each) for each in ids]).delete()
    Employment.objects.filter(person__in=ids).delete()
    gone = Person.objects.filter(pk__in=ids)._raw_delete("default")  # type: ignore[attr-defined]
    DataKey.objects.filter(pk__in=keys)._raw_delete("default")  # type: ignore[attr-defined]
    _add(counts, {"person": gone, "keys": len(keys)})
    return counts


def health_before(campaign: Campaign, day: dt.date) -> Counts:
    """Health reports of earlier days, and the cases that they led to. A day that no other campaign has goes as a whole."""
    counts: Counts = {"health": 0}
    for table in DAILY.tables:
        for each in [found for found in DAILY.days(table) if found < day]:
            counts["health"] += _day(table, campaign, each)
    old = HealthCase.objects.filter(campaign=campaign, reported_at__lt=clock.at(day, 0, 0))
    counts["health"] += old.exclude(state__in=["open", "taken", "referred"]).delete()[0]
    long_ago = Person.objects.filter(campaign=campaign, last_reported_at__lt=clock.at(day, 0, 0))
    long_ago.update(last_reported_at=None, last_temperature=None, last_symptoms=False)
    return counts


def keyless() -> None:
    """After a restored backup: files whose key was thrown away since are noise, and go."""
    lost = Person.objects.exclude(key__in=DataKey.objects.all()).values_list("pk", flat=True)
    while some := list(lost[:2_000]):
        people(some)
    CampaignKey.objects.exclude(key__in=DataKey.objects.all()).delete()


def _day(table: str, campaign: Campaign, day: dt.date) -> int:
    part = f"{table}_{day:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FILTER (WHERE campaign_id = %s), count(*) FROM {part}", [campaign.pk])  # noqa: S608
        own, whole = cursor.fetchone()
        if own == whole:
            DAILY.drop(table, day)
        else:
            cursor.execute(f"DELETE FROM {part} WHERE campaign_id = %s", [campaign.pk])  # noqa: S608
    return int(own) if table == "workforce_healthreport" else 0


def _add(counts: Counts, more: Counts) -> None:
    for kind, many in more.items():
        if many:
            counts[kind] = counts.get(kind, 0) + many
