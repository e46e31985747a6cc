"""Lines: entered with their timetable, changed, ended."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, dates, numbers
from fugong.core.errors import Conflict, Fault, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.transport.actions.held import held, require_plan
from fugong.transport.models import Line
from fugong.transport.models.line import KINDS

MOST_STOPS = 60
STOP = re.compile(r"(.+?)[\s,，:：]+([0-2]?\d)[:：]([0-5]\d)\s*")


@transaction.atomic
def put(
    *, campaign: Campaign, values: Mapping[str, Any], by: User | None, enterprise: Enterprise | None = None,
    line: Line | None = None,
) -> Line:  # fmt: skip
    """Enters a line, or changes one: `kind`, `name`, `plate`, `carrier`, `seats`, `usable`, `cost` (yuan a day), `since`, and
    `stops`, one a line: `Railway station 07:10`. Raises Refused with a fault at each field."""
    require_plan(campaign, by)
    row = held(line) if line else Line(campaign=campaign)
    if line and row.until is not None:
        raise Conflict(_("This line has ended: enter a new one."))
    row.enterprise = enterprise
    row.area_code = enterprise.area_code if enterprise else campaign.jurisdiction.code
    _take(row, values)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refuse("name", _("There is a line of this name already.")) from None
    verb = "coach_line.amend" if line else "coach_line.enter"
    record(verb, row, by=by, as_name="" if by else "installation", kind=row.kind, stops=len(row.stops))
    return row


@transaction.atomic
def end(*, line: Line, on: dt.date, by: User) -> Line:
    """The last day on which it goes."""
    row = held(line)
    require_plan(row.campaign, by)
    if row.until is not None:
        raise Conflict(_("This line has ended already."))
    if on < max(row.since, clock.today() - dt.timedelta(days=1)):
        raise refuse("until", _("It ends before it begins, or in the past."))
    row.until = on
    row.save(update_fields=["until"])
    record("coach_line.end", row, by=by, until=on.isoformat())
    return row


def _take(row: Line, values: Mapping[str, Any]) -> None:
    faults: list[Fault] = []
    row.kind = str(values.get("kind") or row.kind or "")
    if row.kind not in KINDS:
        faults.append(Fault("kind", _("Choose one of the list.")))
    row.name = str(values.get("name") or "").strip()[:80]
    if not row.name:
        faults.append(Fault("name", _("Write what the line is called.")))
    row.plate = "".join(str(values.get("plate") or "").upper().split())[:12]
    row.carrier = str(values.get("carrier") or "").strip()[:80]
    seats = numbers.asked(str(values.get("seats") or "").strip(), 200) or 0
    usable = numbers.asked(str(values.get("usable") or values.get("seats") or "").strip(), 200) or 0
    if not seats:
        faults.append(Fault("seats", _("A coach has 1 to 200 seats.")))
    elif not 1 <= usable <= seats:
        faults.append(Fault("usable", _("Of its seats, 1 to %(seats)s may be taken.") % {"seats": seats}))
    row.seats, row.usable = max(1, seats), max(1, min(usable, seats))
    row.since = dates.asked(str(values.get("since") or "")) or (row.since if row.pk else clock.today())
    _take_cost(row, values, faults)
    row.stops = _stops(str(values.get("stops") or ""), faults)
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)


def _take_cost(row: Line, values: Mapping[str, Any], faults: list[Fault]) -> None:
    text = str(values.get("cost") or "").strip()
    found = fen(text) if text else 0
    if found is None:
        faults.append(Fault("cost", _("Write an amount in yuan, such as 3200.50.")))
    row.cost_a_day = found or 0


def fen(text: str) -> int | None:
    """Yuan as typed (`3200.50`, `３，２００`) in fen; None where it is no amount, or below zero, or beyond 100 million."""
    plain = numbers.plain(text)
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,2}))?", plain)
    if not found or not plain.isascii():
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _stops(text: str, faults: list[Fault]) -> list[list[str]]:
    found: list[list[str]] = []
    for place, said in enumerate((each for each in text.splitlines() if each.strip()), 1):
        read = STOP.fullmatch(said.strip().translate(numbers.FULL_WIDTH))
        if not read or int(read[2]) > 23:
            faults.append(
                Fault(
                    "stops",
                    _("Row %(n)s: write the stop and its time, such as “Railway station 07:10”.") % {"n": place},
                )
            )
            return found
        found.append([read[1].strip()[:80], f"{int(read[2]):02d}:{read[3]}"])
    if len(found) < 2:
        faults.append(Fault("stops", _("A line has at least two stops, each with its time.")))
    elif len(found) > MOST_STOPS:
        faults.append(Fault("stops", _("At most %(n)s stops.") % {"n": MOST_STOPS}))
    elif any(before[1] > after[1] for before, after in itertools.pairwise(found)):
        faults.append(Fault("stops", _("The times run backwards: write the stops in their order.")))
    return found
