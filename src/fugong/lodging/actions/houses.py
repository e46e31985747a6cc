"""Houses and rooms: proposed, checked, opened, closed; rooms by the rules of their kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.lodging.access import holds, speaks_for
from fugong.lodging.actions.entries import is_area, take_phone, take_texts
from fugong.lodging.actions.held import held
from fugong.lodging.models import House, Room, Stay
from fugong.lodging.models.stay import ACTIVE
from fugong.lodging.policy import HouseKind
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

LONGEST = {"name": 80, "address": 160, "contact_name": 60}
MOST_BEDS = 60


def may_tend(user: User, house: House) -> bool:
    """Whether the person keeps the house's entry: who arranges there, and the enterprise whose plant it is in."""
    return holds(user, Permission.BED_ARRANGE, house) or speaks_for(user, house.enterprise_id)


@transaction.atomic
def propose(
    *, campaign: Campaign, values: Mapping[str, Any], by: User | None, enterprise: Enterprise | None = None
) -> House:
    """Enters a house: `kind`, `name`, `address`, `area_code`, `longitude`, `latitude`, `contact_name`, `phone`.

    With `enterprise` it is inside that plant, and its area is the enterprise's. `by` is None for the installation.
    """
    must_be_open(campaign)
    area = enterprise.area_code if enterprise else str(values.get("area_code") or "")
    house = House(
        campaign=campaign, enterprise=enterprise, area_code=area, state=House.workflow.initial, state_since=clock.now()
    )
    if by is not None and not may_tend(by, house):
        raise NotAllowed(_("You can’t enter a house here."))
    _take(house, values, enterprise)
    try:
        with transaction.atomic():
            house.save(force_insert=True)
    except IntegrityError:
        raise refuse("name", _("There is a house of this name already.")) from None
    record("house.enter", house, by=by, as_name="" if by else "installation", kind=house.kind)
    return house


@transaction.atomic
def amend(*, house: House, values: Mapping[str, Any], by: User) -> House:
    """Corrects the entry. Another kind, another address: it has to be checked anew, says the desk, and closes it first."""
    house = held(house)
    if not may_tend(by, house):
        raise NotAllowed(_("You can’t change this house."))
    _take(house, {"kind": house.kind, **values}, house.enterprise)
    try:
        with transaction.atomic():
            house.save()
    except IntegrityError:
        raise refuse("name", _("There is a house of this name already.")) from None
    record("house.amend", house, by=by)
    return house


def _take(house: House, values: Mapping[str, Any], enterprise: Enterprise | None) -> None:
    """What is said, checked, into the row."""
    faults: list[Fault] = []
    take_texts(house, values, LONGEST, faults)
    if not house.name:
        faults.append(Fault("name", _("Write what the house is called.")))
    house.kind = str(values.get("kind") or house.kind)
    kind = house.campaign.pack.lodging.kind(house.kind)
    if kind is None:
        faults.append(Fault("kind", _("Choose one of the list.")))
    elif kind.lodging == "plant" and enterprise is None:
        faults.append(Fault("enterprise", _("Say whose plant it is in.")))
    if enterprise is None and not is_area(house.campaign, house.area_code):
        faults.append(Fault("area_code", _("Choose an area of this campaign.")))
    take_phone(house, values, faults)
    for name, most in (("longitude", 180.0), ("latitude", 90.0)):
        if values.get(name) not in (None, ""):
            setattr(house, name, _degrees(str(values[name]), most, name, faults))
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)


def _degrees(given: str, most: float, name: str, faults: list[Fault]) -> float | None:
    try:
        found = float(given)
    except ValueError:
        found = most + 1
    if not -most <= found <= most:
        faults.append(Fault(name, _("Write degrees, such as 118.15.")))
        return None
    return found


@transaction.atomic
def check(*, house: House, seen: Mapping[str, bool], by: User, on: dt.date | None = None) -> House:
    """Records what was found on the spot. Where something is wrong the house stays proposed, with what was found."""
    house = held(house)
    if not house.may_move(by, Permission.BED_ARRANGE):
        raise NotAllowed(_("You can't do “%(move)s” here.") % {"move": House.workflow.arrow("check").name})
    if house.state != "proposed":
        raise Conflict(_("Only a proposed house is checked. Reload the page to see where it stands."))
    kind = house.campaign.pack.lodging.kind(house.kind)
    wanted = [each.key for each in kind.checks] if kind else []
    found = {key: bool(seen.get(key)) for key in wanted}
    house.checks, house.checked_on, house.checked_by = found, on or clock.today(), by
    house.save(update_fields=["checks", "checked_on", "checked_by"])
    wrong = [key for key, right in found.items() if not right]
    if wrong:
        record("house.find_wanting", house, by=by, missing=len(wrong))
        return house
    if not house.rooms.exists():
        raise refuse("rooms", _("Enter its rooms first: they belong to what is checked."))
    _guard_rooms(house, kind)
    move(house, "check", by=by)
    return house


def _guard_rooms(house: House, kind: HouseKind | None) -> None:
    for room in house.rooms.all():
        faults = room_faults(kind, room.beds, room.area, room.spacing)
        if faults:
            raise refuse("rooms", _("Room %(number)s: %(why)s") % {"number": room.number, "why": faults[0].message})


