"""Daily reports by the thousand: from the API and from sheets. The rows go by COPY into a table of their own, are checked
as a set, and become reports and standings in one statement each.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption import bulk_reports_sql as sql
from fugong.resumption import report_checks, standings
from fugong.resumption.actions.reports import check_day
from fugong.resumption.bulk_rows import FAULTS_SHOWN, as_csv, columns_of, parse

__all__ = ["Taken", "answer", "parse", "submit_many"]

MANY = 1_000  # rows from which a join reads the whole table instead of looking each one up


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of many reports: how many were taken, how many said what was known, which were refused and why."""

    taken: int
    unchanged: int
    refused: int
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def submit_many(
    *,
    campaign: Campaign,
    day: dt.date,
    rows: Sequence[Mapping[str, Any]],
    by: User,
    via: str = "api",
    only_good: bool = False,
    reason: str = "",
) -> Taken:
    """Takes reports of one day for many enterprises: all or none, or with `only_good` those without a fault.

    A row for an enterprise that has reported already corrects it; one that says the same changes nothing. Raises Refused
    with the faults (`rows[17].staff_back`), NotAllowed for a person who reports for nobody.
    """
    if not (by.holds(Permission.REPORT_SUBMIT) or by.holds(Permission.REPORT_ENTER)):
        raise NotAllowed(_("You can't report for any enterprise."))
    check_day(campaign, day)
    standings.open_day(campaign, day)
    standings.hold(campaign, whole_day=True)
    with connection.cursor() as cursor:
        _copy(cursor, rows)
        refused, faults = _judge(cursor, campaign, day, by, rows)
        if refused and not only_good:
            raise Refused(_not_taken(refused, len(rows)), fields=faults)
        taken = _write(cursor, campaign, day, by, via, reason)
    if taken:
        standings.changed(campaign, day)
        _follow(campaign, day)
        record("report.bulk", campaign, by=by, reason=reason, day=day.isoformat(), rows=taken, via=via)
    return Taken(taken, len(rows) - refused - taken, refused, faults)


def _not_taken(refused: int, total: int) -> str:
    words = ngettext(
        "%(refused)s of %(total)s rows has a fault, so nothing was taken.",
        "%(refused)s of %(total)s rows have a fault, so nothing was taken.",
        refused,
    )
    return words % {"refused": refused, "total": total}


def _copy(cursor: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows into a table that lives until the transaction ends."""
    cursor.execute(sql.INCOMING)
    columns = columns_of(rows)
    with cursor.copy(sql.copy(columns)) as copy:
        for lines in as_csv(rows, columns):
            copy.write(lines)


def _judge(
    cursor: Any, campaign: Campaign, day: dt.date, by: User, rows: Sequence[Mapping[str, Any]]
) -> tuple[int, list[Fault]]:
    """Finds each row's enterprise among those that the person reports for, and its fault; how many, and the first in words."""
    mine = Enterprise.objects.visible_to(by, Permission.REPORT_SUBMIT)
    mine |= Enterprise.objects.visible_to(by, Permission.REPORT_ENTER)
    visible, parameters = mine.order_by().values("pk").query.sql_with_params()
    asked = {each.key: each for each in campaign.pack.resumption.daily_report.fields}
    codes = {row.get("uscc") for row in rows}
    if None in codes:
        cursor.execute(sql.CODES_OF_IDS)
    required = [key for key, each in asked.items() if each.required]
    cursor.execute(sql.checked(required, visible), [campaign.pk, *parameters, campaign.pk, day])
    if len(rows) > MANY:
        cursor.execute(sql.IN_ONE_GO)
    if len(codes) < len(rows) or None in codes:
        cursor.execute(sql.TWICE)
    cursor.execute(sql.REFUSED)
    refused = cursor.fetchone()[0]
    return refused, _first_faults(cursor, report_checks.named(campaign.pack.resumption.daily_report)) if refused else []


def _first_faults(cursor: Any, names: dict[str, str]) -> list[Fault]:
    cursor.execute(sql.FAULTS, [FAULTS_SHOWN])
    columns = [column.name for column in cursor.description]
    return [_in_words(dict(zip(columns, row, strict=True)), names) for row in cursor.fetchall()]


def _in_words(row: dict[str, Any], names: dict[str, str]) -> Fault:
    code, _sep, name = row["fault"].partition(":")
    where = f"rows[{row['number']}]"
    match code:
        case "unknown":
            words = _("No enterprise “%(code)s” for which you report takes part in this campaign.")
            return Fault(f"{where}.uscc", words % {"code": row["uscc"] or row["enterprise"] or ""}, code)
        case "twice":
            return Fault(where, _("This enterprise stands in an earlier row already."), code)
        case "missing":
            return Fault(f"{where}.{name}", _("“%(field)s” is missing.") % {"field": names[name]}, code)
        case "more_than_total":
            words = report_checks.exceeds(row, names, "staff_back", "staff_total")
            return Fault(f"{where}.staff_back", words, code)
        case "parts_differ":
            words = report_checks.parts_differ(row, names)
            return Fault(f"{where}.staff_back", words, code)
        case _:
            return Fault(f"{where}.{name}", report_checks.exceeds(row, names, name, "staff_back"), code)


def _write(cursor: Any, campaign: Campaign, day: dt.date, by: User, via: str, reason: str) -> int:
    """Reports and standings of the good rows that say something new."""
    moment = clock.now()
    cursor.execute(sql.REPORT, [campaign.pk, day, moment, by.pk, via, reason[:300]])
    taken = cursor.rowcount
    if taken:
        cursor.execute(sql.STANDING, [moment, campaign.pk, day])
    return taken


def _follow(campaign: Campaign, day: dt.date) -> None:
    """Days after a corrected one carry its values on."""
    if day < clock.today() and standings.later_days(campaign, day):
        standings.refresh(campaign=campaign, day=day)


def answer(taken: Taken) -> bytes:
    """The outcome as JSON, for the API and the command."""
    faults = [{"where": each.where, "message": each.message, "code": each.code} for each in taken.faults]
    return orjson.dumps(
        {"taken": taken.taken, "unchanged": taken.unchanged, "refused": taken.refused, "faults": faults}
    )
