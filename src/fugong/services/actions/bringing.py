"""What an office decided before, brought in from its own list: nothing is asked for anew, and nobody is told of it again."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.services.access import handles
from fugong.services.actions.applications import LATEST, guard_deferral, hold_numbers
from fugong.services.asking import SPOKEN
from fugong.services.models import ServiceApplication
from fugong.services.policy import Item

RESULTS = {
    "granted": pgettext_lazy("an application for a service", "Granted"),
    "refused": pgettext_lazy("an application for a service", "Refused"),
    "withdrawn": pgettext_lazy("an application for a service", "Taken back"),
}
"""How an application can have ended."""
SERIALS = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An application as the office's list has it. `number` is the office's own; without one a grant gets the next."""

    service: str
    applicant: str
    asked_on: dt.date
    result: str
    channel: str = "window"
    enterprise: Enterprise | None = None
    uscc: str = ""
    caller: str = ""
    decided_on: dt.date | None = None
    number: str = ""
    opinion: str = ""
    was_due_on: dt.date | None = None
    due_on: dt.date | None = None


def item_of(campaign: Campaign, key: str) -> Item | None:
    """The service, where applications can be made for it; one that isn't offered any more counts."""
    item: Item | None = campaign.pack.services.item(key)
    return item if item is not None and item.kind == "application" else None


def read(campaign: Campaign, past: Past) -> ServiceApplication:
    """The row that would be written. Raises Refused with every fault at its field."""
    item = item_of(campaign, past.service)
    if item is None:
        raise Refused(_("Choose a service of the list."), fields=[Fault("service", _("Choose a service of the list."))])
    firm = past.enterprise
    asked = min(clock.at(past.asked_on, 12), clock.now())
    ended = max(asked, min(clock.at(past.decided_on or past.asked_on, 17), clock.now()))
    row = ServiceApplication(
        campaign=campaign, pack_version=campaign.pack_version, service=item.key, mode=item.mode,
        office=item.then or item.office, enterprise=firm, applicant=firm.name if firm else past.applicant,
        uscc=firm.uscc if firm else past.uscc, area_code=firm.area_code if firm else campaign.jurisdiction.code,
        channel=past.channel, caller=past.caller, number=past.number, opinion=past.opinion, was_due_on=past.was_due_on,
        due_on=past.due_on, made_at=asked, state=past.result, state_since=ended, ended_at=ended,
        decided_at=None if past.result == "withdrawn" else ended,
    )  # fmt: skip
    faults = [*_days(past), *_words(past), *_deferral(row, item)]
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)
    return row


def _days(past: Past) -> list[Fault]:
    today = clock.today()
    if not today - LATEST <= past.asked_on <= today:
        return [Fault("asked_on", _("Write a day of the last three years, today at the latest."))]
    if past.decided_on is None:
        if past.result != "withdrawn":
            return [Fault("decided_on", _("Write on which day it was decided."))]
    elif not past.asked_on <= past.decided_on <= today:
        return [Fault("decided_on", _("It was decided between the day on which it was asked for and today."))]
    return []


def _words(past: Past) -> list[Fault]:
    if past.channel in SPOKEN and not past.caller:
        return [Fault("caller", _("Write the name of whoever asked at the window or by telephone."))]
    return []


def _deferral(row: ServiceApplication, item: Item) -> list[Fault]:
    if not item.defers:
        given = [name for name in ("was_due_on", "due_on") if getattr(row, name)]
        return [Fault(name, _("This service gives no other day.")) for name in given]
    if row.state != "granted":
        return []
    try:
        guard_deferral(row, item, row.due_on, "due_on")
    except Refused as refusal:
        return refusal.faults
    return []


def may(user: User, row: ServiceApplication) -> bool:
    """Whether the person decides at one of the offices of the service."""
    item = row.item
    return item is not None and any(handles(user, row, office) for office in (item.office, item.then) if office)


@transaction.atomic
def bring(*, campaign: Campaign, past: Past, by: User) -> ServiceApplication:
    """Writes it as it ended. Raises Refused, NotAllowed, Conflict (the number was given already)."""
    must_be_open(campaign)
    row = read(campaign, past)
    item = row.item
    if item is None or not may(by, row):
        raise NotAllowed(_("Another office decides on this service: have it bring its own list."))
    row.made_by = by
    if row.state == "granted":
        hold_numbers(campaign.pk)
        _number(row, item)
    row.save(force_insert=True)
    record("service_application.bring", row, by=by, state=row.state, number=row.number, day=past.asked_on.isoformat())
    return row


def _number(row: ServiceApplication, item: Item) -> None:
    """The office's number; where it is one of the place's own counting, that goes on after it. Without one, the next."""
    known = ServiceApplication.objects.filter(campaign=row.campaign_id, service=row.service)
    year = clock.local(row.state_since).year
    if not row.number:
        last = known.exclude(serial=None).order_by("-serial").values_list("serial", flat=True).first() or 0
        row.serial, row.number = last + 1, item.numbered(last + 1, year)
    if known.filter(number=row.number).exists():
        raise Conflict(_("The number %(number)s was given already.") % {"number": row.number})
    if row.serial is None:
        serial = serial_of(item, row.number, year)
        row.serial = None if serial is None or known.filter(serial=serial).exists() else serial


def serial_of(item: Item, number: str, year: int) -> int | None:
    """Which of the service's own counting a number is; None where the office counted otherwise."""
    shape = re.escape(item.number).replace(re.escape("{year}"), str(year))
    for place in ("{n:4}", "{n}"):
        shape = shape.replace(re.escape(place), r"(\d{1,10})", 1)
    found = re.fullmatch(shape, number)
    serial = int(found[1]) if found and found.groups() else 0
    return serial if 0 < serial < SERIALS and item.numbered(serial, year) == number else None
