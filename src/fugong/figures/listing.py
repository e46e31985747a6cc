"""The rows behind a number: the same condition that counted it, within its node and slice, as far as the person sees them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.measures import Measure
from fugong.demands.arrows import DEMAND
from fugong.demands.measures import DEMAND as DEMAND_SOURCE
from fugong.figures import measures
from fugong.figures.cells import CATEGORY, GRID, GROUP
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption.arrows import FILING, RESUMPTION
from fugong.resumption.measures import FILING as FILING_SOURCE
from fugong.sheets.columns import Column

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number's rows: its measure, day, node (a code prefix) and slice; `text` searches within them."""

    campaign: Campaign
    measure: Measure
    day: dt.date
    node: str = ""
    part: str = ""
    text: str = ""

    @property
    def of_filings(self) -> bool:
        return self.measure.source == FILING_SOURCE

    @property
    def of_demands(self) -> bool:
        return self.measure.source == DEMAND_SOURCE

    @property
    def of_cases(self) -> bool:
        """Cases as they are now, not standings of a day."""
        return self.of_filings or self.of_demands

    @property
    def states(self) -> Any:
        """The names of its rows' states."""
        if self.of_demands:
            return DEMAND.states
        return FILING.states if self.of_filings else RESUMPTION.states


def rows(asked: Asked, user: User) -> "QuerySet[Any]":
    """Standings or filings, in the order of the registry."""
    found: Any = measures.standings(asked.campaign, asked.day)
    if asked.of_demands:
        found = measures.demands(asked.campaign).visible_to(user)  # type: ignore[attr-defined]
    elif asked.of_filings:
        found = measures.filings(asked.campaign)
    found = found.visible_to(user, Permission.FIGURES_VIEW).filter(asked.measure.rows)
    found = found.filter(area_code__startswith=asked.node) if asked.node else found
    found = _within(found, asked)
    if asked.text:
        found = found.filter(enterprise__in=Enterprise.objects.matching(asked.text).values("pk"))
    order = ("due_at", "id") if asked.of_cases else ("enterprise_id",)
    return found.select_related("enterprise__jurisdiction").order_by(*order)


def _within(found: Any, asked: Asked) -> Any:
    """The slice."""
    enrolment = "enterprise__enrolments__" if asked.of_cases else ""
    if asked.part.startswith(CATEGORY):
        return found.filter(category=asked.part[len(CATEGORY) :]) if asked.of_demands else found.none()
    if asked.part.startswith(GROUP):
        return found.filter(**{f"{enrolment}group": asked.part[len(GROUP) :]})
    if asked.part.startswith(GRID):
        grid = asked.part[len(GRID) :]
        key = "enterprise__grid_id" if asked.of_cases else "grid_id"
        return found.filter(**{key: int(grid)}) if grid.isdigit() else found.none()
    return found.filter(**{f"{enrolment}segments__contains": [asked.part]}) if asked.part else found


def total(asked: Asked, user: User) -> int | None:
    """What the rows add up to, for measures that add; None for those that count."""
    if not asked.measure.column or asked.measure.mean:
        return None
    return rows(asked, user).order_by().aggregate(total=Sum(asked.measure.column))["total"] or 0


def columns(asked: Asked) -> tuple[Column, ...]:
    """The exported list."""
    first = (
        Column(key="uscc", name=_("Credit code"), width=22),
        Column(key="name", name=_("Enterprise"), width=36),
        Column(key="area", name=_("Area"), width=16),
        Column(key="state", name=_("State"), width=14),
    )
    if asked.of_cases:
        return (*first, Column(key="number", name=_("Number"), width=20), Column(key="due", name=_("Due"), width=18))
    return (
        *first,
        Column(key="staff_total", name=_("Staff"), width=10),
        Column(key="staff_back", name=_("Staff back"), width=10),
        Column(key="staff_local", name=_("Of them local"), width=10),
        Column(key="staff_outside", name=_("Of them from outside"), width=10),
        Column(key="capacity", name=_("Capacity (%)"), width=10),
        Column(key="signed", name=_("Employees who signed"), width=10),
        Column(key="roster", name=_("Employees on the roster"), width=10),
    )


def export(asked: Asked, user: User) -> Iterator[dict[str, Any]]:
    """The rows of the sheet, streamed."""
    names = [column.key for column in columns(asked)]
    states = asked.states
    for row in rows(asked, user).iterator(chunk_size=2_000):
        enterprise = row.enterprise
        told = {
            "uscc": enterprise.uscc,
            "name": enterprise.name,
            "area": str(enterprise.jurisdiction),
            "state": str(states.get(row.state, row.state)),
            "due": row.due_at if asked.of_cases else None,
        }
        yield {name: told[name] if name in told else getattr(row, name) for name in names}
