"""Samples by the thousand, from the interface: by COPY into a table of their own, checked as a set, then into the day's partition
with the totals in the same transaction. The same rows again change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.resumption.bulk_rows import as_csv
from fugong.testing import bulk_sql as sql
from fugong.testing import totals
from fugong.testing.actions.tubes import EARLY, LATE
from fugong.testing.bulk_rows import COLUMNS, FAULTS_SHOWN
from fugong.testing.models import Tube
from fugong.testing.partitions import DAILY
from fugong.workforce.models import Employment, Person

MANY = 1_000


@dataclass(frozen=True, slots=True)
class Taken:
    """How many samples were new, how many were known already, which rows were refused and why."""

    taken: int
    unchanged: int
    refused: int
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def take_many(
    *, campaign: Campaign, rows: Sequence[dict[str, Any]], by: User, via: str = "api", only_good: bool = False
) -> Taken:
    """Takes samples of people in sight: all or none, or with `only_good` those without a fault. A row may name an open tube,
    or (for tests that give one at once) a result. Raises NotAllowed, Conflict, Refused with the faults (`rows[17].person`).
    """
    if not by.holds(Permission.SAMPLE_TAKE):
        raise NotAllowed(_("You don’t take samples."))
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed."))
    _guard(campaign, rows)
    if not rows:
        return Taken(0, 0, 0)
    with connection.cursor() as cursor:
        values = _check(cursor, campaign, rows, by, via)
        cursor.execute(sql.FAULTS, [FAULTS_SHOWN])
        bad = cursor.fetchall()
        refused = bad[0][3] if bad else 0
        faults = [_fault(number, person, code) for number, person, code, _many in bad]
        if refused and not only_good:
            raise Refused(_not_taken(refused, len(rows)), fields=faults)
        taken = _write(cursor, campaign, values)
    if taken:
        record("testing.bulk_samples", campaign, by=by, rows=taken, via=via)
    return Taken(taken, len(rows) - refused - taken, refused, faults)


def _guard(campaign: Campaign, rows: Sequence[dict[str, Any]]) -> None:
    """Tests are the pack's; only an antigen's result comes with its sample."""
    section = campaign.pack.testing
    unknown = {row["test"] for row in rows} - {test.key for test in section.tests}
    if unknown:
        raise Refused(_("There is no such test here: %(test)s.") % {"test": sorted(unknown)[0]}, code="test")
    judged = {row["test"] for row in rows if row.get("result")}
    if any(test.nature != "antigen" for test in section.tests if test.key in judged):
        raise Refused(_("The result of a nucleic acid test comes by its tube."), code="result_of_tube")
    if any(row.get("result") and row.get("tube") for row in rows):
        raise Refused(_("The result of a sample in a tube is the tube’s: enter it there."), code="result_of_tube")
    if any(row.get("result") == "positive" for row in rows):
        raise Refused(_("A positive result is entered one by one, so that those concerned are told."), code="positive")


def _check(cursor: Any, campaign: Campaign, rows: Sequence[dict[str, Any]], by: User, via: str) -> dict[str, Any]:
    cursor.execute(sql.INCOMING)
    columns = [name for name in COLUMNS if name in rows[0]] if len({tuple(row) for row in rows}) == 1 else COLUMNS
    with cursor.copy(sql.copy(columns)) as copy:
        for lines in as_csv(rows, columns):
            copy.write(lines)
    now = clock.now()
    codes = {row["tube"] for row in rows if row.get("tube")}
    tubes = Tube.objects.visible_to(by).filter(campaign=campaign, code__in=codes) if codes else Tube.objects.none()
    values: dict[str, Any] = {
        "campaign": campaign.pk, "zone": settings.TIME_ZONE, "latest": now + EARLY, "earliest": now - LATE, "via": via,
        "by": by.pk, "tubes": list(tubes.values_list("pk", flat=True)),
    }  # fmt: skip
    text, parameters = _seen(campaign, by)
    names = [f"seen_{at}" for at in range(len(parameters))]
    visible = text % tuple(f"%({name})s" for name in names)
    if len(rows) > MANY:
        cursor.execute(sql.IN_ONE_GO)
    cursor.execute(sql.checked(visible), values | dict(zip(names, parameters, strict=True)))
    return values


def _seen(campaign: Campaign, by: User) -> tuple[str, Any]:
    """The people whom `Person.objects.visible_to` gives, as two sets instead of a question for each of them."""
    scope = by.scope(Permission.SAMPLE_TAKE)
    people = Person.objects.filter(campaign=campaign).exclude(state="left").order_by()
    if not scope.everything:
        near = Q(pk__in=[])
        for prefix in scope.areas:
            near |= Q(area_code__startswith=prefix)
        works = Employment.objects.filter(campaign=campaign, left_on=None).visible_to(by, Permission.SAMPLE_TAKE)
        hired = people.filter(pk__in=works.order_by().values("person"))
        both = people.filter(near).values("id").union(hired.values("id"))
        return both.query.get_compiler(connection=connection).as_sql()  # type: ignore[no-any-return]
    return people.values("id").query.sql_with_params()  # type: ignore[no-any-return]


def _write(cursor: Any, campaign: Campaign, values: dict[str, Any]) -> int:
    cursor.execute(sql.DAYS)
    for (day,) in cursor.fetchall():
        DAILY.ensure(day)
    cursor.execute(sql.SAMPLES, values)
    taken: int = cursor.rowcount
    if not taken:
        return 0
    cursor.execute(sql.TOUCHED)
    touched: dict[tuple[Any, str], list[int]] = {}
    for day, test, enterprise in cursor.fetchall():
        touched.setdefault((day, test), []).append(enterprise)
    if values["tubes"]:
        _fill(cursor)
    for (day, test), enterprises in sorted(touched.items()):
        totals.recount(cursor, campaign.pk, day, test, enterprises)
    return taken


def _fill(cursor: Any) -> None:
    try:
        with transaction.atomic():
            cursor.execute(sql.FILLED)
    except IntegrityError:  # testing_tube_not_over
        raise Refused(_("A tube would hold more people than it is for. Nothing was taken."), code="tube_full") from None


def _not_taken(refused: int, total: int) -> str:
    words = ngettext(
        "%(refused)s of %(total)s rows has a fault, so nothing was taken.",
        "%(refused)s of %(total)s rows have a fault, so nothing was taken.",
        refused,
    )
    return words % {"refused": refused, "total": total}


def _fault(number: int, person: int, code: str) -> Fault:
    if code == "unknown":
        return Fault(f"rows[{number}].person", _("You don’t see a person of this number: %(n)s.") % {"n": person}, code)
    if code == "moment":
        return Fault(f"rows[{number}].at", _("This moment lies ahead, or more than two days back."), code)
    return Fault(f"rows[{number}].tube", _("There is no open tube of this code and test here."), code)
