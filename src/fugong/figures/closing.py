"""What closes a table by area, group or grid, so that its rows add up: those that stand in none of them, and the whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.figures.cells import ALL, GRID, GROUP, ITSELF
from fugong.figures.compute import Figures

OTHERS: Any = _("Others (not stated)")
NO_GRID: Any = _("In no grid")
TOTAL: Any = _("Total")


@dataclass(frozen=True, slots=True)
class Closing:
    """A row at the foot of a table. `part` None: each indicator's own slice."""

    kind: str
    """others | total"""
    label: Any
    node: str
    part: str | None


def rows(
    now: Figures, kind: str, listed: int, *, node: str = "", total: bool = True, counted: tuple[str, ...] = ()
) -> Iterator[Closing]:
    """The others where there are any (enterprises, or of the measures `counted`), and the whole where that isn't the only row.

    Segments and categories overlap: they have neither.
    """
    if kind not in ("areas", "groups", "grids") or not listed:
        return
    at, part = (
        ((node or now.root) + ITSELF, None) if kind == "areas" else (node, {"groups": GROUP, "grids": GRID}[kind])
    )
    if any(now.value(key, node=at, part=part or ALL) for key in ("enterprises", *counted)):
        yield Closing("others", NO_GRID if kind == "grids" else OTHERS, at, part)
        listed += 1
    if total and listed > 1:
        yield Closing("total", TOTAL, node, None if kind == "areas" else ALL)
