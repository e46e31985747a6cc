"""Lists of filings: tabs, filters, oldest first, page after page without counting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption import deciders
from fugong.resumption.models import Filing, FilingStep, Resumption
from fugong.resumption.models.filing import StepState

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
TABS = ("mine", "open", "overdue", "returned", "all")
STATES = {"open": "filed", "returned": "returned"}
"""Tab → the state that it shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "mine"
    text: str = ""
    route: str = ""
    post: str = ""
    state: str = ""
    segment: str = ""
    lateness: str = ""
    joint: str = ""
    sort: str = ""
    """`priority`: by the place in the order of resuming that is in force; else first come first."""

    @classmethod
    def of(cls, query: Any, *, decides: bool) -> Wanted:
        """As the address says it; else, for those who decide, what waits for them, and for the others what is under review."""
        names = ("text", "route", "post", "state", "segment", "lateness", "joint", "sort")
        usual = "mine" if decides else "open"
        tab = query.get("tab", usual)
        return cls(tab=tab if tab in TABS else usual, **{name: query.get(name, "")[:80] for name in names})


def filings(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Filing]:
    """The filings that the person sees, first come first. Drafts are the enterprises' own business."""
    rows: QuerySet[Filing] = Filing.objects.visible_to(user)
    rows = rows.filter(campaign=campaign, filed_at__isnull=False).exclude(state="replaced")
    rows = _tab(rows, user, campaign, wanted.tab)
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, Permission.FILING_VIEW).matching(wanted.text)
        rows = rows.filter(Q(enterprise__in=seen.values("pk")) | Q(number__startswith=wanted.text.strip()))
    for name, value in (("route", wanted.route), ("state", wanted.state)):
        rows = rows.filter(**{name: value}) if value else rows
    if (joint := numbers.asked(wanted.joint)) is not None:
        rows = rows.filter(joint=joint)
    if wanted.segment:
        enrolled = Enrolment.objects.filter(campaign=campaign, segments__contains=[wanted.segment])
        rows = rows.filter(Exists(enrolled.filter(enterprise=OuterRef("enterprise"))))
    if wanted.post or wanted.lateness:
        rows = rows.filter(Exists(_steps(wanted).filter(filing=OuterRef("pk"))))
    if wanted.sort == PRIORITY:
        return by_priority(rows)
    return rows.order_by("filed_at", "pk")


PRIORITY = "priority"
LAST = 2**31 - 1
"""Where whoever has no place in the order comes."""


def by_priority(rows: QuerySet[Filing]) -> QuerySet[Filing]:
    """By the enterprise's place in the order of resuming; whoever has none comes last, first come first."""
    record = Resumption.objects.filter(campaign=OuterRef("campaign"), enterprise=OuterRef("enterprise"))
    place = Coalesce(Subquery(record.values("priority")[:1]), LAST, output_field=IntegerField())
    return rows.annotate(place=place).order_by("place", "filed_at", "pk")


def page(rows: QuerySet[Filing], after: str, size: int = PAGE) -> Page:
    """The rows after a key (`<time>_<id>`), with all that a list shows of each."""
    moment, _sign, pk = after.rpartition("_")
    place, _dot, moment = moment.rpartition("~")
    if moment and (number := numbers.asked(pk)) is not None:
        rows = _after(rows, moment, number, numbers.asked(place))
    found = list(with_steps(rows)[: size + 1])
    following = _key(found[size - 1]) if len(found) > size else None
    return Page(found[:size], following, not after)


def _key(last: Filing) -> str:
    assert last.filed_at is not None  # a list holds only what was filed
    place = getattr(last, "place", None)
    return f"{'' if place is None else f'{place}~'}{last.filed_at.isoformat()}_{last.pk}"


def with_steps(rows: QuerySet[Filing]) -> QuerySet[Filing]:
    """With enterprise, pack and open steps, in a fixed number of queries."""
    open_ = FilingStep.objects.filter(state=StepState.OPEN).order_by("order")
    return rows.select_related("enterprise", "pack_version").prefetch_related(
        Prefetch("steps", queryset=open_, to_attr="open_steps")
    )


def _after(rows: QuerySet[Filing], moment: str, pk: int, place: int | None) -> QuerySet[Filing]:
    if (last := dates.moment_asked(moment)) is None:
        return rows
    later = Q(filed_at__gt=last) | Q(filed_at=last, pk__gt=pk)
    if "place" in rows.query.annotations:
        return rows if place is None else rows.filter(Q(place__gt=place) | Q(place=place) & later)
    return rows.filter(later)


def _tab(rows: QuerySet[Filing], user: User, campaign: Campaign, tab: str) -> QuerySet[Filing]:
    if tab == "mine":
        return rows.filter(pk__in=deciders.open_steps(user, campaign).values("filing"))
    if tab == "overdue":
        late = FilingStep.objects.filter(filing=OuterRef("pk"), state=StepState.OPEN, due_at__lt=clock.now())
        return rows.filter(Exists(late))
    if tab in STATES:
        return rows.filter(state=STATES[tab])
    return rows


LATENESS = {
    "late": (None, dt.timedelta(0)),
    "soon": (dt.timedelta(0), dt.timedelta(hours=4)),
    "later": (dt.timedelta(hours=4), None),
}
"""Kind → from and to, counted from now to the step's deadline."""


def due_within(lateness: str) -> Q:
    """Steps whose deadline lies in that span."""
    begin, end = LATENESS.get(lateness, (None, None))
    span = Q()
    if begin is not None:
        span &= Q(due_at__gte=clock.now() + begin)
    if end is not None:
        span &= Q(due_at__lt=clock.now() + end)
    return span


def _steps(wanted: Wanted) -> QuerySet[FilingStep]:
    steps = FilingStep.objects.filter(state=StepState.OPEN)
    steps = steps.filter(post=wanted.post) if wanted.post else steps
    return steps.filter(due_within(wanted.lateness)) if wanted.lateness else steps
