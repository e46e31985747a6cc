"""Beside the coach: codes are read, it departs, it is here, people are handed over to bed and test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.lodging.actions import requests as beds
from fugong.lodging.actions import stays
from fugong.lodging.models import BedRequest, RequestedPerson, Stay
from fugong.testing import coding
from fugong.transport import riding, telling
from fugong.transport.actions.seats import trip_held
from fugong.transport.models import Rider, Share, Trip
from fugong.workflow.moves import move, move_many
from fugong.workforce.actions import classes, files
from fugong.workforce.giving import Given
from fugong.workforce.models import Person

EARLY, LATE = dt.timedelta(minutes=10), dt.timedelta(hours=48)
"""How far a phone's clock may run ahead; how old a scan may be that a phone without network kept."""


@dataclass(frozen=True, slots=True)
class Boarded:
    """A rider aboard; `known`: they were already."""

    rider: Rider
    known: bool


@transaction.atomic
def begin(*, trip: Trip, by: User) -> Trip:
    """Boarding begins. The same again changes nothing."""
    row = trip_held(trip)
    if row.state == "boarding" and row.may_move(by, Permission.TRIP_BOARD):
        return row
    move(row, "board", by=by)
    return row


@transaction.atomic
def board(
    *, trip: Trip, person: Person, by: User, at: dt.datetime | None = None, via: str = "desk"
) -> Boarded:  # fmt: skip
    """The person whose code was read is aboard. Raises Refused: not on the manifest, may not ride; Conflict: it has left.

    A scan that a phone kept without network may come after the departure was told, if it happened before.
    """
    row = trip_held(trip)
    if not row.may_move(by, Permission.TRIP_BOARD):
        raise NotAllowed(_("You don’t board people of this trip."))
    moment = moment_of(at)
    rider = _rider(row, person)
    if rider.state in ("boarded", "arrived", "handed_over"):
        return Boarded(rider, known=True)
    if row.state == "confirmed":
        move(row, "board", by=by)
    was_before = row.state == "on_way" and at is not None and row.departed_at is not None and moment <= row.departed_at
    if row.state != "boarding" and not was_before:
        raise Conflict(_("This trip is “%(state)s”: nobody can board.") % {"state": row.state_name})
    found = riding.hindrance(rider, row.campaign)
    if found is not None:
        seen = person.may_move(by, Permission.PERSON_VIEW)
        raise Refused(found.because if seen and found.because else found.words, code=f"rider_{found.code}")
    move(rider, "board", by=by, set={"boarded_at": moment, "boarded_via": via})
    return Boarded(rider, known=False)


def read(trip: Trip, code: str) -> Person:
    """The person whose code, signed or short, this is. Raises Refused."""
    return coding.read(trip.campaign, code)


def moment_of(at: dt.datetime | None) -> dt.datetime:
    """When something happened, by a phone's clock. Raises Refused."""
    now = clock.now()
    moment = at or now
    if moment > now + EARLY or moment < now - LATE:
        raise Refused(_("This moment lies too far away: look at the phone’s clock."), code="moment")
    return min(moment, now)


def _rider(trip: Trip, person: Person) -> Rider:
    rows = Rider.objects.select_for_update(of=("self",)).select_related("person__key", "enterprise")
    found = rows.filter(trip=trip, person=person).exclude(state="removed").order_by("-pk").first()
    if found is None:
        raise Refused(_("This person isn’t on the manifest of this trip."), code="not_listed")
    found.trip, found.person.campaign, found.campaign = trip, trip.campaign, trip.campaign
    return found


@transaction.atomic
def alight(*, rider: Rider, by: User) -> Rider:
    """A slip, or the person got off before departure."""
    trip = trip_held(rider.trip)
    if trip.state != "boarding":
        raise Conflict(_("The coach has departed."))
    row = _rider(trip, rider.person)
    if row.state == "listed":
        return row
    move(row, "alight", by=by, set={"boarded_at": None, "boarded_via": ""})
    return row


@transaction.atomic
def depart(*, trip: Trip, by: User, at: dt.datetime | None = None) -> Trip:
    """It has left; whoever hasn't boarded stays behind. The same again changes nothing."""
    row = trip_held(trip)
    if row.state in ("on_way", "arrived", "closed") and row.may_move(by, Permission.TRIP_BOARD):
        return row
    aboard = Rider.objects.filter(trip=row, state="boarded").count()
    if not aboard:
        raise Conflict(_("Nobody is aboard yet. If it doesn’t go, cancel the trip."))
    move(row, "depart", by=by, due_at=row.arrives_at, set={"departed_at": moment_of(at)}, people=aboard)
    left = list(Rider.objects.filter(trip=row, state="listed").select_related("enterprise"))
    move_many(left, "miss", as_name=by.name)
    return row


