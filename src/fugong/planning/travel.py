"""Ways between spots: straight line times a factor, or the deployer's own tables. Never an outside service.

Distances are whole metres, durations whole seconds. (Published instances have units of their own; the functions don't mind,
as long as cost and windows are in the same ones.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fugong.planning.errors import Fault, Unfit, number, refuse

Matrix = NDArray[np.int64]
EARTH = 6_371_008.8  # mean radius in metres
FAR = 2**40  # beyond every way, small enough to be added up


@dataclass(frozen=True)
class Spot:
    """A place: longitude and latitude in degrees, or x and y in metres where the way is `Plane`; `row` is its row in a `Table`."""

    x: float = 0.0
    y: float = 0.0
    row: int | None = None


@dataclass(frozen=True)
class Ways:
    """Metres and seconds from each spot to each other."""

    metres: Matrix
    seconds: Matrix


class Travel(Protocol):
    """Whatever can say how far it is."""

    def faults(self, spot: Spot, field: str) -> list[Fault]: ...

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways: ...


class Placed(Protocol):
    """Whatever stands at a spot."""

    @property
    def spot(self) -> Spot: ...


def misplaced(travel: Travel, **lists: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of all spots of the lists, each named by its list's name and place."""
    for name, rows in lists.items():
        for place, row in enumerate(rows):
            yield from travel.faults(row.spot, f"{name}[{place}].spot")


@dataclass(frozen=True)
class StraightLine:
    """Great circle × factor at one speed. `area` (west, south, east, north) refuses spots outside it: a swapped or mistyped
    coordinate otherwise puts a village into the sea."""

    factor: float = 1.3
    kmh: float = 40.0
    area: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)

    def __post_init__(self) -> None:
        refuse((*number("factor", self.factor, 1.0, 10.0), *number("kmh", self.kmh, 1.0, 400.0)))

    def faults(self, spot: Spot, field: str) -> list[Fault]:
        west, south, east, north = self.area
        return [*number(f"{field}.x", spot.x, west, east), *number(f"{field}.y", spot.y, south, north)]

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways:
        x, y = _radians(spots)
        u, v = _radians(others)
        half = (
            np.sin((y[:, None] - v[None, :]) / 2) ** 2
            + np.cos(y)[:, None] * np.cos(v)[None, :] * np.sin((x[:, None] - u[None, :]) / 2) ** 2
        )
        metres = 2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1))) * self.factor
        return Ways(_whole(metres), _whole(metres / (self.kmh / 3.6)))


@dataclass(frozen=True)
class Plane:
    """Straight line in the plane × factor; a speed of 3.6 km/h makes a second of each metre."""

    factor: float = 1.0
    kmh: float = 3.6

    def __post_init__(self) -> None:
        refuse((*number("factor", self.factor, 0.001, 1e6), *number("kmh", self.kmh, 0.001, 1e6)))

    def faults(self, spot: Spot, field: str) -> list[Fault]:
        return [*number(f"{field}.x", spot.x, -1e9, 1e9), *number(f"{field}.y", spot.y, -1e9, 1e9)]

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways:
        here = np.array([(spot.x, spot.y) for spot in spots], float).reshape(-1, 2)
        there = np.array([(spot.x, spot.y) for spot in others], float).reshape(-1, 2)
        metres = np.hypot(here[:, None, 0] - there[None, :, 0], here[:, None, 1] - there[None, :, 1]) * self.factor
        return Ways(_whole(metres), _whole(metres / (self.kmh / 3.6)))


class Table:
    """The deployer's matrix, or a local routing server's answer: row by `Spot.row`. Seconds default to the metres."""

    def __init__(
        self, metres: Sequence[Sequence[int]] | Matrix, seconds: Sequence[Sequence[int]] | Matrix | None = None
    ) -> None:
        self.metres = _table("metres", metres)
        self.seconds = self.metres if seconds is None else _table("seconds", seconds)
        if self.seconds.shape != self.metres.shape:
            raise Unfit(
                Fault("seconds", "not_the_same_size", {"metres": len(self.metres), "seconds": len(self.seconds)})
            )

    def faults(self, spot: Spot, field: str) -> list[Fault]:
        if spot.row is None or not 0 <= spot.row < len(self.metres):
            return [Fault(f"{field}.row", "not_in_the_table", {"value": spot.row, "rows": len(self.metres)})]
        return []

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways:
        cut = np.ix_([spot.row or 0 for spot in spots], [spot.row or 0 for spot in others])
        return Ways(self.metres[cut], self.seconds[cut])


def _table(name: str, rows: Sequence[Sequence[int]] | Matrix) -> Matrix:
    try:
        table = np.array(rows, np.int64)
    except (TypeError, ValueError, OverflowError) as error:
        raise Unfit(Fault(name, "not_a_table")) from error
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not np.array_equal(table, np.asarray(rows)):
        raise Unfit(Fault(name, "not_a_table", {"shape": list(table.shape)}))
    if table.size and (table.min() < 0 or table.max() > FAR):
        raise Unfit(Fault(name, "out_of_range", {"least": int(table.min()), "most": int(table.max())}))
    return table


def _radians(spots: Sequence[Spot]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    degrees = np.radians(np.array([(spot.x, spot.y) for spot in spots], float).reshape(-1, 2))
    return degrees[:, 0], degrees[:, 1]


def _whole(values: NDArray[np.float64]) -> Matrix:
    return np.floor(values + 0.5).astype(np.int64)
