"""Appointments: booked, moved, cancelled, called at a window, missed; an office's day changed; never one over capacity."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, started, text
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.core.numbers import FULL_WIDTH
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.services import asking, slots, telling
from fugong.services.access import handles
from fugong.services.asking import Asker
from fugong.services.models import Kiosk, ServiceAppointment, ServiceDay
from fugong.services.models.appointment import TAKING
from fugong.services.policy import Office
from fugong.services.slots import Slot
from fugong.workflow.moves import move

WINDOWS = 99


@transaction.atomic
def book(
    *, campaign: Campaign, service: str, starts_at: dt.datetime | None, asker: Asker, by: User | None
) -> ServiceAppointment:
    """A time for a service. Raises Refused where the slot is full, over or none at all; Conflict where somebody was first."""
    row: ServiceAppointment = asking.begun(ServiceAppointment, campaign, service, asker, by)
    office = _hall(campaign, row.office)
    day, slot, seat = _seat(campaign, office, starts_at)
    _guard_once(row, day)
    _put(row, day, slot, seat, office)
    with _first_come():
        started(row, _gone_at(campaign, slot), "come")
    event = record(
        "service_appointment.book", row, by=by, as_name=asker.kiosk.name if asker.kiosk else "", number=row.number,
        starts_at=slot.key, service=row.service, channel=row.channel,
    )  # fmt: skip
    if row.channel != "web":
        telling.applicant(row, lambda: _("Booked in your name: %(service)s, %(when)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def change(*, appointment: ServiceAppointment, starts_at: dt.datetime | None, by: User) -> ServiceAppointment:
    """Another time; the old one is free again. Nobody loses the old time when the new one is full."""
    row = _open(appointment)
    _guard_ahead(row)
    office = _hall(row.campaign, row.office)
    day, slot, seat = _seat(row.campaign, office, starts_at)
    if slot.starts_at == row.starts_at:
        raise refuse("starts_at", _("This is the time that you have."))
    before = row.starts_at
    _put(row, day, slot, seat, office)
    end = _gone_at(row.campaign, slot)
    values = {name: getattr(row, name) for name in ("day", "starts_at", "ends_at", "seat", "number")}
    with _first_come():
        event = move(
            row, "change", by=by, set=values | {"due_at": end, "next_rung_at": end}, before=_key(before),
            starts_at=slot.key, number=row.number,
        )  # fmt: skip
    telling.applicant(row, lambda: _("Another time: %(service)s, %(when)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def cancel(*, appointment: ServiceAppointment, by: User) -> ServiceAppointment:
    """The time is free for somebody else."""
    row = _open(appointment)
    _guard_ahead(row)
    event = move(row, "cancel", by=by, set={"ended_at": clock.now()}, number=row.number)
    telling.applicant(row, lambda: _("Cancelled: %(service)s, %(when)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def arrive(*, appointment: ServiceAppointment, by: User) -> ServiceAppointment:
    """Somebody is there and waits."""
    row = _open(appointment)
    _guard_today(row)
    move(row, "arrive", by=by, set={"arrived_at": clock.now()}, number=row.number)
    return row


@transaction.atomic
def check_in(*, kiosk: Kiosk, number: str, ending: str) -> ServiceAppointment:
    """A visitor says at the kiosk that they are there: the waiting number, and the last four signs of the telephone number or of
    the credit code that was given.

    Raises Refused in the same words whatever of both is wrong, so that nothing is learnt by trying.
    """
    plain = number.translate(FULL_WIDTH).replace(" ", "").strip().upper()[:12]
    signs = "".join(sign for sign in ending.translate(FULL_WIDTH).upper() if sign.isalnum())
    rows = ServiceAppointment.objects.filter(campaign=kiosk.campaign, office=kiosk.office, day__day=clock.today())
    found = rows.filter(number__iexact=plain).first() if plain else None
    if found is None or len(signs) != 4 or signs not in (found.phone_masked[-4:], found.uscc[-4:]):
        raise refuse("number", _("No time of today fits this number and these signs. Look again, or ask at a window."))
    if found.state in ("waiting", "called"):
        return found
    row = _open(found)
    move(row, "arrive", by=None, as_name=kiosk.name, set={"arrived_at": clock.now()}, number=row.number)
    return row


@transaction.atomic
def call_next(*, campaign: Campaign, office: str, window: int, by: User) -> ServiceAppointment | None:
    """Calls the next number to a window: who waits, the earliest time first; where nobody waits, whose time has begun.

    None where there is nobody. Of two windows that call at once, each gets another number.
    """
    must_be_open(campaign)
    hall = _hall(campaign, office)
    if not 1 <= window <= WINDOWS:
        raise refuse("window", _("Write the window’s number."))
    slots.day_held(campaign, hall.key, clock.today())  # the other window waits here
    rows: Any = ServiceAppointment.objects.filter(campaign=campaign, office=hall.key, day__day=clock.today())
    waiting = rows.filter(state="waiting").order_by("starts_at", "arrived_at", "pk")
    begun = rows.filter(state="booked", starts_at__lte=clock.now()).order_by("starts_at", "pk")
    found = waiting.first() or begun.first()
    return call(appointment=found, window=window, by=by) if found else None


@transaction.atomic
def call(*, appointment: ServiceAppointment, window: int, by: User) -> ServiceAppointment:
    """Calls a number to a window; once more where it was called already."""
    row = _open(appointment)
    _guard_today(row)
    if not 1 <= window <= WINDOWS:
        raise refuse("window", _("Write the window’s number."))
    move(row, "call", by=by, set={"called_at": clock.now(), "window": window}, number=row.number, window=window)
    return row


@transaction.atomic
def serve(*, appointment: ServiceAppointment, by: User) -> ServiceAppointment:
    """Served at the window."""
    row = _open(appointment)
    move(row, "serve", by=by, set={"ended_at": clock.now()}, number=row.number)
    return row


@transaction.atomic
def miss(*, appointment: ServiceAppointment, by: User) -> ServiceAppointment:
    """Nobody came."""
    row = _open(appointment)
    if row.state == "booked" and row.starts_at > clock.now():
        raise refuse("appointment", _("Its time hasn’t begun yet."))
    event = move(row, "miss", by=by, set={"ended_at": clock.now()}, number=row.number)
    telling.applicant(row, lambda: _("You didn’t come: %(service)s, %(when)s") % _words(row), event, but=by)
    return row


@transaction.atomic
def set_day(
    *, campaign: Campaign, office: str, day: dt.date, staff: int | None, closed: bool, note: str, by: User
) -> ServiceDay:
    """What differs on a day of an office: closed, or so many served at once. Never fewer than are booked."""
    must_be_open(campaign)
    hall = _hall(campaign, office)
    if not by.scope(Permission.SERVICE_MANAGE).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You can’t change the days of an office."))
    if day < clock.today():
        raise refuse("day", _("This day is over."))
    if staff is not None and not 1 <= staff <= 500:
        raise refuse("staff", _("Write a whole number from 1 to %(most)s.") % {"most": 500})
    row = slots.day_held(campaign, hall.key, day)
    booked = row.appointments.filter(state__in=("booked", "waiting", "called"))
    if closed and (n := booked.count()):
        raise refuse("is_closed", _("%(n)s have a time on this day: give them another one first.") % {"n": n})
    seats = max(booked.values_list("seat", flat=True), default=0)
    if staff is not None and staff < seats:
        raise refuse("staff", _("%(n)s are booked for the same time: give them another one first.") % {"n": seats})
    row.staff, row.is_closed, row.note = staff, closed, text(note, 120, field="note")
    row.save(update_fields=["staff", "is_closed", "note"])
    record(
        "service_day.set", row, by=by, day=day.isoformat(), office=hall.key, staff=staff or "", closed=closed,
        note=row.note,
    )  # fmt: skip
    return row


# -- inside -----------------------------------------------------------------------------------------------------------


def _open(appointment: ServiceAppointment) -> ServiceAppointment:
    row = held(appointment)
    must_be_open(row.campaign)
    return row


def _hall(campaign: Campaign, key: str) -> Office:
    office: Office | None = campaign.pack.services.office(key)
    if office is None or not office.opens:
        raise refuse("office", _("Nobody can come to this office."))
    return office


def _seat(campaign: Campaign, office: Office, starts_at: dt.datetime | None) -> tuple[ServiceDay, Slot, int]:
    """A free seat of the slot that begins then, its day held. Raises Refused."""
    today = clock.today()
    day = clock.local(starts_at).date() if starts_at else today
    if starts_at is None or not today <= day <= today + dt.timedelta(days=office.ahead):
        raise refuse("starts_at", _("Choose one of the times."))
    row = slots.day_held(campaign, office.key, day)
    slot = slots.find(campaign, office, starts_at)
    if slot is None or slot.is_over:
        raise refuse("starts_at", _("There is no such time: choose one of the list."))
    seat = slots.free_seat(row, slot.starts_at, slot.capacity)
    if seat is None:
        raise refuse("starts_at", _("This time is full: choose another one."), "full")
    return row, slot, seat


def _put(row: ServiceAppointment, day: ServiceDay, slot: Slot, seat: int, office: Office) -> None:
    """Gives a seat and the next waiting number of the day, which is held."""
    day.last_number += 1
    day.save(update_fields=["last_number"])
    row.day, row.starts_at, row.ends_at, row.seat = day, slot.starts_at, slot.ends_at, seat
    row.number = f"{office.letter}{day.last_number:03d}"


class _first_come:
    """Whoever writes a seat that somebody else wrote meanwhile is told, and nothing of it stays."""

    def __enter__(self) -> None:
        self.inner = transaction.atomic()
        self.inner.__enter__()

    def __exit__(self, kind: Any, wrong: Any, trace: Any) -> None:
        self.inner.__exit__(kind, wrong, trace)
        if isinstance(wrong, IntegrityError) and "service_seat_given_once" in str(wrong):
            raise Conflict(_("Somebody took this time at the same moment. Choose another one.")) from None


def _guard_once(row: ServiceAppointment, day: ServiceDay) -> None:
    """One time a day for a service: whoever books twice keeps others away."""
    standing = ServiceAppointment.objects.filter(day=day, service=row.service, state__in=("booked", "waiting"))
    same = standing.filter(enterprise=row.enterprise) if row.enterprise else standing.filter(
        enterprise=None, applicant=row.applicant, caller=row.caller
    )  # fmt: skip
    if found := same.first():
        raise refuse(
            "starts_at", _("%(applicant)s has a time on this day already: %(number)s.")
            % {"applicant": row.applicant, "number": found.number},
        )  # fmt: skip


def _guard_ahead(row: ServiceAppointment) -> None:
    if row.starts_at <= clock.now():
        raise refuse("appointment", _("Its time has begun already."))


def _guard_today(row: ServiceAppointment) -> None:
    if clock.local(row.starts_at).date() != clock.today():
        raise refuse("appointment", _("This time is on %(day)s.") % {"day": clock.local(row.starts_at).date()})


def _gone_at(campaign: Campaign, slot: Slot) -> dt.datetime:
    return slot.ends_at + dt.timedelta(minutes=campaign.pack.services.grace_minutes)


def _key(moment: dt.datetime) -> str:
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def _words(row: ServiceAppointment) -> dict[str, Any]:
    return {"service": row.service_name, "when": dates.shown_short_moment(row.starts_at), "number": row.number}


def may_call(user: User, campaign: Campaign, office: str) -> bool:
    """Whether the person calls numbers there."""
    probe = ServiceAppointment(campaign=campaign, area_code=campaign.jurisdiction.code, office=office)
    return handles(user, probe, office)


__all__ = ["TAKING", "arrive", "book", "call", "call_next", "cancel", "change", "may_call", "miss", "serve", "set_day"]