@transaction.atomic
def open_(*, house: House, since: dt.date, until: dt.date | None, by: User) -> House:
    """Beds can be given from a day (to a day)."""
    house = held(house)
    if until is not None and until <= since:
        raise refuse("open_until", _("The last day comes after the first."))
    move(house, "open", by=by, set={"open_from": since, "open_until": until}, since=since.isoformat())
    return house


@transaction.atomic
def close(*, house: House, reason: str, by: User) -> House:
    """Nobody may have a bed there any more."""
    house = held(house)
    lives = Stay.objects.filter(room__house=house, state__in=ACTIVE).count()
    if lives:
        raise refuse(
            "reason", _("%(n)s people have a bed there. Let them move out, or to another house, first.") % {"n": lives}
        )
    move(house, "close", by=by, reason=reason)
    return house


@transaction.atomic
def propose_again(*, house: House, by: User) -> House:
    """A closed house is to open again; it is checked anew."""
    house = held(house)
    move(house, "propose", by=by, set={"checks": {}, "checked_on": None, "open_from": None, "open_until": None})
    return house


@transaction.atomic
def reveal(*, house: House, reason: str, by: User) -> str:
    """The contact's number; the look and its reason are recorded."""
    if not holds(by, Permission.BED_ARRANGE, house):
        raise NotAllowed(_("You can’t look at this."))
    if not reason.strip():
        raise refuse("reason", _("Say why you need the number."))
    record("house.reveal", house, by=by, reason=reason.strip()[:200])
    return str(house.phone or "")


# -- rooms --------------------------------------------------------------------------------------------------------


@transaction.atomic
def put_room(*, house: House, values: Mapping[str, Any], by: User | None, room: Room | None = None) -> Room:
    """Enters a room, or changes it: `number`, `beds` (0: out of use), `area` (m²), `spacing` (m), `isolation`."""
    house = held(house)
    if by is not None and not may_tend(by, house):
        raise NotAllowed(_("You can’t change this house."))
    row = room or Room(house=house)
    _take_room(row, house, values)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as broken:
        if "room_beds_are_empty" in str(broken):
            raise refuse("beds", _("Somebody has one of the beds that would go: let them move first.")) from None
        raise refuse("number", _("There is a room of this number already.")) from None
    record("house.room", house, by=by, as_name="" if by else "installation", room=row.number, beds=row.beds)
    return row


def _take_room(row: Room, house: House, values: Mapping[str, Any]) -> None:
    kind = house.campaign.pack.lodging.kind(house.kind)
    faults: list[Fault] = []
    row.number = str(values.get("number") or row.number).strip()
    if not row.number or len(row.number) > 20:
        faults.append(Fault("number", _("Write the room’s number.")))
    beds = numbers.asked(str(values.get("beds", "") if values.get("beds") is not None else "").strip(), MOST_BEDS)
    if beds is None:
        faults.append(Fault("beds", _("Write a whole number from 0 to %(most)s.") % {"most": MOST_BEDS}))
    else:
        row.beds = beds
    for name, most in (("area", Decimal(9999)), ("spacing", Decimal(20))):
        setattr(row, name, _measure(values.get(name), most, name, faults))
    was, row.isolation = row.isolation, bool(values.get("isolation"))
    if row.pk and was != row.isolation and Stay.objects.filter(room=row, state__in=ACTIVE).exists():
        faults.append(Fault("isolation", _("Somebody has a bed in this room: let them move first.")))
    if not faults:
        faults = room_faults(kind, row.beds, row.area, row.spacing)
    if faults:
        raise Refused(faults[0].message, fields=faults)


def _measure(given: Any, most: Decimal, name: str, faults: list[Fault]) -> Decimal | None:
    text = str(given if given is not None else "").strip()
    if not text:
        return None
    try:
        found = Decimal(text)
        if not (found.is_finite() and 0 <= found <= most):
            raise InvalidOperation
    except InvalidOperation:
        faults.append(Fault(name, _("Write a number from 0 to %(most)s.") % {"most": most}))
        return None
    return found


def room_faults(kind: HouseKind | None, beds: int, area: Decimal | None, spacing: Decimal | None) -> list[Fault]:
    """What the rules of its kind have against a room."""
    if kind is None or beds == 0:
        return []
    found = []
    if kind.most is not None and beds > kind.most:
        found.append(Fault("beds", _("At most %(most)s beds a room.") % {"most": kind.most}))
    if kind.area is not None:
        needed = Decimal(str(kind.area)) * beds
        if area is None:
            found.append(Fault("area", _("Write how many square metres the room has."), "required"))
        elif area < needed:
            words = _("%(beds)s beds need %(needed)s m²: %(each)s for each.")
            found.append(Fault("area", words % {"beds": beds, "needed": needed.normalize(), "each": kind.area}))
    if kind.spacing is not None and beds > 1:
        if spacing is None:
            found.append(Fault("spacing", _("Write the distance between the beds, in metres."), "required"))
        elif spacing < Decimal(str(kind.spacing)):
            found.append(Fault("spacing", _("Beds stand at least %(n)s m apart.") % {"n": kind.spacing}))
    return found
