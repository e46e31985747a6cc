"""Lists of visits: filters in the address, the latest first, page after page without counting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.core import dates, numbers
from fugong.core.paging import Page
from fugong.inspections.models import Kind, Visit, VisitEdit, VisitItem
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    kind: str = ""
    result: str = ""
    grid: str = ""
    team: str = ""
    by: str = ""
    aspect: str = ""
    since: str = ""
    until: str = ""
    edits: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        return cls(**{name: query.get(name, "")[:80] for name in cls.__slots__})

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def visits(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Visit]:
    """The visits that the person sees, the latest first."""
    rows: QuerySet[Visit] = Visit.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, Permission.INSPECTION_VIEW).matching(wanted.text)
        rows = rows.filter(enterprise__in=seen.values("pk"))
    if wanted.kind in Kind.values:
        rows = rows.filter(kind=wanted.kind)
    if wanted.result in ("passed", "faults"):
        rows = rows.filter(result=wanted.result)
    if wanted.team and numbers.asked(wanted.team) is None:  # of very many groups one is looked for by name
        rows = rows.filter(team__name__icontains=wanted.team.strip())
    for name, value in (("enterprise__grid", wanted.grid), ("team", wanted.team), ("people__user", wanted.by)):
        number = numbers.asked(value)
        rows = rows if number is None else rows.filter(**{name: number})
    if wanted.aspect:
        failed = VisitItem.objects.filter(visit=OuterRef("pk"), passed=False, aspect=wanted.aspect)
        rows = rows.filter(Exists(failed))
    if wanted.edits:
        rows = rows.filter(Exists(VisitEdit.objects.filter(visit=OuterRef("pk"), settled_at=None)))
    for name, day in (("day__gte", dates.asked(wanted.since)), ("day__lte", dates.asked(wanted.until))):
        rows = rows.filter(**{name: day}) if day else rows
    return rows.order_by("-finished_at", "-pk")


def page(rows: QuerySet[Visit], after: str, size: int = PAGE) -> Page:
    """The rows after a key (`<time>_<id>`), with all that a list shows of each."""
    found = rows.select_related("enterprise__grid", "by", "team").prefetch_related("edits")
    moment, _line, key = after.rpartition("_")
    pk = numbers.asked(key) or 0
    try:
        at = dt.datetime.fromisoformat(moment)
        found = found.filter(Q(finished_at__lt=at) | Q(finished_at=at, pk__lt=pk))
    except (ValueError, OverflowError, TypeError):
        after = ""
    taken = list(found[: size + 1])
    shown: list[Any] = taken[:size]
    for row in shown:
        row.open_edits = [edit for edit in row.edits.all() if edit.settled_at is None]
    following = f"{shown[-1].finished_at.isoformat()}_{shown[-1].pk}" if len(taken) > size else None
    return Page(shown, following, not after)
