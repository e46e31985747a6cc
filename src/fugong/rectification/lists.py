"""Lists of notices, findings and orders: filters in the address, page after page without counting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
DUE = ("overdue", "today", "later")
TABS = ("open", "overdue", "look_back", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "open"
    text: str = ""
    state: str = ""
    due: str = ""
    grid: str = ""
    aspect: str = ""
    item: str = ""
    severity: str = ""
    segment: str = ""
    repeat: bool = False
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, query: Any, tab: str = "open") -> Wanted:
        """As the address says it."""
        names = ("text", "state", "due", "grid", "aspect", "item", "severity", "segment", "since", "until")
        given = {name: str(query.get(name, ""))[:80] for name in names}
        asked = query.get("tab", tab)
        return cls(tab=asked if asked in TABS else tab, repeat=bool(query.get("repeat")), **given)

    @property
    def filtered(self) -> bool:
        """Whether anything but the tab narrows it."""
        return bool(
            self.text or self.state or self.due or self.grid or self.aspect or self.item or self.severity
            or self.segment or self.repeat or self.since or self.until
        )  # fmt: skip


def notices(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Notice]:
    """Notices that the person sees, the newest first."""
    rows = _narrowed(Notice.objects.visible_to(user).filter(campaign=campaign), user, wanted, "issued_at")
    if wanted.tab == "open":
        rows = rows.filter(state__in=("issued", "answered", "appealed"))
    elif wanted.tab == "overdue":
        rows = rows.filter(state__in=("issued", "answered"), due_at__lt=clock.now())
    elif wanted.tab == "look_back":
        rows = rows.filter(Q(state="answered") | Q(state="issued", due_at__lt=clock.now()))
    if wanted.aspect:
        rows = rows.filter(aspects__contains=[wanted.aspect])
    if wanted.item:
        rows = rows.filter(items__finding__item=wanted.item).distinct()
    if wanted.repeat:
        rows = rows.filter(has_repeat=True)
    return rows.order_by("-issued_at", "-pk")


def findings(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Finding]:
    """Findings that the person sees, the newest first."""
    rows = _narrowed(Finding.objects.visible_to(user).filter(campaign=campaign), user, wanted, "found_at")
    if wanted.tab == "open":
        rows = rows.filter(state="open")
    elif wanted.tab in ("overdue", "look_back"):
        rows = rows.filter(state="noticed", notice_items__notice__due_at__lt=clock.now()).distinct()
    for name in ("aspect", "item", "severity"):
        value = getattr(wanted, name)
        rows = rows.filter(**{name: value}) if value else rows
    if wanted.repeat:
        rows = rows.filter(times__gt=1)
    return rows.order_by("-found_at", "-pk")


def stops(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[StopWork]:
    """Proposals and orders that the person sees, the newest first."""
    rows = _narrowed(StopWork.objects.visible_to(user).filter(campaign=campaign), user, wanted, "proposed_at")
    if wanted.tab == "open":
        rows = rows.filter(state__in=("proposed", "in_force", "answered", "verified"))
    elif wanted.tab in ("overdue", "look_back"):
        rows = rows.filter(due_at__lt=clock.now(), state__in=("proposed", "answered", "verified"))
    return rows.order_by("-proposed_at", "-pk")


def page(rows: QuerySet[Any], column: str, after: str, size: int = PAGE) -> Page:
    """The rows after a key (`<time>_<id>`), of a list ordered by `column` and id, the newest first."""
    when, _sign, pk = after.rpartition("_")
    if when and (number := numbers.asked(pk)) is not None and (last := _moment(when)) is not None:
        rows = rows.filter(Q(**{f"{column}__lt": last}) | Q(**{column: last, "pk__lt": number}))
    found = list(rows[: size + 1])
    following = f"{getattr(found[size - 1], column).isoformat()}_{found[size - 1].pk}" if len(found) > size else None
    return Page(found[:size], following, not after)


def _narrowed(rows: Any, user: User, wanted: Wanted, column: str) -> Any:
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, Permission.INSPECTION_VIEW).matching(wanted.text)
        named = Q(enterprise__in=seen.values("pk"))
        if hasattr(rows.model, "number"):
            named |= Q(number__icontains=wanted.text.strip())
        rows = rows.filter(named)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if (grid := numbers.asked(wanted.grid)) is not None:
        rows = rows.filter(enterprise__grid=grid)
    if wanted.segment:
        rows = rows.filter(
            enterprise__enrolments__campaign_id=F("campaign_id"),
            enterprise__enrolments__segments__contains=[wanted.segment],
        )
    for name, lookup, days in (("since", "gte", 0), ("until", "lt", 1)):
        day = dates.asked(getattr(wanted, name))
        if day is not None:
            rows = rows.filter(**{f"{column}__{lookup}": clock.at(day + dt.timedelta(days=days))})
    return _due(rows, wanted.due)


def _due(rows: Any, due: str) -> Any:
    now = clock.now()
    end = clock.at(clock.today() + dt.timedelta(days=1))
    if due == "overdue":
        return rows.filter(due_at__lt=now)
    if due == "today":
        return rows.filter(due_at__gte=now, due_at__lt=end)
    return rows.filter(due_at__gte=end) if due == "later" else rows


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None
