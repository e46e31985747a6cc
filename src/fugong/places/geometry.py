"""Which grid a point lies in. Outlines are GeoJSON in WGS 84; a tree of their boxes is kept for each campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from fugong.places.models import Campaign, Grid

Point = tuple[float, float]
"""Longitude, latitude."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The grids of one campaign that have an outline."""

    ids: tuple[int, ...]
    tree: shapely.STRtree

    def find(self, points: Sequence[Point | None]) -> list[int | None]:
        """For each point the id of its grid; None where it lies in none, or isn't known. On a border: the first grid."""
        found: list[int | None] = [None] * len(points)
        known = [at for at, point in enumerate(points) if point is not None]
        if not known or not self.ids:
            return found
        asked = shapely.points(np.array([points[at] for at in known], dtype=float))
        hits = self.tree.query(asked, predicate="intersects")
        for point, grid in sorted(zip(*hits.tolist(), strict=True), reverse=True):
            found[known[point]] = self.ids[grid]
        return found


WIDE = 1000
"""Units across a sketch; it is as high as the place is."""
FINE = 1.5
"""Units that a line may be off: what nobody sees needn't be sent."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A grid as a path of SVG, and where its label goes, with so many units of room from left to right."""

    grid: int
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The grids of one campaign that have an outline, drawn north up in `WIDE` by `height` units."""

    height: int
    shapes: tuple[Drawn, ...]


def sketch(campaign: Campaign) -> Sketch:
    """The campaign's grids as a drawing, made once for each version of its pack."""
    return _sketch(campaign.pk, campaign.pack_version_id, campaign.jurisdiction.prefix)


def outlines(campaign: Campaign) -> Outlines:
    """The campaign's grids, read once for each version of its pack."""
    return _outlines(campaign.pk, campaign.pack_version_id, campaign.jurisdiction.prefix)


def grid_at(campaign: Campaign, longitude: float, latitude: float) -> int | None:
    """The id of the grid that the point lies in; None where it lies in none."""
    return outlines(campaign).find([(longitude, latitude)])[0]


def grids_of(campaign: Campaign) -> Any:
    """The grids of a campaign's area, in order."""
    return Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)


@lru_cache(maxsize=64)
def _outlines(campaign_id: int, version_id: int, prefix: str) -> Outlines:
    rows = Grid.objects.filter(jurisdiction__prefix__startswith=prefix, outline__isnull=False).order_by("pk")
    pairs = list(rows.values_list("pk", "outline"))
    return Outlines(tuple(pk for pk, _outline in pairs), shapely.STRtree([shape(outline) for _pk, outline in pairs]))


@lru_cache(maxsize=64)
def _sketch(campaign_id: int, version_id: int, prefix: str) -> Sketch:
    rows = Grid.objects.filter(jurisdiction__prefix__startswith=prefix, outline__isnull=False).order_by("pk")
    known = {pk: shape(outline) for pk, outline in rows.values_list("pk", "outline")}
    if not known:
        return Sketch(0, ())
    west, south, east, north = shapely.total_bounds(list(known.values()))
    narrow = np.cos(np.radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    scale = WIDE / max((east - west) * narrow, 1e-9)

    def flat(points: Any) -> Any:
        return np.column_stack([(points[:, 0] - west) * narrow * scale, (north - points[:, 1]) * scale])

    placed = {pk: shapely.simplify(shapely.transform(each, flat), FINE) for pk, each in known.items()}
    shapes = (_drawn(pk, each) for pk, each in placed.items() if not each.is_empty)
    return Sketch(int((north - south) * scale) + 1, tuple(shapes))


def _drawn(grid: int, outline: Any) -> Drawn:
    parts = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    path = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)
    middle = _middle(outline)
    return Drawn(grid, path, round(middle.x, 1), round(middle.y, 1), round(_room(outline, middle), 1))


def _middle(outline: Any) -> Any:
    """The centre where it lies inside, else the centre of the largest circle that does."""
    centre = shapely.centroid(outline)
    if outline.contains(centre):
        return centre
    return shapely.get_point(shapely.maximum_inscribed_circle(outline, tolerance=5), 0)


def _room(outline: Any, middle: Any) -> float:
    """How wide a label around that point may be."""
    west, _south, east, _north = outline.bounds
    across = shapely.intersection(outline, shapely.linestrings([(west - 1, middle.y), (east + 1, middle.y)]))
    piece = min(shapely.get_parts(across), key=lambda part: part.distance(middle))
    return float(2 * min(middle.x - piece.bounds[0], piece.bounds[2] - middle.x))
