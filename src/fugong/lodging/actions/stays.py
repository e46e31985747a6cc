"""Stays: moved in, moved out, given up, moved to another room. A person's file follows."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.lodging import capacity
from fugong.lodging.actions import placing, requests
from fugong.lodging.actions.held import held
from fugong.lodging.models import House, Room, Stay
from fugong.workflow.moves import move
from fugong.workforce.actions import classes
from fugong.workforce.models import Person


def _held(stay: Stay) -> Stay:
    rows = Stay.objects.select_for_update(of=("self",), no_key=True)
    found: Stay = rows.select_related(
        "room__house__enterprise", "room__house__campaign__pack_version", "enterprise"
    ).get(pk=stay.pk)
    return found


@transaction.atomic
def move_in(*, stay: Stay, by: User) -> Stay:
    """The person has the key. Somebody who comes early, or into a bed that another hasn't left, is refused."""
    stay = _held(stay)
    today = clock.today()
    if stay.state == "reserved" and stay.since > today:
        raise refuse(
            "stay",
            _("The bed is on hold from %(day)s; until then it may be another’s.") % {"day": dates.shown(stay.since)},
        )
    try:
        with transaction.atomic():
            move(stay, "move_in", by=by, set={"moved_in_at": clock.now()})
    except IntegrityError:
        raise Conflict(_("Whoever had this bed hasn’t moved out yet: say so first, or choose another room.")) from None
    _follow(stay.person_id, stay.lodging)
    return stay


@transaction.atomic
def move_out(*, stay: Stay, by: User) -> Stay:
    """The bed is free from today."""
    stay = _held(stay)
    move(stay, "move_out", by=by, set=_ended(stay))
    _follow(stay.person_id, "")
    return stay


@transaction.atomic
def cancel(*, stay: Stay, by: User) -> Stay:
    """The person doesn't come; a request that isn't confirmed yet counts anew."""
    request = stay.request
    if request is not None:
        held(request)  # always before its stays, so that two never wait for each other
    stay = _held(stay)
    move(stay, "cancel", by=by)
    if request is not None:
        requests.recount(request, by)
    return stay


@transaction.atomic
def extend(*, stay: Stay, until: dt.date | None, by: User) -> Stay:
    """Another last day. Raises Refused where the bed is promised to somebody else by then."""
    stay = _held(stay)
    if not stay.may_move(by, Permission.BED_ARRANGE):
        raise NotAllowed(_("You can’t change this stay."))
    if stay.state not in placing.ACTIVE:
        raise Conflict(_("This stay is over."))
    if until is not None and until <= max(stay.since, clock.today()):
        raise refuse("until", _("The day of leaving lies ahead, after the first day."))
    if not stay.room.house.is_open(stay.since, until):
        raise refuse("until", _("The house isn’t open so long."))
    before, stay.until = stay.until, until
    try:
        with transaction.atomic():
            stay.save(update_fields=["until"])
    except IntegrityError:
        raise refuse("until", _("From then on the bed is on hold for somebody else.")) from None
    record("stay.extend", stay, by=by, until=str(until or ""), before=str(before or ""))
    return stay


@transaction.atomic
def transfer(*, stay: Stay, room: Room, by: User) -> Stay:
    """Another room from today (of a bed on hold: from its first day). Who slept where until now stays known."""
    rooms = capacity.rooms_held(Room.objects.filter(pk__in={stay.room_id, room.pk}))
    stay, to = _held(stay), next(each for each in rooms if each.pk == room.pk)
    if to.pk == stay.room_id:
        raise refuse("room", _("The person is in this room already."))
    if stay.state not in placing.ACTIVE:
        raise Conflict(_("This stay is over."))
    lives = stay.state == "moved_in"
    since = clock.today() if lives else stay.since
    until = stay.until if stay.until is None or stay.until > since else None
    _guard_house(to.house, stay, since, until, by)
    section = to.house.campaign.pack.lodging
    move(stay, "transfer" if lives else "cancel", by=by, set=_ended(stay) if lives else {})
    person = Person.objects.get(pk=stay.person_id)
    bed = placing.allot([(person, to)], since, until, section)[0]
    more = {"state": "moved_in", "moved_in_at": clock.now()} if lives else {}
    made = placing.stay_of(
        bed, since, until, section, request=stay.request,
        **({} if stay.request else {"enterprise_id": stay.enterprise_id}), **more,
    )  # fmt: skip
    placing.write([made])
    record("stay.begin" if lives else "stay.reserve", made, by=by, before=stay.pk)
    if lives:
        _follow(made.person_id, made.lodging)
    return made


def _guard_house(house: House, stay: Stay, since: dt.date, until: dt.date | None, by: User) -> None:
    if not house.may_move(by, Permission.BED_ARRANGE) and house.pk != stay.room.house_id:
        raise NotAllowed(_("You can’t give beds in that house."))
    if not house.is_open(since, until) or house.enterprise_id not in (None, stay.enterprise_id):
        raise refuse("room", _("There is no such room for these days."))


def _ended(stay: Stay) -> dict[str, object]:
    return {"moved_out_at": clock.now(), "until": max(clock.today(), stay.since)}


def _follow(person_id: int, lodging: str) -> None:
    """The file says where the person lives; the classes that lean on it are found anew."""
    Person.objects.filter(pk=person_id).update(lodging=lodging)
    person = Person.objects.opened().select_related("campaign__pack_version").filter(pk=person_id).first()
    if person is not None:
        classes.follow([person], why="file")
