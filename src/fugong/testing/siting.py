"""Which points to open and who belongs to which, by the optimiser: as it takes the rows, and as its plan is kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.places.models import Campaign, Grid, code_prefix
from fugong.proposals.distances import Placed, Whereabouts, roads
from fugong.registry.models import Enrolment, Enterprise
from fugong.testing.models import Belonging, Point
from fugong.testing.planning import headcounts

CANDIDATES = 60
"""Gates of enterprises that are looked at for a new shared point, the ones with most people first, well apart."""


@dataclass
class Terrain:
    """What one plan looks at."""

    everyone: bool
    enterprises: list[tuple[Any, ...]]
    """(enterprise, people, latitude, longitude, grid, area, driven)."""
    points: list[tuple[Any, ...]]
    """(point, enterprise or None, room a day, latitude, longitude, grid)."""
    goes: list[tuple[int, int, int]]
    """(enterprise, point, people) now."""
    rule: dict[str, Any]

    @property
    def parts(self) -> dict[str, Any]:
        return {"rule": self.rule, "enterprises": self.enterprises, "points": self.points, "belongings": self.goes}


def terrain_of(campaign: Campaign, area: str, everyone: bool) -> Terrain:
    """As the rows are now."""
    prefix, section = code_prefix(area), campaign.pack.testing.points
    goes = list(
        Belonging.objects.filter(campaign=campaign, until=None)
        .order_by("pk")
        .values_list("enterprise", "point", "people")
    )
    enrolled = Enrolment.objects.filter(campaign=campaign, area_code__startswith=prefix, enterprise__closed_on=None)
    if not everyone:
        enrolled = enrolled.exclude(enterprise__in=[enterprise for enterprise, _point, _people in goes])
    segments = set(section.shuttle.segments)
    driven = {pk: bool(segments & set(has)) for pk, has in enrolled.values_list("enterprise", "segments")}
    rows = list(Enterprise.objects.filter(pk__in=driven).order_by("pk"))
    people = headcounts(campaign, rows)
    enterprises = [
        (each.pk, people[each.pk], each.latitude, each.longitude, each.grid_id, each.area_code, driven[each.pk])
        for each in rows
        if people[each.pk]
    ]
    points = [
        (each.pk, each.enterprise_id, each.a_day, each.latitude, each.longitude, each.grid_id)
        for each in Point.objects.filter(campaign=campaign, area_code__startswith=prefix).standing().order_by("pk")
        if each.until is None
    ]
    return Terrain(everyone, enterprises, points, goes, section.model_dump(mode="json"))


def heavy(terrain: Terrain) -> bool:
    """Whether a person would wait too long for it."""
    return len(terrain.enterprises) > 60


def plan(campaign: Campaign, terrain: Terrain, seconds: float) -> dict[str, Any]:
    """The optimiser’s plan as it is kept: `sites` (where they lie), `opens`, `belongs`, `unmet`, figures."""
    from fugong.planning.budget import Budget
    from fugong.planning.siting.plan import SitingRules, site_points

    section = campaign.pack.testing.points
    where, ways = Whereabouts(campaign), roads(campaign)
    placed = {row[0]: where.place(row[2], row[3], row[4]) for row in terrain.enterprises}
    lost = [pk for pk, place in placed.items() if place.how == "nowhere"]
    owned = _owned(terrain, section.own_from)
    askers = _askers([row for row in terrain.enterprises if row[0] not in {*lost, *owned}], placed)
    sites = _sites(campaign, terrain, placed, where)
    rules = SitingRules(
        walk=section.farthest, shuttle=max(section.farthest, section.shuttle.farthest),
        shuttle_factor=section.shuttle.factor, own_from=section.own_from,
    )  # fmt: skip
    kept: dict[str, Any] = {"belongs": [], "unmet": [], "opens": [], "ended": "optimal", "metres": 0}
    kept["spots"] = {str(pk): [place.spot.x, place.spot.y] for pk, place in placed.items()}
    kept["unmet"] += [{"enterprise": pk, "rule": "place"} for pk in lost if pk not in owned]
    kept["belongs"] += [_own(pk, point, people) for pk, (point, people) in owned.items()]
    kept["opens"] += [{"site": f"p{point}", "code": "own_point", "adds": None} for point, _people in owned.values()]
    if askers:
        found = site_points([site for site, _how in sites], askers, rules, ways, budget=Budget(seconds))
        _keep(kept, found, terrain, placed, dict((site.key, how) for site, how in sites))
    kept["sites"] = {site.key: [site.spot.x, site.spot.y, site.room] for site, _how in sites}
    kept["sites"] |= {f"p{point}": [*kept["spots"][str(pk)], None] for pk, (point, _people) in owned.items()}
    return {**kept, "source": ways.source, "note": ways.note}


def _owned(terrain: Terrain, own_from: int) -> dict[int, tuple[int, int]]:
    """Enterprise → (its own point, people) where it has one though it is small: its people go there, whatever is planned."""
    own = {row[1]: row[0] for row in terrain.points if row[1]}
    return {row[0]: (own[row[0]], row[1]) for row in terrain.enterprises if row[0] in own and row[1] < own_from}


def _own(enterprise: int, point: int, people: int) -> dict[str, Any]:
    row = {"enterprise": enterprise, "site": f"p{point}", "people": people, "metres": 0, "far": 0, "why": "own"}
    return {**row, "shuttle": False, "nearer": []}


def _askers(rows: list[tuple[Any, ...]], placed: dict[int, Placed]) -> list[Any]:
    from fugong.planning.siting.plan import Asker

    return [Asker(str(row[0]), row[1], placed[row[0]].spot) for row in rows]


def _sites(
    campaign: Campaign, terrain: Terrain, placed: dict[int, Placed], where: Whereabouts
) -> list[tuple[Any, str]]:
    """Points that stand, new own ones, and where a shared one could be opened; each with how well its place is known."""
    from fugong.planning.siting.plan import Site

    section = campaign.pack.testing.points
    many = {row[0]: row[1] for row in terrain.enterprises}
    taken: dict[int, int] = {}
    for enterprise, point, people in terrain.goes:
        if enterprise not in many:
            taken[point] = taken.get(point, 0) + people
    found: list[tuple[Any, str]] = []
    for pk, owner, room, latitude, longitude, grid in terrain.points:
        place = where.place(latitude, longitude, grid)
        if owner is None:
            state = "may" if terrain.everyone else "must"
            found.append((Site(f"p{pk}", place.spot, max(0, room - taken.get(pk, 0)), 0, state), place.how))
        elif many.get(owner, 0) >= section.own_from:  # with room for its own people and for nobody else
            found.append((Site(f"p{pk}", place.spot, many[owner], 0, "may", str(owner)), place.how))
    owners = {row[1] for row in terrain.points if row[1]}
    for pk, people, *_rest in terrain.enterprises:
        if people >= section.own_from and pk not in owners:
            found.append((Site(f"o{pk}", placed[pk].spot, people, 0, "may", str(pk)), placed[pk].how))
    a_day = Point(begins=_time(section.begin), ends=_time(section.end), capacity=section.capacity).a_day
    for key, place in _gates(terrain, placed, where, section.own_from, section.farthest // 5):
        found.append((Site(key, place.spot, a_day, section.opening), place.how))
    return found


def _gates(
    terrain: Terrain, placed: dict[int, Placed], where: Whereabouts, own_from: int, apart: int
) -> list[tuple[str, Placed]]:
    """Where a shared point could be opened: the middle of each grid, the gates of enterprises that lie apart."""
    found = [(f"g{pk}", Placed(spot, "exact")) for pk, spot in sorted(where.grids.items())]
    small = [row for row in terrain.enterprises if row[1] < own_from and placed[row[0]].exact]
    for row in sorted(small, key=lambda row: (-row[1], row[0])):
        if len(found) >= CANDIDATES + len(where.grids):
            break
        near = where.line.between([placed[row[0]].spot], [place.spot for _key, place in found] or [placed[row[0]].spot])
        if not found or int(near.metres.min()) >= apart:
            found.append((f"e{row[0]}", placed[row[0]]))
    return found


def _keep(kept: dict[str, Any], found: Any, terrain: Terrain, placed: dict[int, Placed], how: dict[str, str]) -> None:
    grid_of = {row[0]: row[4] for row in terrain.enterprises}
    grids = {f"p{row[0]}": row[5] for row in terrain.points} | {f"g{pk}": pk for pk in set(grid_of.values()) if pk}
    driven = {row[0] for row in terrain.enterprises if row[6]}
    private = {f"p{row[0]}" for row in terrain.points if row[1]}
    for each in found.belongs:
        pk = int(each.asker)
        exact = placed[pk].exact and how[each.site] == "exact"
        same = grid_of[pk] is not None and grids.get(each.site) == grid_of[pk]
        own = each.reason.code == "own_point"
        nearer = [key for key in each.reason.data.get("nearer", []) if key[0] != "o" and key not in private]
        kept["belongs"].append(
            {
                "enterprise": pk, "site": each.site, "people": round(each.people),
                "metres": 0 if own else each.metres if exact else None, "far": each.metres,
                "why": "own" if own else "grid" if same and not exact else "nearest",
                "shuttle": not own and (each.way == "shuttle" or pk in driven), "nearer": nearer[:3],
            }
        )  # fmt: skip
    for each in found.points:
        kept["opens"].append(
            {"site": each.site, "code": each.reason.code, "adds": each.reason.data.get("closing_adds")}
        )
    for each in found.unmet:
        row = {"enterprise": int(each.subject), "rule": each.rule, "people": each.data.get("people")}
        if "nearest" in each.data:
            row |= {"nearest": each.data["nearest"], "metres": each.data["metres"], "limit": each.data["limit"]}
        kept["unmet"].append(row)
    kept["ended"] = found.ended


def _time(hour: str) -> Any:
    return dt.time.fromisoformat(hour)


def grids_named(keys: list[int]) -> dict[int, Grid]:
    """Grids by their number."""
    return Grid.objects.select_related("jurisdiction").in_bulk(keys)
