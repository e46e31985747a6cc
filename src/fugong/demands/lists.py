"""Lists of demands and tasks: tabs, filters, page after page without counting. Each tab is one ordered walk along an index."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q, QuerySet

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.demands import access, wording
from fugong.demands.arrows import DEMAND, OPEN
from fugong.demands.models import Cause, Demand, Source, Task
from fugong.places.models import Campaign
from fugong.registry import search
from fugong.registry.models import Enterprise, Posting

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
TABS = ("mine", "department", "supporting", "tray", "climbed", "overdue", "open", "all")
TASK_TABS = ("mine", "asked", "overdue", "open", "all")
LATE = ("received", "accepted", "split")
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "open"
    text: str = ""
    category: str = ""
    department: str = ""
    state: str = ""
    source: str = ""
    enterprise: str = ""
    cause: str = ""
    priority: str = ""
    since: str = ""
    until: str = ""
    """Days on which the demand came in, the first and the last, as YYYY-MM-DD."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "text",
        "category",
        "department",
        "state",
        "source",
        "enterprise",
        "cause",
        "priority",
        "since",
        "until",
    )

    @classmethod
    def of(cls, query: Any, usual: str) -> Wanted:
        """As the address says it; else the tab that fits the reader's work."""
        tab = query.get("tab", usual)
        given = {name: str(query.get(name, "")).strip()[:LONGEST] for name in cls.NAMES}
        given |= {name: given[name] if dates.asked(given[name]) else "" for name in ("since", "until")}
        return cls(tab=tab if tab in TABS else usual, **given)

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in self.NAMES)

    @property
    def by_due(self) -> bool:
        """Open ones come by deadline; else the latest first."""
        return self.tab != "all"


def tabs_of(user: User, campaign: Campaign) -> list[str]:
    """The tabs that make sense for the reader, the usual one first."""
    desks = [desk for desk in access.desks_of(user) if desk.campaign_id == campaign.pk]
    found = []
    if any(desk.department for desk in desks):
        found += ["department", "mine", "supporting"]
    elif user.holds(P.DEMAND_HANDLE) and not user.holds(P.DEMAND_STEER):
        found += ["mine"]
    if user.holds(P.DEMAND_STEER):
        found += ["tray"]
    if {desk.post for desk in desks} & {rung.to for rung in campaign.pack.demands.ladder}:
        found += ["climbed"]
    return [*found, "overdue", "open", "all"]


def demands(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Demand]:
    """The demands that the person sees, narrowed; unordered."""
    rows: QuerySet[Demand] = Demand.objects.visible_to(user).filter(campaign=campaign)
    rows = _tab(rows, user, campaign, wanted.tab)
    for name in ("category", "state", "source"):
        value = getattr(wanted, name)
        rows = rows.filter(**{name: value}) if value else rows
    if wanted.department:
        rows = rows.filter(lead=wanted.department)
    for name in ("enterprise", "cause", "priority"):
        value = getattr(wanted, name)
        if value:
            number = numbers.asked(value)
            rows = rows.none() if number is None else rows.filter(**{name: number})
    rows = received(rows, wanted.since, wanted.until)
    return matching(rows, user, wanted.text) if wanted.text else rows


def received(rows: QuerySet[Any], since: str, until: str, column: str = "received_at") -> QuerySet[Any]:
    """Those that came in from the first day to the last, both included; an empty day bounds nothing."""
    first, last = dates.asked(since), dates.asked(until)
    if first:
        rows = rows.filter(**{f"{column}__gte": clock.at(first)})
    if last:
        rows = rows.filter(**{f"{column}__lt": clock.at(last + dt.timedelta(days=1))})
    return rows


def matching(rows: QuerySet[Demand], user: User, text: str) -> QuerySet[Demand]:
    """Those whose number, enterprise or words hold what was typed."""
    seen = Enterprise.objects.visible_to(user, P.DEMAND_VIEW).matching(text)
    said = Q()
    for fragment in search.fragments(text):
        said &= (
            Q(searched__terms__contains=wording.terms(fragment)) if len(fragment) > 1 else Q(text__icontains=fragment)
        )
    found = Q(enterprise__in=seen.values("pk")) | Q(number__startswith=text.upper())
    return rows.filter(found | said if said else found)


