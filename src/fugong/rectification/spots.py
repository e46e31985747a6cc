"""Blind spots: which items fail most, where, for whom; and which were never looked at. A few grouped queries in all."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import clock, kept
from fugong.inspections.models import VisitItem
from fugong.places.models import Campaign, Grid
from fugong.rectification import naming
from fugong.rectification.models import Finding
from fugong.registry.models import Enrolment, Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User

MOST_GRIDS = 24
"""Columns of the table: where a place has more grids, those where most was found, and the others together."""
MOST_UNVISITED = 50


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
    others: Cell = field(default_factory=Cell)
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
    """The page. Enterprises in no grid stand under the key ""."""

    grids: list[tuple[str, str]]
    others: int
    """How many grids stand together in each line's `others`."""
    lines: list[Line]
    worst: list[Worst]
    never: list[tuple[str, str]]
    unvisited: list[tuple[str, str, int, int]]
    more_unvisited: int
    """How many grids have fewer unvisited enterprises than those named."""


def of(user: User, campaign: Campaign, *, segment: str = "", days: int = 30) -> kept.Answer[Spots]:
    """What the person sees of the last days, for one segment or all; of a large place as it was a few minutes ago."""
    sight = user.scope(Finding.objects.all().view_permission).as_seen_by(user)
    parts = (campaign.pk, campaign.pack_version_id, sight, segment, days, clock.today(), get_language())
    return kept.answer("rectification.spots", parts, lambda: _count(user, campaign, segment, days))


def _count(user: User, campaign: Campaign, segment: str, days: int) -> Spots:
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
    found = _found(findings)
    shown = _shown(grids, counts, found)
    others = len(grids) - len(shown)
    if grids and seen.filter(enrolments__campaign=campaign, grid=None).exists():
        shown, grids = [*shown, ("", _("in no grid"))], [*grids, ("", _("in no grid"))]
    unvisited = _unvisited(campaign, seen, grids, since)
    return Spots(
        shown, others, _lines(campaign, shown, found, counts), _worst(campaign, findings, counts),
        _never(campaign, counts), unvisited[:MOST_UNVISITED], max(len(unvisited) - MOST_UNVISITED, 0),
    )  # fmt: skip


def _grids(campaign: Campaign) -> list[tuple[str, str]]:
    rows = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    return [(str(grid.pk), str(grid)) for grid in rows]


def _looked(rows: Any) -> dict[tuple[str, str, str], int]:
    """(aspect, item, grid) → how often it was looked at."""
    grouped = rows.order_by().values_list("aspect", "item", "visit__enterprise__grid").annotate(n=Count("pk"))
    return {(aspect, item, str(grid or "")): n for aspect, item, grid, n in grouped}


def _found(findings: Any) -> dict[tuple[str, str], int]:
    """(aspect, grid) → how many faults were found."""
    grouped = findings.order_by().values_list("aspect", "enterprise__grid").annotate(n=Count("pk"))
    return {(aspect, str(grid or "")): n for aspect, grid, n in grouped}


def _shown(
    grids: list[tuple[str, str]], counts: dict[Any, int], found: dict[tuple[str, str], int]
) -> list[tuple[str, str]]:
    """The grids that have a column, in their order."""
    if len(grids) <= MOST_GRIDS:
        return grids
    faults, looks = Counter[str](), Counter[str]()
    for (_aspect, grid), n in found.items():
        faults[grid] += n
    for (_aspect, _item, grid), n in counts.items():
        looks[grid] += n
    worst = sorted(grids, key=lambda each: (-faults[each[0]], -looks[each[0]]))[:MOST_GRIDS]
    return [each for each in grids if each in worst]


def _lines(
    campaign: Campaign, grids: list[tuple[str, str]], found: dict[tuple[str, str], int], counts: dict[Any, int]
) -> list[Line]:
    """Aspect by aspect: the grids that are shown, all others together, and all."""
    looked: dict[tuple[str, str], int] = defaultdict(int)
    totals: dict[str, Cell] = defaultdict(Cell)
    for (aspect, _item, grid), n in counts.items():
        looked[aspect, grid] += n
        totals[aspect].looked += n
    for (aspect, _grid), n in found.items():
        totals[aspect].found += n
    lines = []
    for key, name in naming.aspect_choices(campaign):
        line = Line(key, name, total=totals[key])
        line.others = Cell(line.total.looked, line.total.found)
        for grid, _name in grids:
            cell = Cell(looked.get((key, grid), 0), found.get((key, grid), 0))
            line.cells.append((grid, cell))
            line.others.looked -= cell.looked
            line.others.found -= cell.found
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
    """(grid, name, enterprises that nobody visited, enterprises); where a place has many grids, the most unvisited first."""
    enrolled = seen.filter(enrolments__campaign=campaign)
    total = dict(enrolled.order_by().values_list("grid").annotate(n=Count("pk")))
    visited = enrolled.filter(visits__campaign=campaign, visits__finished_at__gte=since)
    been = dict(visited.order_by().values_list("grid").annotate(n=Count("pk", distinct=True)))
    rows = []
    for key, name in grids:
        grid = int(key) if key else None
        if many := total.get(grid, 0):
            rows.append((key, name, many - been.get(grid, 0), many))
    return rows if len(rows) <= MOST_UNVISITED else sorted(rows, key=lambda row: (-row[2], row[1]))
