"""Where things are and how far it is from one to the other, for everything that is planned.

The deployer's table comes first, then the routing server within the network, else the straight line times the pack's
factor. Nothing outside is ever asked: the server is the one that the settings name, and it has to lie inside (A18).
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from shapely.geometry import shape

from fugong.channels import net
from fugong.core.errors import Refused
from fugong.places.geometry import grids_of
from fugong.places.models import Campaign
from fugong.planning.errors import Fault
from fugong.planning.travel import FAR, Matrix, Spot, StraightLine, Ways

BLOCK = 45  # places asked for at once each way: routing servers take a hundred in all by default
ANSWER = 4 * 1024 * 1024
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A spot, and how well it is known: `exact`, else the middle of its grid, else the middle of the place."""

    spot: Spot
    how: str  # exact | grid | middle | nowhere

    @property
    def exact(self) -> bool:
        return self.how == "exact"


class Whereabouts:
    """Where rows of one campaign lie. Two queries at most, whatever is asked."""

    def __init__(self, campaign: Campaign) -> None:
        places = campaign.pack.places
        rows = grids_of(campaign).filter(outline__isnull=False).order_by("pk").values_list("pk", "outline")
        self.grids: dict[int, Spot] = {}
        for pk, outline in rows:
            middle = shape(outline).centroid
            self.grids[pk] = Spot(round(middle.x, 6), round(middle.y, 6))
        self.centre = Spot(*places.centre) if places.centre else self._middle()
        self.reach = places.travel.reach * 1000
        self.line = StraightLine(1.0, 40.0)

    def _middle(self) -> Spot | None:
        if not self.grids:
            return None
        spots = list(self.grids.values())
        return Spot(sum(spot.x for spot in spots) / len(spots), sum(spot.y for spot in spots) / len(spots))

    def place(self, latitude: float | None, longitude: float | None, grid: int | None = None) -> Placed:
        """Where a row lies; coordinates far from the place are a mistake, and its grid or the place's middle stands in."""
        if latitude is not None and longitude is not None and self._within(longitude, latitude):
            return Placed(Spot(longitude, latitude), "exact")
        if grid in self.grids:
            return Placed(self.grids[grid], "grid")
        return Placed(self.centre, "middle") if self.centre is not None else Placed(Spot(), "nowhere")

    def _within(self, x: float, y: float) -> bool:
        if not (-180 <= x <= 180 and -90 <= y <= 90):
            return False
        if self.centre is None:
            return True
        return int(self.line.between([self.centre], [Spot(x, y)]).metres[0, 0]) <= self.reach


@dataclass
class Roads:
    """As planning takes it. `source` says where its metres come from: `line`, `table`, `server`; `note`, why not from where
    they should."""

    straight: StraightLine
    source: str = "line"
    note: str = ""

    def faults(self, spot: Spot, field: str) -> list[Fault]:
        return self.straight.faults(spot, field)

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways:
        return self.straight.between(spots, others)


def roads(campaign: Campaign, straight: StraightLine | None = None) -> Roads:
    """How far it is in a campaign; `straight`: by another line than the place's own. Raises Refused where the deployer's
    table can't be read.
    """
    rule = campaign.pack.places.travel
    straight = straight or StraightLine(rule.factor, rule.kmh)
    if settings.DISTANCES:
        return Table(straight, "table", nodes=_table(settings.DISTANCES, _changed(settings.DISTANCES)))
    if settings.ROUTING_SERVER:
        return Server(straight, "server", address=settings.ROUTING_SERVER)
    return Roads(straight)


# -- the deployer's table -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nodes:
    """Named places with the metres (and seconds, -1 where not given) from each to each."""

    spots: tuple[Spot, ...]
    metres: Matrix
    seconds: Matrix


@dataclass
class Table(Roads):
    """Ways by the nearest places of the table, and straight to them; straight all the way where that is the same place."""

    nodes: Nodes | None = None

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways:
        line = self.straight.between(spots, others)
        if self.nodes is None or not self.nodes.spots or not spots or not others:
            return line
        here, to_here = self._nearest(spots)
        there, to_there = self._nearest(others)
        cut = np.ix_(here, there)
        ends = to_here.metres[:, None] + to_there.metres[None, :]
        metres = self.nodes.metres[cut] + ends
        given = self.nodes.seconds[cut]
        own = np.where(given >= 0, given, (self.nodes.metres[cut] / (self.straight.kmh / 3.6)).astype(np.int64))
        seconds = own + to_here.seconds[:, None] + to_there.seconds[None, :]
        same = here[:, None] == there[None, :]
        return Ways(np.where(same, line.metres, metres), np.where(same, line.seconds, seconds))

    def _nearest(self, spots: Sequence[Spot]) -> tuple[Any, Ways]:
        """For each spot the row of its nearest place, and the way there."""
        assert self.nodes is not None
        ways = self.straight.between(spots, self.nodes.spots)
        rows = ways.metres.argmin(axis=1)
        each = np.arange(len(spots))
        return rows, Ways(ways.metres[each, rows], ways.seconds[each, rows])