def _tab(rows: QuerySet[Demand], user: User, campaign: Campaign, tab: str) -> QuerySet[Demand]:
    if tab == "all":
        return rows
    if tab == "department":
        return rows.filter(state__in=OPEN, lead__in=access.departments_of(user, campaign))
    if tab == "supporting":
        departments = list(access.departments_of(user, campaign))
        return rows.filter(state__in=OPEN, supporting__overlap=departments) if departments else rows.none()
    if tab == "mine":
        assigned = user.assignments.filter(campaign=campaign, until=None).values_list("enterprise_id", flat=True)
        mine = Q(handler=user) | Q(enterprise__in=list(assigned)) | Q(post__in=_posts(user, campaign))
        return rows.filter(mine, state__in=OPEN)
    if tab == "tray":
        return rows.filter(state="received", lead="", post="")
    if tab == "climbed":
        return rows.filter(state__in=OPEN, climbed__overlap=_posts(user, campaign) or [""])
    rows = rows.filter(state__in=OPEN)
    return rows.filter(state__in=LATE, due_at__lt=clock.now()) if tab == "overdue" else rows


def _posts(user: User, campaign: Campaign) -> list[str]:
    rows = Posting.objects.filter(campaign=campaign, user=user, until=None)
    return list(dict.fromkeys(rows.values_list("post", flat=True)))


def page(rows: QuerySet[Any], after: str, *, by: str = "due_at", size: int = PAGE) -> Page:
    """The rows after a key (`<time>_<id>`, or `<id>` where the latest come first)."""
    if by:
        rows = _after(rows, after, by).order_by(by, "pk")
    else:
        last = numbers.asked(after)
        rows = (rows if last is None else rows.filter(pk__lt=last)).order_by("-pk")
    found = list(rows[: size + 1])
    following = _key(found[size - 1], by) if len(found) > size else None
    return Page(found[:size], following, not after)


def _key(last: Any, by: str) -> str:
    moment = getattr(last, by) if by else None
    if not by:
        return str(last.pk)
    return f"{moment.isoformat() if moment else ''}_{last.pk}"


def _after(rows: QuerySet[Any], after: str, by: str) -> QuerySet[Any]:
    moment, sign, key = after.rpartition("_")
    pk = numbers.asked(key)
    if not sign or pk is None:
        return rows
    if not moment:
        return rows.filter(**{f"{by}__isnull": True, "pk__gt": pk})
    try:
        last = dt.datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        return rows
    if last.tzinfo is None:
        return rows
    later = Q(**{f"{by}__gt": last}) | Q(**{by: last, "pk__gt": pk}) | Q(**{f"{by}__isnull": True})
    return rows.filter(later)


def shown(rows: QuerySet[Demand]) -> QuerySet[Demand]:
    """With all that a list shows of each, in a fixed number of queries."""
    return rows.select_related("enterprise", "cause", "handler")


def tasks(user: User, campaign: Campaign, tab: str, text: str = "") -> QuerySet[Task]:
    """Tasks that the person sees: those to do, those asked for, late ones, open ones, all; with every word of `text`."""
    rows: QuerySet[Task] = Task.objects.visible_to(user).filter(campaign=campaign)
    rows = rows.select_related("owner", "asked_by", "demand", "enterprise")
    for word in text[:LONGEST].split():
        inside = Q(what__icontains=word) | Q(number__icontains=word) | Q(from_name__icontains=word)
        rows = rows.filter(inside | Q(owner__name__icontains=word) | Q(enterprise__name__icontains=word))
    if tab == "mine":
        return rows.filter(owner=user, state="open")
    if tab == "asked":
        return rows.filter(asked_by=user, state__in=["open", "done"])
    if tab == "overdue":
        return rows.filter(state="open", deadline__lt=clock.now())
    return rows.filter(state="open") if tab == "open" else rows


def causes(user: User, campaign: Campaign) -> QuerySet[Cause]:
    """Causes that the person sees."""
    rows: QuerySet[Cause] = Cause.objects.visible_to(user).filter(campaign=campaign)
    return rows


def choices(campaign: Campaign) -> dict[str, Any]:
    """What the filters offer."""
    pack = campaign.pack
    return {
        "categories": [(each.key, each.name) for each in pack.demands.known],
        "departments": [(each.key, each.name) for each in pack.places.departments],
        "states": list(DEMAND.states.items()),
        "sources": Source.choices,
    }