@transaction.atomic
def arrive(*, trip: Trip, by: User, at: dt.datetime | None = None) -> Trip:
    """It is here: the riders' files say so, their classes are found anew, tests and beds follow. Again changes nothing."""
    row = trip_held(trip)
    if row.state in ("arrived", "closed") and row.may_move(by, Permission.TRIP_BOARD):
        return row
    moment = moment_of(at)
    riders = list(Rider.objects.filter(trip=row, state="boarded").select_related("enterprise").order_by("pk"))
    due = row.campaign.pack.due(moment, row.campaign.pack.transport.clocks.hand_over)
    values = {"arrived_at": moment, "brought": len(riders)}
    event = move(row, "arrive", by=by, due_at=due, set=values, people=len(riders))
    move_many(riders, "arrive", as_name=by.name)
    for share in row.shares.all():
        Share.objects.filter(pk=share.pk).update(
            brought=sum(each.enterprise_id == share.enterprise_id for each in riders)
        )
    _here(row, riders, by)
    telling.riders(row, lambda: _("Your people are here: %(n)s came by coach") % {"n": len(riders)}, event, but=by)
    return row


def _here(trip: Trip, riders: Sequence[Rider], by: User) -> None:
    """The files: arrived today, by chartered coach."""
    people = list(Person.objects.opened().filter(pk__in=[each.person_id for each in riders]).order_by("pk"))
    day = clock.local(trip.arrived_at or clock.now()).date()
    regions = {stop.need.enterprise_id: stop.need.region for stop in trip.stops.select_related("need") if stop.need}
    origin = {each.person_id: regions.get(each.enterprise_id, "") for each in riders}
    for person in people:
        person.campaign = trip.campaign
        files.receive(person=person)
        given = Given(
            name=person.name, document=str(person.opened["document"]), document_kind=person.document_kind,
            arrived_on=day, transport="charter", origin=person.origin,
        )  # fmt: skip
        if not person.origin and origin.get(person.pk):
            given = replace(given, origin=origin[person.pk])
        files.amend(person=person, given=given, by=None, as_name=by.name)
        person.refresh_from_db()
    classes.follow(people, why="arrival", returns=True)


@transaction.atomic
def hand_over(*, riders: Sequence[Rider], by: User) -> int:
    """They are where they sleep: a bed on hold becomes theirs. When all of a trip are, the trip is closed."""
    if not riders:
        raise Refused(_("Choose at least one person."))
    trip = trip_held(riders[0].trip)
    keys = [each.pk for each in riders]
    rows = list(
        Rider.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, trip=trip, state="arrived")
        .select_related("enterprise", "trip__campaign__pack_version")
        .order_by("pk")
    )
    if not rows:
        raise Conflict(_("They were handed over already, or haven’t arrived."))
    for row in rows:
        row.trip = trip
        _move_in(row, by)
        move(row, "hand_over", by=by, set={"handed_over_at": clock.now()})
    if not Rider.objects.filter(trip=trip, state="arrived").exists():
        move(trip, "close", by=None, as_name=by.name)
    return len(rows)


def _move_in(rider: Rider, by: User) -> None:
    """The bed on hold for somebody, where whoever hands over may give beds."""
    stay = Stay.objects.filter(
        person=rider.person_id, state="reserved", since__lte=clock.today()
    ).order_by("since").first()  # fmt: skip
    if stay is not None and stay.may_move(by, Permission.BED_ARRANGE):
        stays.move_in(stay=stay, by=by)


@transaction.atomic
def ask_beds(*, trip: Trip, nights: int, by: User) -> list[BedRequest]:
    """Asks for beds for all riders who have none, one request for each enterprise, from the day of arrival."""
    row = trip_held(trip)
    if not row.may_move(by, Permission.TRIP_BOARD):
        raise NotAllowed(_("You can’t change this trip."))
    lacking: dict[int, list[Any]] = {}
    for rider in without_bed(row).select_related("enterprise"):
        lacking.setdefault(rider.enterprise_id, []).append(rider)
    if not lacking:
        raise Conflict(_("Everybody has a bed, or is asked for already."))
    since = max(clock.today(), clock.local(row.arrives_at).date())
    made = []
    for riders in lacking.values():
        made.append(
            beds.ask(
                campaign=row.campaign, enterprise=riders[0].enterprise, people=[each.person_id for each in riders],
                since=since, until=since + dt.timedelta(days=nights) if nights else None, by=by,
            )
        )  # fmt: skip
    record("trip.beds", row, by=by, people=sum(map(len, lacking.values())))
    return made


def without_bed(trip: Trip) -> Any:
    """Riders for whom no bed is held or asked for."""
    same = {"person": OuterRef("person")}
    having = Stay.objects.filter(campaign=trip.campaign_id, state__in=("reserved", "moved_in"), **same)
    asked = RequestedPerson.objects.filter(request__state__in=("asked", "arranged"), **same)
    rows = Rider.objects.filter(~Exists(having), ~Exists(asked), trip=trip, state__in=("listed", "boarded", "arrived"))
    return rows.order_by("pk")
