"""What `plan_trips` takes and gives.

Distances in metres, times in seconds from any common start (count a later date as 86,400 more), money in whole fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fugong.planning.errors import Fault, Reason, Unmet, distinct, known, named, ordered, refuse, some, whole
from fugong.planning.plans import Plan
from fugong.planning.travel import Spot, StraightLine, Travel


@dataclass(frozen=True)
class Stop:
    """People who want to be fetched at one spot, by one enterprise. More than the largest coach takes are shared out.

    `factory`: where they are brought; None: wherever the coach goes. `service`: seconds that boarding takes.
    `outside`: they come from outside the province, which charter rules ask for.
    """

    key: str
    spot: Spot
    people: int
    enterprise: str = ""
    factory: str | None = None
    opens: int = 0
    closes: int | None = None
    service: int = 0
    outside: bool = True

    def __post_init__(self) -> None:
        refuse(
            (
                *named("key", self.key),
                *whole("people", self.people, 1, 10**6),
                *whole("service", self.service, 0),
                *window(self),
            )
        )


@dataclass(frozen=True)
class Slot:
    """A testing point takes so many people who arrive from `opens` to `closes`."""

    opens: int
    closes: int
    people: int

    def __post_init__(self) -> None:
        refuse((*whole("people", self.people, 0), *window(self)))


@dataclass(frozen=True)
class Factory:
    """Where trips end: a factory, or the testing point before it. With slots, people arrive within one that has room."""

    key: str
    spot: Spot
    opens: int = 0
    closes: int | None = None
    slots: tuple[Slot, ...] = ()

    def __post_init__(self) -> None:
        refuse((*named("key", self.key), *window(self)))


@dataclass(frozen=True)
class Depot:
    """Where coaches stand. Where trips begin and end at one place, give the depot and a factory one spot."""

    key: str
    spot: Spot

    def __post_init__(self) -> None:
        refuse(named("key", self.key))


@dataclass(frozen=True)
class Coach:
    """`count` coaches of a kind (None: as many as it takes). `load_percent` is the reduced load that a health rule allows.

    `depot` None: hired where its first people stand. `back`: returns to its depot, and that way is paid as well.
    `factory`: it goes to this one only. Cost: `fixed` fen a trip, `per_km` fen a kilometre, `per_hour` fen an hour.
    `longest` seconds and `farthest` metres limit the whole trip; from `opens` to `closes` it may be under way.
    """

    key: str
    seats: int
    count: int | None = 1
    depot: str | None = None
    factory: str | None = None
    back: bool = False
    load_percent: int = 100
    fixed: int = 0
    per_km: int = 0
    per_hour: int = 0
    opens: int = 0
    closes: int | None = None
    longest: int | None = None
    farthest: int | None = None

    @property
    def usable(self) -> int:
        """Seats that may be taken."""
        return self.seats * self.load_percent // 100

    def __post_init__(self) -> None:
        faults = [*named("key", self.key), *whole("seats", self.seats, 1, 10**6), *window(self)]
        for name, least in (("fixed", 0), ("per_km", 0), ("per_hour", 0)):
            faults.extend(whole(name, getattr(self, name), least, 10**11))
        for name in ("count", "longest", "farthest"):
            if getattr(self, name) is not None:
                faults.extend(whole(name, getattr(self, name), 1))
        faults.extend(whole("load_percent", self.load_percent, 1, 100))
        if self.back and self.depot is None:
            faults.append(Fault("back", "no_depot"))
        if not faults and self.usable < 1:
            faults.append(
                Fault("load_percent", "no_seat_left", {"seats": self.seats, "load_percent": self.load_percent})
            )
        refuse(faults)


@dataclass(frozen=True)
class CharterRule:
    """From `people` on, of one enterprise in one trip, `percent` of its cost is paid back.

    `outside_only`: only those from outside the province count. `before`: the trip must have arrived by then.
    `enterprises`: who may have it at all (who reported ahead, who pays tax here); None: all.
    """

    key: str
    people: int = 20
    percent: int = 100
    outside_only: bool = True
    before: int | None = None
    enterprises: frozenset[str] | None = None

    def __post_init__(self) -> None:
        refuse((*named("key", self.key), *whole("people", self.people, 1), *whole("percent", self.percent, 0, 100)))


@dataclass(frozen=True)
class Rules:
    """`longest_ride`: seconds that anybody may sit in a coach. `seats_percent`: how much of a trip's cost is split by seats;
    the rest is split by the way that each enterprise adds."""

    longest_ride: int | None = None
    seats_percent: int = 50
    charters: tuple[CharterRule, ...] = ()

    def __post_init__(self) -> None:
        longest = whole("longest_ride", self.longest_ride, 1) if self.longest_ride is not None else ()
        refuse(
            (
                *longest,
                *whole("seats_percent", self.seats_percent, 0, 100),
                *distinct("charters", (c.key for c in self.charters)),
            )
        )


@dataclass(frozen=True)
class TripProblem:
    """All of it, checked; `plan_trips` makes one of its arguments."""

    stops: tuple[Stop, ...]
    factories: tuple[Factory, ...]
    fleet: tuple[Coach, ...]
    depots: tuple[Depot, ...] = ()
    rules: Rules = field(default_factory=Rules)
    travel: Travel = field(default_factory=StraightLine)

    def __post_init__(self) -> None:
        refuse((*self._lists(), *self._references(), *self._spots()))

    def _lists(self) -> Iterator[Fault]:
        for name in ("stops", "factories", "fleet"):
            yield from some(name, getattr(self, name))
        for name in ("stops", "factories", "fleet", "depots"):
            yield from distinct(name, (row.key for row in getattr(self, name)))

    def _references(self) -> Iterator[Fault]:
        factories, depots = {row.key for row in self.factories}, {row.key for row in self.depots}
        for place, stop in enumerate(self.stops):
            yield from known(f"stops[{place}].factory", stop.factory, factories)
        for place, coach in enumerate(self.fleet):
            yield from known(f"fleet[{place}].depot", coach.depot, depots)
            yield from known(f"fleet[{place}].factory", coach.factory, factories)

    def _spots(self) -> Iterator[Fault]:
        for name in ("stops", "factories", "depots"):
            for place, row in enumerate(getattr(self, name)):
                yield from self.travel.faults(row.spot, f"{name}[{place}].spot")


@dataclass(frozen=True)
class Call:
    """One halt of a trip. `kind`: "start" at the depot, "pick", "drop", "end" back at the depot. `people` board or leave."""

    kind: str
    at: str
    arrives: int
    leaves: int
    people: int = 0


@dataclass(frozen=True)
class Share:
    """What an enterprise pays of a trip, in fen: by its seats and the metres that it adds; `alone` is what a coach of its
    own would have cost, None where none would do."""

    enterprise: str
    people: int
    added: int
    fen: int
    alone: int | None


@dataclass(frozen=True)
class Standing:
    """Where an enterprise stands with a charter rule in one trip. `missing` 1: one more person and `back` fen are paid back."""

    rule: str
    enterprise: str
    people: int
    missing: int
    met: bool
    back: int
    hinders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trip:
    """One coach's way. `cost` in fen; the shares add up to it exactly."""

    coach: str
    calls: tuple[Call, ...]
    people: int
    metres: int
    seconds: int
    cost: int
    shares: tuple[Share, ...] = ()
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class TripPlan(Plan):
    """The trips, what they cost together, and a lower bound that no plan for the same people can go below (a plain one: by
    distance and seats). `unmet` says who is not fetched, and why; without it the plan is complete. `reasons` by stop."""

    trips: tuple[Trip, ...]
    cost: int
    bound: int
    unmet: tuple[Unmet, ...]
    reasons: dict[str, Reason]
    ended: str
    steps: int


def window(row: Any) -> Iterator[Fault]:
    """`opens` and `closes` are whole seconds in their order."""
    yield from whole("opens", row.opens)
    if row.closes is not None:
        yield from whole("closes", row.closes)
    if isinstance(row.opens, int) and isinstance(row.closes, int):
        yield from ordered("closes", row.opens, row.closes)
