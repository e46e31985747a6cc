"""Applications: asked for, accepted, passed on, sent back, decided with a numbered paper, taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.chains.actions.held import held, started, text
from fugong.core import clock, dates
from fugong.core.errors import Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.papers import asking as papers
from fugong.papers import lists as paper_lists
from fugong.papers.asking import Wanted as PaperWanted
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.services import asking, telling
from fugong.services.access import handles, serves, speaks_for
from fugong.services.asking import Asker
from fugong.services.models import ServiceApplication
from fugong.services.policy import Item, PaperAsked
from fugong.workflow.moves import move

NUMBER_LOCK = 0x46554731  # the advisory lock of those who give numbers, with the campaign's id
LATEST = dt.timedelta(days=1_100)


@transaction.atomic
def submit(
    *,
    campaign: Campaign,
    service: str,
    asker: Asker,
    by: User | None,
    said: str = "",
    was_due_on: dt.date | None = None,
    asks_until: dt.date | None = None,
) -> ServiceApplication:
    """Asks for a service. `was_due_on` and `asks_until` are for a deferral: the old day, and the new one that is wished.

    Raises Refused naming the field, NotAllowed where the person may not ask for this applicant.
    """
    row: ServiceApplication = asking.begun(ServiceApplication, campaign, service, asker, by)
    item = row.item
    assert item is not None  # begun found it
    row.text = text(said, 500, field="text")
    row.was_due_on, row.asks_until = was_due_on, asks_until
    if item.defers:
        guard_deferral(row, item, asks_until, "asks_until")
    elif was_due_on or asks_until:
        raise refuse("asks_until", _("This service gives no other day."))
    started(row, campaign.pack.due(clock.now(), campaign.pack.services.clocks.accept), "accept")
    event = record("service_application.submit", row, by=by, as_name=_as(row), service=row.service, channel=row.channel)
    papers.ask(row, [_wanted(each) for each in item.papers], by=by, as_name=_as(row))
    telling.office(row, lambda: _("%(applicant)s asks for: %(service)s") % _words(row), event, but=by)
    if row.channel != "web":
        telling.applicant(row, lambda: _("Asked for in your name: %(service)s (%(way)s)") % _words(row), event, but=by)
    return row


def _as(row: ServiceApplication) -> str:
    return row.made_at_kiosk.name if row.made_at_kiosk else ""


def _words(row: ServiceApplication) -> dict[str, Any]:
    return {"applicant": row.applicant, "service": row.service_name, "way": row.channel_name, "office": row.office_name}


def _wanted(each: PaperAsked) -> PaperWanted:
    return PaperWanted(each.key, each.name, each.note or "", needed=each.needed, may_wait=each.may_wait)


def guard_deferral(row: ServiceApplication, item: Item, until: dt.date | None, field: str) -> None:
    """The new day lies after the old one, within the item's span, on a working day."""
    if row.was_due_on is None or abs(row.was_due_on - clock.today()) > LATEST:
        raise refuse("was_due_on", _("Write the day on which it was due."))
    last = row.was_due_on + dt.timedelta(days=item.defers_days)
    if until is None or not row.was_due_on < until <= last:
        raise refuse(
            field,
            _("Choose a day after %(old)s, at the latest %(last)s.")
            % {"old": dates.shown(row.was_due_on), "last": dates.shown(last)},
        )
    working = row.campaign.pack.calendar.working_time
    if not working.is_working_day(until):
        nearest = working.next_working_day(until)
        raise refuse(
            field,
            _("%(day)s is no working day; the next one is %(next)s.")
            % {"day": dates.shown(until), "next": dates.shown(nearest)},
        )


