"""Who lies where: a house's rooms on a day, for a page. Names only of those whose file the reader may see."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fugong.accounts.permissions import Permission
from fugong.lodging import capacity, people
from fugong.lodging.capacity import Beds
from fugong.lodging.models import House, Room, Stay
from fugong.registry.models import Enterprise


@dataclass(slots=True)
class Sleeper:
    """Somebody in a bed: the file and the enterprise only where the reader may see them."""

    stay: Stay
    person: Any
    enterprise: Enterprise | None
    is_misplaced: bool
    """In isolation, and in an ordinary room."""


@dataclass(slots=True)
class RoomOnDay:
    """A room and who has its beds on a day."""

    room: Room
    free: int
    sleepers: list[Sleeper] = field(default_factory=list)


def rooms(user: Any, house: House, day: dt.date) -> list[RoomOnDay]:
    """A house's rooms on a day; five queries, however many rooms."""
    single = house.campaign.pack.lodging.isolation.single
    found = list(house.rooms.order_by("number", "pk"))
    span = capacity.taking(day, day + dt.timedelta(days=1))
    stays = list(Stay.objects.filter(span, room__house=house).select_related("person").order_by("bed", "since"))
    names = people.named(user, {stay.person_id for stay in stays})
    seen = Enterprise.objects.visible_to(user, Permission.BED_ARRANGE)
    firms = seen.in_bulk({stay.enterprise_id for stay in stays if stay.enterprise_id})
    by_room: dict[int, list[Sleeper]] = defaultdict(list)
    places = {room.pk: room for room in found}
    for stay in stays:
        wrong = stay.person.state == "isolated" and not places[stay.room_id].isolation
        sleeper = Sleeper(stay, names.get(stay.person_id), firms.get(stay.enterprise_id or 0), wrong)
        by_room[stay.room_id].append(sleeper)
    return [
        RoomOnDay(
            room,
            max(0, capacity.usable(room, single) - len({each.stay.bed for each in by_room[room.pk]})),
            by_room[room.pk],
        )
        for room in found
    ]


def total(beds: Iterable[Beds]) -> Beds:
    """All together."""
    found = Beds()
    for each in beds:
        for name in Beds.__slots__:
            setattr(found, name, getattr(found, name) + getattr(each, name))
    return found
