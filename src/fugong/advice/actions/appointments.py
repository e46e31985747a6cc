"""Appointments: asked for, arranged with time and place, refused with a reason, kept or missed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.advice import telling
from fugong.advice.actions.held import held, tidy
from fugong.advice.models import Adviser, Appointment
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.workflow.moves import move


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    kind: str,
    wish: str,
    by: User,
    person: str = "",
    phone: str = "",
    wanted_on: dt.date | None = None,
) -> Appointment:
    """An enterprise asks; a name and a number only where the kind is for a person. Raises Refused with faults at their fields."""
    require(by, P.ADVICE_ASK, enterprise)
    must_be_open(campaign)
    rules = campaign.pack.advice.appointment(kind)
    faults, said, name, number = [], tidy(wish, 500), tidy(person, 60), ""
    if rules is None:
        faults.append(Fault("kind", _("There is nothing of the kind here.")))
    if len(said) < 4:
        faults.append(Fault("wish", _("Say in a sentence what is needed.")))
    if rules is not None and rules.person:
        if len(name) < 2:
            faults.append(Fault("person", _("Write the name.")))
        try:
            number = cells.telephones(phone.strip())[0] if phone.strip() else ""
        except cells.Bad as bad:
            faults.append(Fault("phone", str(bad)))
        if not phone.strip():
            faults.append(Fault("phone", _("Write the telephone number.")))
    if wanted_on is not None and wanted_on < clock.today():
        faults.append(Fault("wanted_on", _("This day is over.")))
    if faults or rules is None:
        raise Refused(_("The appointment can’t be asked for yet."), fields=faults)
    moment = clock.now()
    due = campaign.pack.due(moment, rules.within)
    made = Appointment.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, enterprise=enterprise, area_code=enterprise.area_code,
        kind=kind, field=rules.field, person=name if rules.person else None, phone=number if rules.person else None, wish=said,
        wanted_on=wanted_on, asked_at=moment, asked_by=by, state="asked", state_since=moment, due_at=due, next_rung_at=due,
        clock_kind="arrange", clock_started_at=moment,
    )  # fmt: skip
    event = record("appointment.ask", made, by=by, to="asked", what=kind)
    telling.these(
        made,
        handlers(made),
        lambda: _("%(kind)s: %(enterprise)s asks") % {"kind": rules.name, "enterprise": enterprise},
        event,
        kind=telling.ASKED,
    )
    return made


def handlers(row: Appointment) -> list[User]:
    """Who may arrange it: advisers of the field where there are any, else officers or the desk."""
    rows = Adviser.objects.filter(campaign=row.campaign, until=None, fields__contains=[row.field], user__is_active=True)
    found = [each.user for each in rows.select_related("user") if row.area_code.startswith(each.area_code)]
    return found or telling.desk(row)


@transaction.atomic
def arrange(
    *, appointment: Appointment, meets_at: dt.datetime | None, place: str, by: User, note: str = ""
) -> Appointment:
    """Time and place. Raises Refused at the field."""
    row, where = held(appointment), tidy(place, 120)
    faults = []
    if meets_at is None or meets_at < clock.now():
        faults.append(Fault("day", _("Write a day and an hour that lie ahead.")))
    if not where:
        faults.append(Fault("place", _("Write where.")))
    if faults:
        raise Refused(_("The appointment isn’t arranged yet."), fields=faults)
    values: dict[str, Any] = {"meets_at": meets_at, "place": where, "note": tidy(note, 300), "handled_by": by}
    event = move(row, "arrange", by=by, due_at=meets_at + dt.timedelta(days=1) if meets_at else None, set=values)
    telling.asker(row, lambda: _("Arranged: %(kind)s") % {"kind": row.kind_name}, event)
    return row


@transaction.atomic
def refuse(*, appointment: Appointment, reason: str, by: User) -> Appointment:
    """It can't be had."""
    row, said = held(appointment), tidy(reason, 300)
    event = move(row, "refuse", by=by, reason=said, set={"note": said, "handled_by": by, "ended_at": clock.now()})
    telling.asker(row, lambda: _("Refused: %(kind)s") % {"kind": row.kind_name}, event)
    return row


@transaction.atomic
def end(*, appointment: Appointment, kept: bool, by: User) -> Appointment:
    """It took place, or nobody came. Not before its hour."""
    row = held(appointment)
    if row.meets_at is not None and row.meets_at > clock.now():
        raise Conflict(_("Its hour lies ahead."))
    move(row, "finish" if kept else "miss", by=by, set={"ended_at": clock.now()})
    return row


@transaction.atomic
def withdraw(*, appointment: Appointment, by: User) -> Appointment:
    """It isn't needed any more."""
    row = held(appointment)
    event = move(row, "withdraw", by=by, set={"ended_at": clock.now()})
    if row.handled_by is not None:
        telling.these(
            row,
            [row.handled_by],
            lambda: _("Taken back: %(kind)s") % {"kind": row.kind_name},
            event,
            kind=telling.ASKED,
        )
    return row


def keeps(row: Appointment) -> int:
    """Days after its end that name and number are kept."""
    return int(for_version(row.pack_version).advice.keep)
