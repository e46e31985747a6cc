"""Which beds are free from a day to a day. Somebody who should have left and hasn't still has the bed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from fugong.core import clock
from fugong.lodging.models import House, Room, Stay
from fugong.lodging.models.stay import ACTIVE

FEW = 3_000  # rooms whose stays are looked up room by room


def taking(since: dt.date, until: dt.date | None) -> Q:
    """Stays that have a bed on some day of a span."""
    later = Q(until=None) | Q(until__gt=since)
    if since <= clock.today():
        later |= Q(state="moved_in")
    during = later & Q(state__in=ACTIVE)
    return during if until is None else during & Q(since__lt=until)


def taken(rooms: Iterable[int], since: dt.date, until: dt.date | None) -> dict[int, set[int]]:
    """Room → its beds that somebody has on some day of the span."""
    return _taken(Stay.objects.filter(room__in=list(rooms)), since, until)


def _taken(stays: QuerySet[Stay], since: dt.date, until: dt.date | None) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for room, bed in stays.filter(taking(since, until)).order_by().values_list("room", "bed"):
        found[room].add(bed)
    return found


def usable(room: Room, single: bool) -> int:
    """Beds that can be given: of an isolation room only one, where the pack has each alone."""
    return min(room.beds, 1) if room.isolation and single else room.beds


@dataclass(slots=True)
class Beds:
    """A house's beds in a span: ordinary ones and those in isolation rooms."""

    beds: int = 0
    free: int = 0
    isolation_beds: int = 0
    isolation_free: int = 0
    taken: int = 0
    out_tomorrow: int = 0

    @property
    def all_free(self) -> int:
        return self.free + self.isolation_free


def of_houses(houses: Iterable[House], since: dt.date, until: dt.date | None, *, single: bool) -> dict[int, Beds]:
    """House → its beds, free where nobody has them on any day of the span. Three queries, however many houses."""
    keys = [house.pk for house in houses]
    found = {key: Beds() for key in keys}
    read: Any = Room.objects.filter(house__in=keys).order_by()
    rooms = list(read.values_list("pk", "house_id", "beds", "isolation", named=True))
    gone = (
        taken([room.pk for room in rooms], since, until)
        if len(rooms) <= FEW
        else _taken(Stay.objects.filter(room__house__in=keys), since, until)
    )
    for room in rooms:
        here, most = found[room.house_id], usable(room, single)
        used = len(gone.get(room.pk, ()))
        free = max(0, most - used)
        here.taken += used
        if room.isolation:
            here.isolation_beds, here.isolation_free = here.isolation_beds + most, here.isolation_free + free
        else:
            here.beds, here.free = here.beds + most, here.free + free
    for house in leaving(keys, since):
        found[house].out_tomorrow += 1
    return found


def leaving(houses: Iterable[int], day: dt.date) -> Iterable[int]:
    """The house of each who leaves on the day after `day`."""
    rows = Stay.objects.filter(room__house__in=list(houses), state="moved_in", until=day + dt.timedelta(days=1))
    return rows.order_by().values_list("room__house", flat=True)


def rooms_held(rooms: QuerySet[Room]) -> list[Room]:
    """The rooms, locked in one order until the transaction ends: whoever else gives beds of them waits."""
    locked: Any = rooms.select_for_update(of=("self",), no_key=True).select_related("house__campaign__pack_version")
    return list(locked.order_by("pk"))
