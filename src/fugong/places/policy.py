"""The place itself, as its pack describes it: section `places`."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits
from shapely.errors import ShapelyError
from shapely.geometry import shape

from fugong.policy import sections
from fugong.policy.shapes import Code, Key, Keyed, Section, Shape, Text, by_key

Level = Literal["province", "city", "district", "zone", "street", "town", "community", "village", "park"]
Hazard = Literal["epidemic", "typhoon", "flood", "safety", "holiday"]
Language = Literal["zh", "en", "ja", "ko"]
FIRST_LOCAL = 901
"""Numbers of towns and villages from here on aren't given by the statistics office (docs/packs.md, "Codes")."""


class Area(Shape):
    """A jurisdiction: the place's own, those above it, those below it."""

    code: Code
    name: Text
    level: Level
    local: bool = False
    """The code was given by the place itself because no public code exists (docs/packs.md, "Codes")."""


class Grid(Keyed):
    """A part of the area with a leader of its own (网格)."""

    name: Text
    area: Code | None = None
    """The jurisdiction the grid lies in; without it, the place's own."""
    outline: dict[str, Any] | None = None
    """A GeoJSON geometry (Polygon or MultiPolygon, WGS 84), read from `places.grids.geojson` by its `key`."""


class Park(Keyed):
    """A park, incubator, office building or market, whose firms can file together (集中申报)."""

    name: Text
    kind: Literal["park", "incubator", "building", "market"] = "park"
    area: Code | None = None
    address: str = ""


class Department(Keyed):
    """An office that answers to enterprises: it leads groups and works steps of a route."""

    name: Text
    duties: Text | None = None


class Travel(Shape):
    """How far it is where neither a table nor a routing server is at hand (docs/operations.md), and how fast one gets on."""

    factor: float = Limits(default=1.3, ge=1, le=10)
    """The way along the road against the straight line."""
    kmh: float = Limits(default=30, ge=1, le=200)
    """Kilometres an hour by car."""
    reach: int = Limits(default=150, ge=1, le=5_000)
    """Kilometres from the centre within which a place can lie; coordinates beyond are taken for a mistake."""


class Places(Section):
    """Where the pack holds: names, codes, hazards, languages, and how the area is divided."""

    name: Text
    short: Text | None = None
    code: Code
    level: Level
    local: bool = False
    above: tuple[Area, ...] = ()
    """Province, city, district above the place, from the top down."""
    areas: tuple[Area, ...] = ()
    """Jurisdictions below the place. A parent comes before its children; the code's prefix says who belongs where."""
    hazards: tuple[Hazard, ...] = ("epidemic",)
    languages: tuple[Language, ...] = ("zh", "en")
    """Languages that the place's enterprises and employees read. Texts lacking one of them are warned of."""
    centre: tuple[float, float] | None = None
    """Longitude, latitude of the map's middle."""
    grids: tuple[Grid, ...] = ()
    parks: tuple[Park, ...] = ()
    departments: tuple[Department, ...] = ()
    travel: Travel = Travel()

    def department(self, key: Key) -> Department:
        """The department named `key` (KeyError where there is none)."""
        return by_key(self.departments)[key]

    @property
    def all_codes(self) -> frozenset[str]:
        """Codes of the place and of every jurisdiction above and below it."""
        return frozenset({self.code, *(area.code for area in (*self.above, *self.areas))})

    def check(self, report: Any) -> None:
        for name in ("grids", "parks", "departments"):
            report.unique(name, getattr(self, name))
        own = code_prefix(self.code)
        for area in self.areas:
            if not area.code.startswith(own):
                words = {"code": area.code, "own": own}
                report.error(f"areas[{area.code}].code", _("%(code)s doesn't lie below %(own)s") % words)
        for area in self.above:
            if not self.code.startswith(code_prefix(area.code)):
                words = {"code": area.code, "own": self.code}
                report.error(f"above[{area.code}].code", _("%(own)s doesn't lie below %(code)s") % words)
        codes = [self.code, *(area.code for area in (*self.above, *self.areas))]
        below = [area.code for area in self.areas]
        for code in {code for code in codes if codes.count(code) > 1}:
            again = "~2" if below.count(code) > 1 else ""
            report.error(f"areas[{code}{again}].code", _("the code %(code)s is used twice") % {"code": code})
        self._check_lying(report)
        self._check_local(report)

    def _check_local(self, report: Any) -> None:
        """Town-level numbers from 901 on are left to codes of the place's own, which say so."""
        places = [("local", self.code, self.local)]
        places += [(f"areas[{area.code}].local", area.code, area.local) for area in self.areas]
        for path, code, is_local in places:
            if max(int(code[6:9]), int(code[9:])) >= FIRST_LOCAL and not is_local:
                report.warn(path, _("901 and above are codes of your own: write local = true"))

    def _check_lying(self, report: Any) -> None:
        for name, items in (("grids", self.grids), ("parks", self.parks)):
            for item in items:
                report.reference(f"{name}[{item.key}].area", item.area or "", self.all_codes, _("area"))
        if self.centre is not None and not _on_the_globe(*self.centre, *self.centre):
            report.error("centre", _("coordinates are longitude, latitude in degrees"))
        for grid in self.grids:
            if grid.outline is not None:
                report.attempt(f"grids[{grid.key}].outline", lambda grid=grid: _outline(grid.outline))


def code_prefix(code: str) -> str:
    """The significant part of a 12-digit code: `370214000000` → `370214`."""
    return next((code[:length] for length in (2, 4, 6, 9) if not code[length:].strip("0")), code)


def _on_the_globe(west: float, south: float, east: float, north: float) -> bool:
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def _outline(geometry: dict[str, Any] | None) -> None:
    """Raises ValueError where the geometry is no valid polygon on the globe."""
    try:
        drawn = shape(geometry)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError) as mistake:
        raise ValueError(_("this is no GeoJSON geometry")) from mistake
    if drawn.geom_type not in ("Polygon", "MultiPolygon") or not drawn.is_valid:
        raise ValueError(_("the outline must be a polygon that doesn't cross itself"))
    if not _on_the_globe(*drawn.bounds):
        raise ValueError(_("coordinates are longitude, latitude in degrees"))


sections.register("places", Places)
