"""The place itself, as its pack describes it: section `places`."""

from typing import Any, Literal

from fugong.policy import sections
from fugong.policy.shapes import Code, Key, Keyed, Section, Shape, Text, by_key

Level = Literal["province", "city", "district", "zone", "street", "town", "community", "village", "park"]
Hazard = Literal["epidemic", "typhoon", "flood", "safety", "holiday"]
Language = Literal["zh", "en", "ja", "ko"]


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

    def department(self, key: Key) -> Department:
        """The department named `key` (KeyError where there is none)."""
        return by_key(self.departments)[key]


sections.register("places", Places)
