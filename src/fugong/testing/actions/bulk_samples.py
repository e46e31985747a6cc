"""Samples by the thousand, from the interface: checked as columns, then by COPY into the day's partition, with the totals in the
same transaction. The same rows again change nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import bulk, clock
from fugong.core.bulk import Coded, Numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.testing import bulk_sql as sql
from fugong.testing import sample_writing
from fugong.testing.actions.tubes import EARLY, LATE
from fugong.testing.bulk_rows import FAULTS_SHOWN, Samples
from fugong.testing.models import Tube
from fugong.testing.sample_writing import Rows
from fugong.workforce import at_work

FAULTS = ("", "unknown", "moment", "tube")


@dataclass(frozen=True, slots=True)
class Taken:
    """How many samples were new, how many were known already, which rows were refused and why."""

    taken: int
    unchanged: int
    refused: int
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def take_many(
    *,
    campaign: Campaign,
    rows: Samples | Sequence[Mapping[str, Any]],
    by: User,
    via: str = "api",
    only_good: bool = False,
) -> Taken:
    """Takes samples of people in sight: all or none, or with `only_good` those without a fault. A row may name an open tube,
    or (for tests that give one at once) a result. Raises NotAllowed, Conflict, Refused with the faults (`rows[17].person`).
    """
    if not by.holds(Permission.SAMPLE_TAKE):
        raise NotAllowed(_("You don’t take samples."))
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed."))
    given = rows if isinstance(rows, Samples) else Samples.of(rows)
    _guard(campaign, given)
    if not len(given):
        return Taken(0, 0, 0)
    with connection.cursor() as cursor:
        bulk.room(cursor)
        placed, bad = _checked(cursor, campaign, given, by)
        wrong = np.flatnonzero(bad)
        faults = [_fault(given, place, FAULTS[bad[place]]) for place in wrong[:FAULTS_SHOWN].tolist()]
        if len(wrong) and not only_good:
            raise Refused(_not_taken(len(wrong), len(given)), fields=faults)
        good = placed.only(bad == 0) if len(wrong) else placed
        taken = len(_written(cursor, campaign, good, by, via)) if len(good) else 0
    if taken:
        record("testing.bulk_samples", campaign, by=by, rows=taken, via=via)
    return Taken(taken, len(given) - len(wrong) - taken, len(wrong), faults)


def _guard(campaign: Campaign, rows: Samples) -> None:
    """Tests are the pack's; only an antigen's result comes with its sample."""
    section = campaign.pack.testing
    unknown = set(rows.tests.names) - {test.key for test in section.tests}
    if unknown:
        raise Refused(_("There is no such test here: %(test)s.") % {"test": sorted(unknown)[0]}, code="test")
    if not any(rows.results.names):
        return
    has_result = _said(rows.results)
    judged = rows.tests.named(has_result)
    if any(test.nature != "antigen" for test in section.tests if test.key in judged):
        raise Refused(_("The result of a nucleic acid test comes by its tube."), code="result_of_tube")
    if (has_result & _said(rows.tubes)).any():
        raise Refused(_("The result of a sample in a tube is the tube’s: enter it there."), code="result_of_tube")
    if "positive" in rows.results.names:
        raise Refused(_("A positive result is entered one by one, so that those concerned are told."), code="positive")


def _said(column: Coded) -> NDArray[np.bool_]:
    return np.array([bool(name) for name in column.names])[column.codes]


def _checked(cursor: Any, campaign: Campaign, rows: Samples, by: User) -> tuple[Rows, NDArray[np.int8]]:
    """The rows with where they count, and each one's fault (its place in FAULTS; 0 for none). Their tubes are held."""
    people, enterprises = at_work.of_visible(
        cursor, campaign, bulk.distinct(rows.people), by, Permission.SAMPLE_TAKE, gone=False
    )
    known = bulk.distinct(people)
    first = enterprises[np.searchsorted(people, known)]  # of the present employments
    bad = np.zeros(len(rows), dtype=np.int8)
    tubes, fits = _tubes(campaign, rows, by)
    bad[~fits] = FAULTS.index("tube")
    now = clock.now()
    bad[(rows.moments > bulk.micros(now + EARLY)) | (rows.moments < bulk.micros(now - LATE))] = FAULTS.index("moment")
    bad[~bulk.within(rows.people, known)] = FAULTS.index("unknown")
    at = np.minimum(np.searchsorted(known, rows.people), max(len(known) - 1, 0))
    enterprise = first[at] if len(known) else np.zeros_like(rows.people)
    days = bulk.days(rows.moments, settings.TIME_ZONE)
    return Rows(enterprise, days, rows.people, rows.tests, rows.moments, tubes, rows.results), bad


def _tubes(campaign: Campaign, rows: Samples, by: User) -> tuple[Numbers, NDArray[np.bool_]]:
    """Each row's tube (0 for none), and whether it is one that takes samples of this test."""
    if not any(rows.tubes.names):
        return np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), dtype=bool)
    found = Tube.objects.visible_to(by).filter(campaign=campaign, code__in=rows.tubes.names, state="collecting")
    held = found.select_for_update(of=("self",)).order_by("pk").values_list("code", "pk", "test")
    by_code = {code: (pk, test) for code, pk, test in held}
    by_code[""] = (0, "")
    tests = {name: code for code, name in enumerate(rows.tests.names)}
    pairs = [by_code.get(name, (-1, "")) for name in rows.tubes.names]
    tube = bulk.numbers([pk for pk, _test in pairs])[rows.tubes.codes]
    test = bulk.numbers([tests.get(test, -1) for _pk, test in pairs])[rows.tubes.codes]
    return np.maximum(tube, 0), (tube == 0) | ((tube > 0) & (test == rows.tests.codes))


def _written(cursor: Any, campaign: Campaign, rows: Rows, by: User, via: str) -> Rows:
    new = sample_writing.write(cursor, campaign, rows, by=by, via=via)
    tubes = bulk.distinct(new.tube[new.tube > 0])
    if len(tubes):
        _fill(cursor, tubes)
    return new


def _fill(cursor: Any, tubes: Numbers) -> None:
    try:
        with transaction.atomic():
            cursor.execute(sql.FILLED, [bulk.array(tubes)])
    except IntegrityError:  # testing_tube_not_over
        raise Refused(_("A tube would hold more people than it is for. Nothing was taken."), code="tube_full") from None


def _not_taken(refused: int, total: int) -> str:
    words = ngettext(
        "%(refused)s of %(total)s rows has a fault, so nothing was taken.",
        "%(refused)s of %(total)s rows have a fault, so nothing was taken.",
        refused,
    )
    return words % {"refused": refused, "total": total}


def _fault(rows: Samples, place: int, code: str) -> Fault:
    where = f"rows[{place + 1}]"
    if code == "unknown":
        n = int(rows.people[place])
        return Fault(f"{where}.person", _("You don’t see a person of this number: %(n)s.") % {"n": n}, code)
    if code == "moment":
        return Fault(f"{where}.at", _("This moment lies ahead, or more than two days back."), code)
    return Fault(f"{where}.tube", _("There is no open tube of this code and test here."), code)