@transaction.atomic
def accept(*, application: ServiceApplication, by: User) -> ServiceApplication:
    """The office takes it on: whoever accepts owns it, and the promised time runs. Papers that may not wait must be there."""
    row = _open(application)
    _guard_papers(row)
    item = row.item
    due = for_version(row.pack_version).due(clock.now(), item.within if item else "3 working days")
    event = move(row, "accept", by=by, due_at=due, set={"handler": by})
    telling.applicant(row, lambda: _("Accepted: %(service)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def pass_on(*, application: ServiceApplication, by: User, opinion: str = "") -> ServiceApplication:
    """The first office is done; the second decides."""
    row = _open(application)
    item = row.item
    if item is None or not item.then or row.office == item.then:
        raise refuse("service", _("One office decides on this service."))
    said = {"office": item.then, "handler": None, "opinion": text(opinion, 500, field="opinion")}
    event = move(row, "pass_on", by=by, set=said, from_office=row.office, to_office=item.then)
    telling.office(row, lambda: _("Passed on to %(office)s: %(service)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def take(*, application: ServiceApplication, by: User) -> ServiceApplication:
    """Whoever handles it becomes its owner."""
    row = _open(application)
    if row.state not in ("accepted", "passed_on") or not handles(by, row, row.office):
        raise NotAllowed(_("Only the office that it lies with can take this."))
    if row.handler_id != by.pk:
        row.handler = by
        row.save(update_fields=["handler"])
        record("service_application.take", row, by=by)
    return row


@transaction.atomic
def send_back(*, application: ServiceApplication, by: User, reason: str) -> ServiceApplication:
    """Something is lacking or wrong."""
    row = _open(application)
    said = text(reason, 500, field="reason")
    due = for_version(row.pack_version).due(clock.now(), row.campaign.pack.services.clocks.mend)
    item = row.item
    back = {"office": item.office, "handler": None} if item else {}
    event = move(row, "return", by=by, reason=said, due_at=due, set=back)
    telling.applicant(row, lambda: _("Sent back: %(service)s. Look what is lacking.") % _words(row), event, but=by)
    return row


@transaction.atomic
def resubmit(*, application: ServiceApplication, by: User, said: str | None = None) -> ServiceApplication:
    """It was mended. `said`: what is asked for, where that changed."""
    row = _open(application)
    due = for_version(row.pack_version).due(clock.now(), row.campaign.pack.services.clocks.accept)
    more = {} if said is None else {"text": text(said, 500, field="text")}
    event = move(row, "resubmit", by=by, due_at=due, set=more)
    telling.office(row, lambda: _("%(applicant)s asks for: %(service)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def grant(
    *, application: ServiceApplication, by: User, opinion: str = "", due_on: dt.date | None = None
) -> ServiceApplication:
    """Granted, with a number; a deferral with its new day, which must be a working day within the item's span."""
    row = _open(application)
    item = row.item
    if item is None:
        raise refuse("service", _("The pack has no such service any more: refuse it, or send it back."))
    _guard_decider(row, item)
    _guard_papers(row)
    if item.defers:
        guard_deferral(row, item, due_on or row.asks_until, "due_on")
        row.due_on = due_on or row.asks_until
    elif due_on is not None:
        raise refuse("due_on", _("This service gives no other day."))
    serial, number = _numbered(row, item)
    values = {"serial": serial, "number": number, "due_on": row.due_on, **_decision(by, opinion)}
    event = move(row, "grant", by=by, set=values, number=number, due_on=row.due_on.isoformat() if row.due_on else "")
    telling.applicant(row, lambda: _("Granted: %(service)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def refuse_(*, application: ServiceApplication, by: User, reason: str) -> ServiceApplication:
    """Not granted."""
    row = _open(application)
    if row.item is not None:
        _guard_decider(row, row.item)
    said = text(reason, 500, field="reason")
    event = move(row, "refuse", by=by, reason=said, set=_decision(by, said))
    telling.applicant(row, lambda: _("Not granted: %(service)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def withdraw(*, application: ServiceApplication, by: User) -> ServiceApplication:
    """Not needed any more."""
    row = _open(application)
    move(row, "withdraw", by=by, set={"ended_at": clock.now()})
    return row


@transaction.atomic
def reveal(*, row: Any, by: User) -> str:
    """The caller's telephone number in clear; who looked is kept."""
    if not (serves(by, row) or speaks_for(by, row.enterprise_id)):
        raise NotAllowed(_("You can’t see this number."))
    record(f"{row.event_kind}.reveal", row, by=by)
    return row.phone or ""


def _open(application: ServiceApplication) -> ServiceApplication:
    row = held(application)
    must_be_open(row.campaign)
    return row


def _guard_decider(row: ServiceApplication, item: Item) -> None:
    if item.then and row.office != item.then:
        raise refuse("service", _("Pass it on first: %(office)s decides.") % {"office": _office(row, item.then)})


def _office(row: ServiceApplication, key: str) -> str:
    return str(row.campaign.pack.services.office_name(key))


def _guard_papers(row: ServiceApplication) -> None:
    lacking = paper_lists.missing(row)
    if lacking:
        faults = [Fault("papers", str(paper)) for paper in lacking]
        raise Refused(_("Papers are lacking: have them handed in or promised, or send it back."), fields=faults)


def _decision(by: User, opinion: str) -> dict[str, Any]:
    moment = clock.now()
    said = text(opinion, 500, field="opinion")
    return {"decided_at": moment, "decided_by": by, "ended_at": moment, "opinion": said, "handler": by}


def _numbered(row: ServiceApplication, item: Item) -> tuple[int, str]:
    """The next number of this service in the campaign. Holds others back until the commit."""
    hold_numbers(row.campaign_id)
    given = ServiceApplication.objects.filter(campaign=row.campaign_id, service=row.service)
    serial = (given.aggregate(last=Max("serial"))["last"] or 0) + 1
    return serial, item.numbered(serial, clock.today().year)


def hold_numbers(campaign_id: int) -> None:
    """Until the commit nobody else gives a number in this campaign."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, campaign_id])
