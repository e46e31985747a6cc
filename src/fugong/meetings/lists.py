"""Lists of meetings, page after page without counting; and what became of their decisions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from fugong.accounts.models import User
from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.meetings.models import Decision, Meeting
from fugong.places.models import Campaign

PAGE = 30
TABS = ("coming", "past", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "coming"
    kind: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Any) -> "Wanted":
        tab = query.get("tab", "coming")
        return cls(tab if tab in TABS else "coming", query.get("kind", "")[:40], query.get("text", "").strip()[:80])


def meetings(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Those that the person sees: what comes next first, what is past the latest first."""
    rows = Meeting.objects.visible_to(user).filter(campaign=campaign)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.text:
        rows = rows.filter(
            Q(title__icontains=wanted.text) | Q(number__startswith=wanted.text) | Q(items__title__icontains=wanted.text)
        ).distinct()
    going = Q(state__in=["planned", "open"]) & (Q(ends_at__gt=clock.now()) | Q(state="open"))
    if wanted.tab == "coming":
        return rows.filter(going).order_by("starts_at", "pk")
    return (rows.exclude(going) if wanted.tab == "past" else rows).order_by("-starts_at", "-pk")


def page(rows: Any, wanted: Wanted, after: str, size: int = PAGE) -> Page:
    """The meetings after a key (`<time>_<id>`), with what a list shows of each."""
    moment, _sign, pk = after.rpartition("_")
    if moment and (number := numbers.asked(pk)) is not None:
        rows = _after(rows, moment, number, forwards=wanted.tab == "coming")
    standing = Q(items__removed=False)
    rows = rows.select_related("campaign", "pack_version", "enterprise", "chair").annotate(
        matters=Count("items", filter=standing, distinct=True),
        settled=Count("items", filter=standing & ~Q(items__outcome__in=["open", "carried"]), distinct=True),
    )
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.starts_at.isoformat()}_{last.pk}" if last else None, not after)


def _after(rows: Any, moment: str, pk: int, *, forwards: bool) -> Any:
    if (last := dates.moment_asked(moment)) is None:
        return rows
    sign = "gt" if forwards else "lt"
    return rows.filter(Q(**{f"starts_at__{sign}": last}) | Q(starts_at=last, **{f"pk__{sign}": pk}))


def kept(campaign: Campaign) -> tuple[int, int]:
    """(decisions carried out in time, decisions whose date has come): the keeping rate of what meetings decided."""
    due = Decision.objects.filter(item__meeting__campaign=campaign, task__isnull=False).exclude(task__state="dropped")
    found = due.filter(Q(task__deadline__lte=clock.now()) | Q(task__done_at__isnull=False)).aggregate(
        due=Count("pk"), kept=Count("pk", filter=Q(task__done_at__lte=F("task__deadline")))
    )
    return found["kept"], found["due"]
