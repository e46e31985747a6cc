"""The rows behind a number: the same condition that counted it, within its node and slice, as far as the person sees them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.measures import Kind, Measure, Text
from fugong.figures import measures
from fugong.figures.cells import GRID, GROUP, ITSELF, OWN
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption.arrows import RESUMPTION
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
    def kind(self) -> Kind | None:
        """The kind of its rows, which are as they are now; None: standings of a day."""
        return measures.kind_of(self.measure)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of some kind, as the list shows it; `row` is the standing where it is none."""

    enterprise: Any
    state: Text
    row: Any
    number: str = ""
    url: str = ""
    due: dt.datetime | None = None


def rows(asked: Asked, user: User) -> "QuerySet[Any]":
    """The rows, those due first; standings in the order of the registry."""
    kind = asked.kind
    if kind is None:
        standings: Any = measures.standings(asked.campaign, asked.day)
        found = standings.visible_to(user, Permission.FIGURES_VIEW)
    else:
        found = measures.rows(kind, asked.campaign, user)
    found = within(found.filter(asked.measure.rows), kind, asked.node, asked.part)
    if asked.text:
        found = found.filter(enterprise__in=Enterprise.objects.matching(asked.text).values("pk"))
    related = ("enterprise__jurisdiction", *(kind.related if kind else ()))
    found = found.select_related(*related).prefetch_related(*(kind.several if kind else ()))
    return found.order_by(*(kind.order if kind else ("enterprise_id",)))


def within(found: Any, kind: Kind | None, node: str, part: str) -> Any:
    """The rows of a node and a slice; what is in no part is named as in figures.cells."""
    if node.endswith(ITSELF):
        found = found.filter(area_code=node.removesuffix(ITSELF).ljust(12, "0"))
    elif node:
        found = found.filter(area_code__startswith=node)
    enrolled = "enrolment__" if kind else ""
    if part.startswith(OWN):
        return _own(found, kind, part.removeprefix(OWN))
    if part == GROUP:
        return found.filter(Q(**{f"{enrolled}group": ""}) | Q(**{f"{enrolled}group": None}))
    if part.startswith(GROUP):
        return found.filter(**{f"{enrolled}group": part.removeprefix(GROUP)})
    if part.startswith(GRID):
        number = numbers.asked(part.removeprefix(GRID))
        grid = "enterprise__grid_id" if kind else "grid_id"
        if part == GRID:
            return found.filter(**{grid: None})
        return found.none() if number is None else found.filter(**{grid: number})
    return found.filter(**{f"{enrolled}segments__contains": [part]}) if part else found


def _own(found: Any, kind: Kind | None, value: str) -> Any:
    if kind is None or not kind.part:
        return found.none()
    said = found.query.annotations.get(kind.part)  # a part may be a column of its rows, or be reached from them
    column = said.output_field if said is not None else found.model._meta.get_field(kind.part)
    is_list = column.get_internal_type() == "ArrayField"
    return found.filter(**{f"{kind.part}__contains": [value]} if is_list else {kind.part: value})


def line(asked: Asked, row: Any) -> Line:
    """A row with its words and its page."""
    kind = asked.kind
    if kind is None:
        return Line(row.enterprise, RESUMPTION.states.get(row.state, row.state), row)
    state = getattr(row, kind.state)
    due = getattr(row, kind.due) if kind.due else None
    return Line(
        row.enterprise, kind.states.get(state, state), row, str(kind.number(row)), kind.page(asked.campaign, row), due
    )


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
    if asked.kind:
        return (
            *first,
            Column(key="number", name=asked.kind.number_name, width=28),
            Column(key="due", name=asked.kind.due_name, width=18),
        )
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
    for row in rows(asked, user).iterator(chunk_size=2_000):
        shown = line(asked, row)
        enterprise = shown.enterprise
        told = {
            "uscc": enterprise.uscc if enterprise else "",
            "name": enterprise.name if enterprise else "",
            "area": str(enterprise.jurisdiction) if enterprise else "",
            "state": str(shown.state),
            "number": shown.number,
            "due": shown.due,
        }
        yield {name: told[name] if name in told else getattr(row, name) for name in names}
