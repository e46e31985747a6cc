"""Standings: one row for each enterprise and day, from which every figure is counted.

A day is *opened* once: each enrolled enterprise gets its row, and what nobody reports anew is carried over from the day
before. After that whoever changes something that a standing shows calls `refresh`, in the same transaction. Both are one
set-based statement, for one enterprise or for a hundred thousand.

Of a past day only what reports say can still change: its states, segments and officers were those of that day.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from fugong.core import clock
from fugong.core.second_wall import as_installation
from fugong.places.models import Campaign
from fugong.policy.pack import Pack
from fugong.registry import facts
from fugong.registry.models import Enterprise
from fugong.resumption import partitions
from fugong.resumption.models import Standing, StandingChange
from fugong.resumption.standings_sql import CONFLICT_PAST, CONFLICT_TODAY, REMOVE, UPSERT

LOCK = 0x46554702  # advisory: held by all who refresh single rows, and alone by whoever refreshes a whole day
ROW_LOCK = 0x46554706  # advisory, with the enterprise: whoever refreshes its rows, of any day
SINGLE = (
    256  # enterprises; more are refreshed as a whole day is, for PostgreSQL has room for some thousand locks in all
)


@transaction.atomic
@as_installation()
def open_day(campaign: Campaign, day: dt.date) -> bool:
    """Gives each enrolled enterprise its row of that day. True if this call opened it, False if it was open."""
    if is_open(campaign, day):
        return False
    partitions.ensure(day)
    hold(campaign, whole_day=True)
    if is_open(campaign, day):
        return False
    _write(campaign, day, None)
    return True


def deadline(campaign: Campaign, day: dt.date) -> dt.datetime:
    """When that day's reports are due. Whoever comes to owe one later owes the first the next day."""
    hour, minute = map(int, campaign.pack.resumption.daily_report.due.split(":"))
    return clock.at(day, hour, minute)


def of(campaign: Campaign, enterprise: Enterprise, day: dt.date) -> Standing | None:
    """Where the enterprise stands that day, with whether it owes a report; today is opened where nobody did yet."""
    if day == clock.today() and campaign.closed_at is None:
        open_day(campaign, day)
    return Standing.objects.filter(campaign=campaign, enterprise=enterprise, day=day).first()


def is_open(campaign: Campaign, day: dt.date) -> bool:
    """Whether the day has its rows."""
    return Standing.objects.filter(campaign=campaign, day=day).exists()


@transaction.atomic
def refresh(*, campaign: Campaign, day: dt.date | None = None, enterprise_ids: Iterable[int] | None = None) -> int:
    """Writes the rows of `day` (today) anew, for these enterprises or for all; returns how many changed.

    Days after `day` that are open follow, because they carry over what nobody reported on them.
    """
    day = day or clock.today()
    ids = None if enterprise_ids is None else sorted(set(enterprise_ids))
    if open_day(campaign, day) and ids is None:
        return Standing.objects.filter(campaign=campaign, day=day).count()
    if ids == []:
        return 0
    _hold_rows(campaign, ids)
    return sum(_write(campaign, each, ids) for each in (day, *later_days(campaign, day)))


def follow(*, campaign: Campaign, enterprise_ids: Iterable[int] | None = None) -> None:
    """After a change in the registry: today's rows follow."""
    refresh(campaign=campaign, enterprise_ids=enterprise_ids)


def later_days(campaign: Campaign, day: dt.date) -> list[dt.date]:
    """The open days after `day`, in order."""
    return list(_days(campaign).filter(day__gt=day).order_by("day").values_list("day", flat=True).distinct())


def day_before(campaign: Campaign, day: dt.date) -> dt.date | None:
    """The latest open day before `day`; None where it is the first."""
    return _days(campaign).filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()


def _days(campaign: Campaign) -> Any:
    return Standing.objects.filter(campaign=campaign)


def changed(campaign: Campaign, day: dt.date) -> None:
    """Tells the figures that a day is to be counted again."""
    StandingChange.objects.create(campaign_id=campaign.pk, day=day)


def hold(campaign: Campaign, *, whole_day: bool) -> None:
    """Whoever refreshes a whole day does so alone: no row is computed from what another is about to commit."""
    lock = "pg_advisory_xact_lock" if whole_day else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s, %s)", [LOCK, campaign.pk])


def _hold_rows(campaign: Campaign, ids: list[int] | None) -> None:
    """Before anything is computed: who comes second waits, and then sees all that was committed.

    Locks by number and not of rows: they also hold where the row isn't there yet, and rows of many shards can't be locked. They are
    taken in the order of the enterprises, so that no two wait for each other.
    """
    is_few = ids is not None and len(ids) <= SINGLE
    hold(campaign, whole_day=not is_few)
    if is_few:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, hashint8(e)) FROM (SELECT unnest(%s::bigint[]) AS e ORDER BY 1) x",
                [ROW_LOCK, ids],
            )


def _write(campaign: Campaign, day: dt.date, ids: list[int] | None) -> int:
    values = _values(campaign, day, ids)
    is_past = day < clock.today()
    with connection.cursor() as cursor:
        cursor.execute(UPSERT + (CONFLICT_PAST if is_past else CONFLICT_TODAY), values)
        written = cursor.rowcount
        if not is_past:
            cursor.execute(REMOVE, values)
            written += cursor.rowcount
    if written:
        changed(campaign, day)
    return written


def _values(campaign: Campaign, day: dt.date, ids: list[int] | None) -> dict[str, Any]:
    pack, due = campaign.pack, deadline(campaign, day)
    return {
        "campaign": campaign.pk,
        "due": due,
        "late": clock.now() > due,
        "day": day,
        "before": day_before(campaign, day),
        "end": clock.at(day + dt.timedelta(days=1)),
        "ids": ids,
        **_expectation(campaign, pack, day, ids),
    }


def _expectation(campaign: Campaign, pack: Pack, day: dt.date, ids: list[int] | None) -> dict[str, Any]:
    """Who owes a report that day: nobody where the pack asks for none, else those that resumed and meet its condition."""
    report = pack.resumption.daily_report
    asked = bool(report.fields)
    if asked and report.every == "working day":
        asked = pack.calendar.working_time.is_working_day(day)
    if not asked or report.when is None:
        return {"asked": asked, "asked_of": None}
    return {"asked": True, "asked_of": _meeting(campaign, pack.resumption.condition(report.when), ids)}


def _enrolled(campaign: Campaign, ids: Sequence[int] | None) -> Iterable[int]:
    rows = campaign.enrolments.order_by()
    return (rows if ids is None else rows.filter(enterprise_id__in=ids)).values_list("enterprise_id", flat=True)


def _meeting(campaign: Campaign, condition: Any, ids: Sequence[int] | None) -> list[int]:
    """The enterprises that meet a condition of the pack."""
    mine = campaign.enrolments.filter(enterprise_id=OuterRef("pk"))
    enterprises = facts.with_facts(
        Enterprise.objects.filter(pk__in=_enrolled(campaign, ids)).order_by("pk"), campaign
    ).annotate(enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group")))
    rows = facts.read(enterprises, "enrolled_segments", "enrolled_group")
    return [pk for pk, known in rows if condition.holds(known)]
