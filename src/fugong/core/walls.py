"""What stands on the wall of the command room: each room registers its tiles, what of its work is late and with whom, and what
waits for a decision. The wall itself is put together above all rooms (figures) and knows no room by name.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

Text = str | Promise


class Values(Protocol):
    """Numbers of one day, live or frozen (figures.compute, figures.freezing)."""

    def value(self, measure: str, *, node: str = "", part: str = "") -> Any:
        """The number; None where it can't be known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose wall, of which campaign and day. `is_past`: of a past day, of which rows as they are now tell nothing."""

    campaign: Any
    user: Any
    day: dt.date
    values: Values
    before: Values | None
    """The day before's, where anything is known of it."""
    is_past: bool
    rows: Callable[..., str]
    """`rows(measure, node="", part="")` → the address of that day's rows; empty where they can't be opened any more."""

    def number(self, measure: str, label: Text, **more: Any) -> "Number":
        """A measure as a number that opens its rows."""
        return Number(label, self.values.value(measure), self.rows(measure), **more)


@dataclass(frozen=True, slots=True)
class Number:
    """A large number. `value`: an int, a printed text, or None where it isn't known."""

    label: Text
    value: Any
    url: str = ""
    tone: str = ""
    """danger, warning, success, or none; it gives a mark too."""
    detail: Text = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a tile. `share` (0–1) is drawn as a bar; `group` is a heading above the first line that has it."""

    label: Text
    value: Any
    url: str = ""
    tone: str = ""
    detail: Text = ""
    share: float | None = None
    group: Text = ""


@dataclass(frozen=True, slots=True)
class Face:
    """What a tile shows at the moment: numbers above, lines below, or a sentence where there is nothing."""

    numbers: tuple[Number, ...] = ()
    lines: tuple[Line, ...] = ()
    nothing: Text = ""
    url: str = ""
    """Where all of it is, behind the tile's title."""
    data: Any = None
    """What a template of the tile's own draws."""
    title: Text = ""
    """What stands above it, where that isn't the tile's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A part of the wall. `show` gives None where this reader, or that past day, has nothing of it."""

    key: str
    name: Text
    icon: str
    order: int
    show: Callable[[Asked], Face | None] = field(compare=False)
    used: Callable[[Any], bool] = field(default=lambda pack: True, compare=False)
    """Whether the pack uses the room; else the tile stays away."""
    standard: bool = True
    """Whether it stands where the pack names no tiles."""
    template: str = ""
    """Its own inside; without it, numbers and lines."""
    changes: tuple[str, ...] = ()
    """Measures whose change since yesterday evening the morning view tells."""
    decides: tuple[str, ...] = ()
    """Measures of what waits for a decision: the evening view counts them."""


@dataclass(frozen=True, slots=True)
class Late:
    """Something that is late: `owner` is who has to move it, in words."""

    title: str
    what: str
    owner: str
    due_at: dt.datetime
    url: str


Overdue = Callable[[Any, Any, int], Iterable[Late]]
"""`source(campaign, user, most)`: that person's sight of what is late, the longest first."""
Deciding = Callable[[Asked], Iterable[Line]]
"""What waits for tonight beyond counted measures: a meeting, a bulletin."""

TILES: dict[str, Tile] = {}
OVERDUE: dict[str, Overdue] = {}
DECIDING: list[Deciding] = []


def register(tile: Tile) -> Tile:
    """Makes a tile known."""
    if TILES.setdefault(tile.key, tile) is not tile:
        raise ValueError(f"Two tiles are called {tile.key}.")
    return tile


def overdue(measure: str) -> Callable[[Overdue], Overdue]:
    """Says who has what `measure` counts: its rows with their owners (a decorator)."""

    def add(source: Overdue) -> Overdue:
        OVERDUE.setdefault(measure, source)
        return source

    return add


def deciding(source: Deciding) -> Deciding:
    """Adds a source of what is to be decided tonight (usable as a decorator)."""
    if source not in DECIDING:
        DECIDING.append(source)
    return source


def known() -> list[Tile]:
    """All tiles in the order of a wall that nobody ordered."""
    return sorted(TILES.values(), key=lambda tile: (tile.order, tile.key))