def _changed(path: str) -> float:
    try:
        return Path(path).stat().st_mtime
    except OSError:
        raise Refused(_("The table of distances %(path)s can’t be read.") % {"path": Path(path).name}) from None


@lru_cache(maxsize=4)
def _table(path: str, changed: float) -> Nodes:
    """Reads `name,longitude,latitude,<name>,<name>…`: metres in the cells, or `metres/seconds`. Raises Refused."""
    rows: list[list[str]] = []
    line = 1
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
        names = [row[0].strip() for row in rows[1:]]
        if not names or [cell.strip() for cell in rows[0][3:]] != names or len(set(names)) < len(names):
            raise ValueError
        spots, metres, seconds = [], [], []
        for row in rows[1:]:
            line += 1
            if len(row) != len(names) + 3:
                raise ValueError
            spot = Spot(float(row[1]), float(row[2]))
            if StraightLine().faults(spot, ""):
                raise ValueError
            spots.append(spot)
            cells = [cell.strip().partition("/") for cell in row[3:]]
            metres.append([_whole(cell[0]) for cell in cells])
            seconds.append([_whole(cell[2]) if cell[2] else -1 for cell in cells])
    except (OSError, ValueError, IndexError, UnicodeDecodeError, csv.Error):
        words = _(
            "The table of distances %(path)s makes no sense in line %(line)s. docs/operations.md says how it looks."
        )
        raise Refused(words % {"path": Path(path).name, "line": line}) from None
    return Nodes(tuple(spots), np.array(metres, np.int64), np.array(seconds, np.int64))


def _whole(text: str) -> int:
    number = round(float(text))
    if not 0 <= number <= FAR:
        raise ValueError
    return number


# -- the routing server -------------------------------------------------------------------------------------------


@dataclass
class Server(Roads):
    """Asks a routing server for its tables (`/table/v1/driving/…`, as OSRM answers), block by block. Where it doesn't answer,
    straight lines take its place, and `note` says so."""

    address: str = ""

    def between(self, spots: Sequence[Spot], others: Sequence[Spot]) -> Ways:
        line = self.straight.between(spots, others)
        if self.source != "server" or not spots or not others:
            return line
        metres, seconds = line.metres.copy(), line.seconds.copy()
        try:
            for top in range(0, len(spots), BLOCK):
                for left in range(0, len(others), BLOCK):
                    some, more = spots[top : top + BLOCK], others[left : left + BLOCK]
                    found = self._asked(some, more)
                    cut = np.s_[top : top + len(some), left : left + len(more)]
                    metres[cut] = _filled(found["distances"], metres[cut])
                    seconds[cut] = _filled(found["durations"], seconds[cut])
        except (net.Failed, KeyError, TypeError, ValueError) as error:
            self.source, self.note = "line", getattr(error, "code", "not_understood")
            return line
        return Ways(metres, seconds)

    def _asked(self, spots: Sequence[Spot], others: Sequence[Spot]) -> dict[str, Any]:
        points = ";".join(f"{spot.x:.6f},{spot.y:.6f}" for spot in (*spots, *others))
        rows = ";".join(map(str, range(len(spots))))
        columns = ";".join(map(str, range(len(spots), len(spots) + len(others))))
        url = f"{self.address}/table/v1/driving/{points}?annotations=duration,distance&sources={rows}&destinations={columns}"
        parts = urlsplit(self.address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        answer = net.call(
            url, method="GET", headers={"Accept": "application/json"}, seconds=SECONDS, most=ANSWER,
            inside=f"{parts.hostname}:{port}",
        )  # fmt: skip
        if answer.status != 200:
            raise net.Failed("refused", str(answer.status))
        found: dict[str, Any] = json.loads(answer.body)
        return found


def _filled(table: list[list[float | None]], instead: Matrix) -> Matrix:
    """Whole numbers; where the server knows no way, the straight line's."""
    given = np.array([[-1.0 if cell is None else cell for cell in row] for row in table], float)
    if given.shape != instead.shape or not np.isfinite(given).all() or given.max(initial=0) > FAR:
        raise ValueError
    return np.where(given >= 0, np.floor(given + 0.5).astype(np.int64), instead)
