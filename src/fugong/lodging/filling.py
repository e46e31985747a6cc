"""Filling rooms: a group stays together, in one house where one has room, and shares rooms with strangers only where it must.

Sexes aren't known, and nothing is assumed: who shares a room is changed by hand afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Space:
    """A room as filling sees it: its free beds, and whether anybody else is there."""

    room: int
    house: int
    free: int
    is_empty: bool
    isolation: bool = False
    states: frozenset[str] = frozenset()
    """Of those who are there: people to be kept apart join only their like."""


@dataclass(slots=True)
class Part:
    """People of one group who may share rooms: ids, and what kind of room they need."""

    people: list[int]
    isolation: bool = False
    apart: str = ""
    """A state whose people share only with their like; empty: with everybody who isn't kept apart."""


@dataclass(slots=True)
class Filled:
    """Person → room; and who found no bed."""

    rooms: dict[int, int] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)


def fill(parts: Sequence[Part], spaces: Sequence[Space], *, kept_apart: frozenset[str] = frozenset()) -> Filled:
    """Places each part; houses are taken in the order in which their first room stands in `spaces`."""
    done = Filled()
    left = {space.room: space.free for space in spaces}
    theirs: dict[int, str] = {}  # room → the state of those whom this filling put there
    for part in parts:
        fitting = [each for each in spaces if _fits(each, part, theirs, kept_apart)]
        for person, room in _place(part, fitting, left):
            done.rooms[person] = room
            theirs[room] = part.apart
        done.left += [person for person in part.people if person not in done.rooms]
    return done


def _fits(space: Space, part: Part, theirs: dict[int, str], kept_apart: frozenset[str]) -> bool:
    if space.isolation != part.isolation or space.free < 1:
        return False
    there = set(space.states) | ({theirs[space.room]} if space.room in theirs else set())
    if part.apart:
        return all(state == part.apart for state in there)
    return not there & kept_apart


def _place(part: Part, spaces: list[Space], left: dict[int, int]) -> list[tuple[int, int]]:
    """The whole part in one house if one holds it; else house after house."""
    waiting = list(part.people)
    placed: list[tuple[int, int]] = []
    order = list(dict.fromkeys(space.house for space in spaces))
    sizes = {house: sum(left[each.room] for each in spaces if each.house == house) for house in order}
    whole = [house for house in order if sizes[house] >= len(waiting)]
    rest = sorted((house for house in order if house not in whole[:1]), key=lambda house: -sizes[house])
    for house in [*whole[:1], *rest]:
        rooms = [each for each in spaces if each.house == house]
        while waiting and (room := _best(rooms, left, len(waiting))) is not None:
            for _bed in range(min(left[room.room], len(waiting))):
                placed.append((waiting.pop(0), room.room))
                left[room.room] -= 1
    return placed


def _best(rooms: list[Space], left: dict[int, int], wanted: int) -> Space | None:
    """An empty room that is filled whole; then the smallest that takes all who are left; then any; rooms with others last."""
    free = [room for room in rooms if left[room.room] > 0]
    if not free:
        return None

    def rank(room: Space) -> tuple[bool, bool, int, int]:
        beds = left[room.room]
        too_big = beds > wanted
        return (not room.is_empty, too_big, beds if too_big else -beds, room.room)

    return min(free, key=rank)
