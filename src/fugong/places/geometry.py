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
