"""Giving beds: the rooms are locked first, then it is counted what is free, then it is written. The database checks once more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.errors import DeadlockDetected

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record_many
from fugong.lodging import capacity, telling
from fugong.lodging.access import holds
from fugong.lodging.actions.held import held
from fugong.lodging.filling import Part, Space, fill
from fugong.lodging.models import BedRequest, House, Room, Stay
from fugong.lodging.models.stay import ACTIVE, MARGIN
from fugong.lodging.policy import Lodgings
from fugong.policy.loaded import for_version
from fugong.workflow.moves import move
from fugong.workforce.models import Person

MOST_HOUSES = 20
"""So many houses are looked through by one proposal."""


@dataclass(frozen=True, slots=True)
class Bed:
    """What somebody gets."""

    person: Person
    room: Room
    bed: int


@transaction.atomic
def propose(*, request: BedRequest, houses: Sequence[House], by: User) -> list[Stay]:
    """Fills rooms of these houses, the first first, with whoever of the request has no bed yet: groups together, isolated
    people only into isolation rooms. Raises Refused where nothing is free, NotAllowed."""
    request = _arranging(request, by)
    waiting = unplaced(request)
    if not waiting:
        raise refuse("people", _("Everybody has a bed already."))
    section = _rules(request)
    order = {house.pk: place for place, house in enumerate(houses[:MOST_HOUSES])}
    rooms = capacity.rooms_held(Room.objects.filter(house__in=list(order), beds__gt=0))
    rooms = [room for room in rooms if _suits(room.house, request)]
    rooms.sort(key=lambda room: (order[room.house_id], room.pk))
    spaces = _spaces(rooms, request.since, request.until, section)
    parts = _parts(waiting, section)
    filled = fill(parts, spaces, kept_apart=frozenset(section.apart))
    if not filled.rooms:
        raise refuse("houses", _none_fits(parts, spaces))
    by_id = {room.pk: room for room in rooms}
    pairs = [(person, by_id[filled.rooms[person.pk]]) for person in waiting if person.pk in filled.rooms]
    return _give(request, pairs, by)


@transaction.atomic
def place(*, request: BedRequest, rooms: Mapping[int, int], by: User) -> list[Stay]:
    """Gives people (by id) beds in rooms (by id), by hand; whoever has a bed of this request gets the new one instead.
    Raises Refused at the person where the room is full or isn't for them."""
    request = _arranging(request, by)
    asked = {person.pk: person for person in _people(request)}
    if not rooms or not set(rooms) <= set(asked):
        raise refuse("people", _("Choose people of this request."))
    found = {room.pk: room for room in capacity.rooms_held(Room.objects.filter(pk__in=set(rooms.values())))}
    for person, room in rooms.items():
        if room not in found or not _suits(found[room].house, request):
            raise refuse(f"room-{person}", _("There is no such room for these days."))
    _leave(request, list(rooms), by)
    return _give(request, [(asked[person], found[room]) for person, room in rooms.items()], by)


def unplaced(request: BedRequest) -> list[Person]:
    """Whoever of a request has no bed yet."""
    having = set(Stay.objects.filter(request=request, state__in=ACTIVE).values_list("person", flat=True))
    return [person for person in _people(request) if person.pk not in having]


def _people(request: BedRequest) -> list[Person]:
    return list(Person.objects.filter(bed_requests__request=request).order_by("pk"))


def _rules(request: BedRequest) -> Lodgings:
    found: Lodgings = for_version(request.pack_version).lodging
    return found


def _arranging(request: BedRequest, by: User) -> BedRequest:
    request = held(request)
    if not holds(by, Permission.BED_ARRANGE, request):
        raise NotAllowed(_("You can’t arrange beds for %(enterprise)s.") % {"enterprise": request.enterprise})
    if request.state not in ("asked", "arranged"):
        raise Conflict(_("This request is settled: %(state)s.") % {"state": request.state_name})
    return request


def _suits(house: House, request: BedRequest) -> bool:
    if house.campaign_id != request.campaign_id or not house.is_open(request.since, request.until):
        return False
    return house.enterprise_id in (None, request.enterprise_id)


def _spaces(rooms: Sequence[Room], since: dt.date, until: dt.date | None, section: Lodgings) -> list[Space]:
    keys = [room.pk for room in rooms]
    gone = capacity.taken(keys, since, until)
    states: dict[int, set[str]] = defaultdict(set)
    there = Stay.objects.filter(capacity.taking(since, until), room__in=keys).order_by()
    for room, state in there.values_list("room", "person__state"):
        states[room].add(state)
    found = []
    for room in rooms:
        used = len(gone.get(room.pk, ()))
        free = capacity.usable(room, section.isolation.single) - used
        found.append(Space(room.pk, room.house_id, free, used == 0, room.isolation, frozenset(states[room.pk])))
    return found


def _none_fits(parts: Sequence[Part], spaces: Sequence[Space]) -> str:
    """Why nobody found a bed: none is free, or those that are stand in rooms of people who mustn't be together with them."""
    if any(each.free > 0 and each.isolation == part.isolation for part in parts for each in spaces):
        return _(
            "The free beds there stand in rooms of people who are to be kept apart from these. Choose a house with an empty "
            "room, or refuse with a reason."
        )
    return _("No fitting bed is free in these days. Choose other houses, or refuse with a reason.")


