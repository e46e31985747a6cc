"""Lists of key enterprises, candidates, links, interruptions, letters, premises: filters in the address, page after page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from fugong.accounts.permissions import Permission
from fugong.chains.models import (
    DailyReview,
    Interruption,
    KeyListing,
    Letter,
    PremisesOffer,
    PremisesWanted,
    ReviewStep,
)
from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.models import Resumption

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
CANDIDATES = 500
"""How many candidates are shown at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = ""
    text: str = ""
    key: str = ""
    state: str = ""

    @classmethod
    def of(cls, query: Any, tabs: Iterable[str]) -> Wanted:
        """As the address says it; the first tab where it names none."""
        known = tuple(tabs)
        asked = query.get("tab", "")
        given = {name: str(query.get(of, ""))[:80].strip() for name, of in
                 (("text", "text"), ("key", "list"), ("state", "state"))}  # fmt: skip
        return cls(tab=asked if asked in known else known[0], **given)

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.key or self.state)


KEY_TABS = ("listed", "stopped", "unreviewed", "proposed", "ended")


def listings(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[KeyListing]:
    """Listings that the person sees, the newest first."""
    rows: Any = KeyListing.objects.visible_to(user).filter(campaign=campaign)
    states = {"proposed": ("proposed",), "ended": ("removed", "expired", "declined")}.get(wanted.tab, ("confirmed",))
    rows = rows.filter(state__in=states)
    if wanted.tab == "stopped":
        working = Resumption.objects.filter(campaign=campaign, state="resumed", enterprise=OuterRef("enterprise"))
        rows = rows.exclude(Exists(working))
    elif wanted.tab == "unreviewed":
        due = DailyReview.objects.filter(
            campaign=campaign, day=clock.today(), state="due", enterprise=OuterRef("enterprise")
        )
        rows = rows.filter(Exists(due))
    if wanted.key:
        rows = rows.filter(key=wanted.key)
    return _named(rows, user, wanted.text).order_by("-pk")  # type: ignore[no-any-return]


def _named(rows: Any, user: User, text: str) -> Any:
    if not text:
        return rows
    seen = Enterprise.objects.visible_to(user, Permission.KEY_VIEW).matching(text)
    return rows.filter(enterprise__in=seen.values("pk"))


@dataclass(slots=True)
class Stand:
    """Where a key enterprise stands today."""

    record: Resumption | None = None
    review: DailyReview | None = None
    open_steps: int = 0
    late_steps: int = 0
    broken: int = 0
    lists: tuple[KeyListing, ...] = ()


def stands(campaign: Campaign, enterprises: Iterable[int], *, inner: bool = True) -> dict[int, Stand]:
    """Enterprise → where it stands: a fixed number of queries. `inner`: with reviews and next steps."""
    ids = set(enterprises)
    found = {pk: Stand() for pk in ids}
    where = {"campaign": campaign, "enterprise__in": ids}
    for record in Resumption.objects.filter(**where):
        found[record.enterprise_id].record = record
    if inner:
        for review in DailyReview.objects.filter(**where, day=clock.today()).select_related("reviewer", "reviewed_by"):
            found[review.enterprise_id].review = review
        for pk, due in ReviewStep.objects.filter(**where, state="due").values_list("enterprise", "due_at"):
            found[pk].open_steps += 1
            found[pk].late_steps += due is not None and due < clock.now()
    for pk in Interruption.objects.filter(**where, state="broken").values_list("enterprise", flat=True):
        found[pk].broken += 1
    return found


def candidates(user: User, campaign: Campaign, key: str) -> list[tuple[Enterprise, str]]:
    """Enterprises for which the list's condition speaks and that don't stand on it, each with the deciding terms in words."""
    found = campaign.pack.chains.list_(key)
    if found is None or not found.propose:
        return []
    registry = campaign.pack.registry
    condition = registry.condition(found.propose)
    there = KeyListing.objects.filter(campaign=campaign, key=key, state__in=("proposed", "confirmed"))
    seen = Enterprise.objects.visible_to(user, Permission.CHAIN_EDIT).filter(enrolments__campaign=campaign)
    seen = seen.exclude(pk__in=there.values("enterprise"))
    mine = Enrolment.objects.filter(campaign=campaign, enterprise_id=OuterRef("pk"))
    rows = facts.with_facts(seen, campaign).annotate(
        enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group"))
    )
    chosen: dict[int, str] = {}
    for pk, known in facts.read(rows.order_by("pk"), "enrolled_segments", "enrolled_group"):
        if condition.holds(known):
            chosen[pk] = registry.say(condition.terms(known, holds=True))
            if len(chosen) == CANDIDATES:
                break
    by_key = Enterprise.objects.in_bulk(chosen)
    return [(by_key[pk], why) for pk, why in chosen.items()]


def interruptions(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Interruption]:
    """The newest first."""
    rows: Any = Interruption.objects.visible_to(user).filter(campaign=campaign)
    if wanted.tab == "late":
        rows = rows.filter(state="broken", due_at__lt=clock.now())
    elif wanted.tab in ("broken", "restored"):
        rows = rows.filter(state=wanted.tab)
    return _named(rows, user, wanted.text).order_by("-pk")  # type: ignore[no-any-return]


LETTER_TABS = {"draft": ("draft",), "signed": ("signed",), "sent": ("sent",), "answered": ("answered",)}


def letters(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Letter]:
    """The newest first."""
    rows: Any = Letter.objects.visible_to(user).filter(campaign=campaign)
    if wanted.tab == "late":
        rows = rows.filter(state="sent", due_at__lt=clock.now())
    elif states := LETTER_TABS.get(wanted.tab):
        rows = rows.filter(state__in=states)
    if wanted.text:
        rows = rows.filter(
            Q(number__icontains=wanted.text) | Q(authority__icontains=wanted.text) | Q(title__icontains=wanted.text)
        )
    return rows.order_by("-pk")  # type: ignore[no-any-return]


def wanted_premises(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[PremisesWanted]:
    """The newest first."""
    rows: Any = PremisesWanted.objects.visible_to(user).filter(campaign=campaign)
    if wanted.tab in ("wanted", "shown", "agreed"):
        rows = rows.filter(state=wanted.tab)
    return _named(rows, user, wanted.text).order_by("-pk")  # type: ignore[no-any-return]


def offers(user: User, campaign: Campaign) -> QuerySet[PremisesOffer]:
    """Offers that are still there, the newest first: whoever serves enterprises in the campaign needs all of them."""
    rows: Any = PremisesOffer.objects.filter(campaign=campaign, gone_at=None)
    return rows.select_related("enterprise", "park").order_by("-pk")  # type: ignore[no-any-return]


def reviews(user: User, campaign: Campaign, day: dt.date, state: str = "") -> QuerySet[DailyReview]:
    """A day's reviews: what waits first."""
    rows: Any = DailyReview.objects.visible_to(user).filter(campaign=campaign, day=day)
    if state:
        rows = rows.filter(state=state)
    order = {"due": 0, "missed": 1, "done": 2}
    rows = rows.annotate(rank=Case(*(When(state=key, then=Value(at)) for key, at in order.items()), default=Value(3)))
    return rows.select_related("enterprise", "reviewer", "reviewed_by").order_by("rank", "pk")  # type: ignore[no-any-return]


def page(rows: QuerySet[Any], after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows[: size + 1])
    return Page.of(found, size, after)


def entries(order: Any, user: User, kind: str, after: str, size: int = 100) -> Page:
    """A page of an order's entries that the person sees: by place, and those without one by what hangs on them."""
    rows: Any = order.entries.visible_to(user).filter(kind=kind).select_related("enterprise")
    if kind == "approve":
        last = numbers.asked(after)
        rows = rows.filter(place__gt=last) if last is not None else rows
        found = list(rows.order_by("place")[: size + 1])
        return Page(found[:size], str(found[size - 1].place) if len(found) > size else None, not after)
    value, _tilde, key = after.partition("~")
    behind, last = numbers.asked(value), numbers.asked(key)
    if behind is not None and last is not None:
        rows = rows.filter(Q(behind__lt=behind) | Q(behind=behind, pk__gt=last))
    found = list(rows.order_by("-behind", "pk")[: size + 1])
    following = f"{found[size - 1].behind}~{found[size - 1].pk}" if len(found) > size else None
    return Page(found[:size], following, not after)
