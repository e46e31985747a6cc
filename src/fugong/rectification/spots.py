"""Blind spots: which items fail most, where, for whom; and which were never looked at. A few grouped queries in all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from fugong.core import clock
from fugong.inspections.models import VisitItem
from fugong.places.models import Campaign, Grid
from fugong.rectification import naming
from fugong.rectification.models import Finding
from fugong.registry.models import Enrolment, Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User


@dataclass(slots=True)
class Cell:
    """How often an aspect was looked at in a grid, and how often a fault was found."""

    looked: int = 0
    found: int = 0

    @property
    def never(self) -> bool:
        return self.looked == 0 and self.found == 0


@dataclass(slots=True)
class Line:
    """One aspect, grid by grid."""

    key: str
    name: str
    cells: list[tuple[str, Cell]] = field(default_factory=list)
    total: Cell = field(default_factory=Cell)


@dataclass(frozen=True, slots=True)
class Worst:
    """An item that fails: how often looked at, how often found wrong, at how many enterprises, how often again."""

    key: str
    name: str
    aspect: str
    looked: int
    found: int
    enterprises: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Spots:
    """The page."""

    grids: list[tuple[str, str]]
    lines: list[Line]
    worst: list[Worst]
    never: list[tuple[str, str]]
    unvisited: list[tuple[str, str, int, int]]


def of(user: User, campaign: Campaign, *, segment: str = "", days: int = 30) -> Spots:
    """What the person sees of the last days, for one segment or all."""
    since = clock.now() - dt.timedelta(days=days)
    findings = Finding.objects.visible_to(user).filter(campaign=campaign, found_at__gte=since).exclude(state="dropped")
    seen = Enterprise.objects.visible_to(user, Finding.objects.all().view_permission)
    looked = VisitItem.objects.filter(
        visit__campaign=campaign, visit__finished_at__gte=since, visit__enterprise__in=seen.values("pk")
    )
    looked = looked.exclude(passed=None)
    if segment:
        within = Enrolment.objects.filter(campaign=campaign, segments__contains=[segment]).values("enterprise")
        findings, looked = findings.filter(enterprise__in=within), looked.filter(visit__enterprise__in=within)
    grids = _grids(campaign)
    counts = _looked(looked)
    return Spots(
        grids, _lines(campaign, grids, findings, counts), _worst(campaign, findings, counts),
        _never(campaign, counts), _unvisited(campaign, seen, grids, since),
    )  # fmt: skip


def _grids(campaign: Campaign) -> list[tuple[str, str]]:
    rows = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    return [(str(grid.pk), str(grid)) for grid in rows]


def _looked(rows: Any) -> dict[tuple[str, str, str], int]:
    """(aspect, item, grid) → how often it was looked at."""
    grouped = rows.order_by().values_list("aspect", "item", "visit__enterprise__grid").annotate(n=Count("pk"))
    return {(aspect, item, str(grid or "")): n for aspect, item, grid, n in grouped}


def _lines(campaign: Campaign, grids: list[tuple[str, str]], findings: Any, counts: dict[Any, int]) -> list[Line]:
    looked: dict[tuple[str, str], int] = defaultdict(int)
    for (aspect, _item, grid), n in counts.items():
        looked[aspect, grid] += n
    grouped = findings.order_by().values_list("aspect", "enterprise__grid").annotate(n=Count("pk"))
    found = {(aspect, str(grid or "")): n for aspect, grid, n in grouped}
    lines = []
    for key, name in naming.aspect_choices(campaign):
        line = Line(key, name)
        for grid, _name in grids:
            line.cells.append((grid, Cell(looked.get((key, grid), 0), found.get((key, grid), 0))))
        line.total = Cell(
            sum(n for (aspect, _g), n in looked.items() if aspect == key),
            sum(n for (aspect, _g), n in found.items() if aspect == key),
        )
        lines.append(line)
    return lines


def _worst(campaign: Campaign, findings: Any, counts: dict[Any, int]) -> list[Worst]:
    looked: dict[str, int] = defaultdict(int)
    for (_aspect, item, _grid), n in counts.items():
        looked[item] += n
    known, aspects = naming.items_of(campaign.pack), dict(naming.aspect_choices(campaign))
    grouped = (
        findings.exclude(item="")
        .order_by()
        .values("item")
        .annotate(n=Count("pk"), where=Count("enterprise", distinct=True), again=Count("pk", filter=Q(times__gt=1)))
    )
    rows = []
    for row in grouped.order_by("-n")[:20]:
        _list, aspect, item = known.get(row["item"], ("", "", None))
        name = str(item.name) if item else row["item"]
        rows.append(
            Worst(
                row["item"],
                name,
                aspects.get(aspect, aspect),
                looked[row["item"]],
                row["n"],
                row["where"],
                row["again"],
            )
        )
    return rows


def _never(campaign: Campaign, counts: dict[Any, int]) -> list[tuple[str, str]]:
    """(aspect, item) that nobody looked at: of the lists that inspections fill."""
    looked = {item for _aspect, item, _grid in counts}
    names = dict(naming.aspect_choices(campaign))
    found = []
    for checklist in campaign.pack.resumption.checklists:
        if set(checklist.used_for) <= {"self", "guide", "service"}:
            continue
        for aspect in checklist.aspects:
            found += [(names[aspect.key], str(item.name)) for item in aspect.items if item.key not in looked]
    return list(dict.fromkeys(found))


def _unvisited(
    campaign: Campaign, seen: Any, grids: list[tuple[str, str]], since: dt.datetime
) -> list[tuple[str, str, int, int]]:
    """(grid, name, enterprises that nobody visited, enterprises)."""
    enrolled = seen.filter(enrolments__campaign=campaign)
    total = dict(enrolled.order_by().values_list("grid").annotate(n=Count("pk")))
    visited = enrolled.filter(visits__campaign=campaign, visits__finished_at__gte=since)
    been = dict(visited.order_by().values_list("grid").annotate(n=Count("pk", distinct=True)))
    rows = [(key, name, total.get(int(key), 0) - been.get(int(key), 0), total.get(int(key), 0)) for key, name in grids]
    return [row for row in rows if row[3]]