def _parts(people: Iterable[Person], section: Lodgings) -> list[Part]:
    """The isolated, those of each state that is kept apart, and all others."""
    parts: dict[str, Part] = {}
    for person in people:
        isolated = person.state == "isolated"
        apart = person.state if isolated or person.state in section.apart else ""
        part = parts.setdefault(apart, Part([], isolated, apart))
        part.people.append(person.pk)
    return sorted(parts.values(), key=lambda part: (not part.isolation, not part.apart))


def allot(pairs: Sequence[tuple[Person, Room]], since: dt.date, until: dt.date | None, section: Lodgings) -> list[Bed]:
    """A bed for each, in rooms that are locked. Raises Refused at `room-<person>` where one is full or isn't for them."""
    spaces = {space.room: space for space in _spaces([room for _p, room in pairs], since, until, section)}
    gone = capacity.taken(list(spaces), since, until)
    found = []
    for person, room in pairs:
        space = spaces[room.pk]
        _guard(person, room, space, section)
        number = next((n for n in range(1, room.beds + 1) if n not in gone[room.pk]), None)
        if space.free < 1 or number is None:
            raise refuse(f"room-{person.pk}", _("No bed is free in room %(room)s in these days.") % {"room": room})
        gone[room.pk].add(number)
        space.free -= 1
        space.states |= {person.state}
        found.append(Bed(person, room, number))
    return found


def _guard(person: Person, room: Room, space: Space, section: Lodgings) -> None:
    field, isolated = f"room-{person.pk}", person.state == "isolated"
    if isolated and not room.isolation:
        raise refuse(field, _("Somebody in isolation needs an isolation room; %(room)s is none.") % {"room": room})
    if room.isolation and not isolated:
        raise refuse(field, _("%(room)s is an isolation room, kept for people in isolation.") % {"room": room})
    apart = set(section.apart)
    mixed = space.states - {person.state} if person.state in apart else space.states & apart
    if mixed:
        raise refuse(field, _("In %(room)s live people who are to be kept apart.") % {"room": room})


def _give(request: BedRequest, pairs: Sequence[tuple[Person, Room]], by: User) -> list[Stay]:
    """Writes the stays, answers the request, tells the enterprise."""
    section = _rules(request)
    beds = allot(pairs, request.since, request.until, section)
    stays = [stay_of(each, request.since, request.until, section, request=request) for each in beds]
    write(stays)
    record_many("stay.reserve", stays, by=by, data=[{"request": request.pk}] * len(stays))
    placed = Stay.objects.filter(request=request, state__in=ACTIVE).values("person").distinct().count()
    pack = for_version(request.pack_version)
    confirm = pack.lodging.confirm_within
    due = pack.due(clock.now(), confirm) if confirm else None
    event = move(
        request, "arrange" if request.state == "asked" else "change", by=by, due_at=due, set={"placed": placed},
        placed=placed, wanted=request.wanted,
    )  # fmt: skip
    telling.enterprise(
        request,
        lambda: (
            ngettext(
                "%(n)s bed is on hold for you: look and confirm",
                "%(n)s beds are on hold for you: look and confirm",
                placed,
            )
            % {"n": placed}
        ),
        event,
        but=by,
    )
    return stays


def stay_of(
    bed: Bed, since: dt.date, until: dt.date | None, section: Lodgings, *, request: BedRequest | None, **more: Any
) -> Stay:
    """The stay that follows from a bed, not yet in the database."""
    house = bed.room.house
    kind = section.kind(house.kind)
    lodging = "isolation" if bed.room.isolation else kind.lodging if kind else "dormitory"
    values = {"state": "reserved", "state_since": clock.now(), **more}
    return Stay(
        campaign_id=house.campaign_id, person=bed.person, room=bed.room, bed=bed.bed, place=bed.room.pk * MARGIN + bed.bed,
        request=request, enterprise_id=request.enterprise_id if request else values.pop("enterprise_id", None),
        area_code=house.area_code, lodging=lodging, since=since, until=until, **values,
    )  # fmt: skip


def write(stays: Sequence[Stay]) -> None:
    """Into the database; what its guards find is told as what it means."""
    try:
        with transaction.atomic():
            Stay.objects.bulk_create(stays, batch_size=1_000)
    except (IntegrityError, OperationalError) as broken:
        # two that write the same bed in one moment wait for each other: PostgreSQL ends one of them as a deadlock
        if isinstance(broken, OperationalError) and not isinstance(broken.__cause__, DeadlockDetected):
            raise
        if "stay_one_bed_a_person" in str(broken):
            raise Conflict(_("Somebody of them got another bed for these days meanwhile. Reload the page.")) from None
        raise Conflict(_("A bed was given to somebody else meanwhile. Reload the page.")) from None


def _leave(request: BedRequest, people: list[int], by: User) -> None:
    """Beds of this request that these people get others for."""
    rows = Stay.objects.select_for_update(of=("self",)).filter(request=request, person__in=people, state="reserved")
    for stay in rows.order_by("pk"):
        move(stay, "give_back", by=None, as_name=by.name)
