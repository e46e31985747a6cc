"""Lists of answers, needs, trips, claims and lines: filters in the address, page after page without counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates, kept, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.transport.models import Asked, Claim, Line, Need, Share, Survey, Trip

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
ANSWERS = ("missing", "wanted", "none", "all")
TRIPS = ("ahead", "to_sign", "under_way", "past", "all")
CLAIMS = ("open", "checked", "granted", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = ""
    text: str = ""
    state: str = ""
    day: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: Any, tabs: tuple[str, ...] = ("",)) -> Wanted:
        """As the address says it."""
        given = {name: str(query.get(name, ""))[:80] for name in ("text", "state", "day", "kind")}
        asked = query.get("tab", tabs[0])
        return cls(tab=asked if asked in tabs else tabs[0], **given)

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.state or self.day or self.kind)


def asked(user: User, survey: Survey, wanted: Wanted) -> Any:
    """Answers of a survey; those that are missing first, by their number."""
    rows: Any = Asked.objects.visible_to(user).filter(survey=survey)
    if wanted.tab == "missing":
        rows = rows.filter(answer="")
    elif wanted.tab in ("wanted", "none"):
        rows = rows.filter(answer=wanted.tab)
    return _of(rows, user, wanted).order_by("-pk")


def counts(user: User, survey: Survey) -> dict[str, int]:
    """How many were asked, answered, need seats, need none, haven't answered: of those that the person sees. In a large place as
    a moment ago."""
    rows = Asked.objects.visible_to(user).filter(survey=survey)
    said = {"wanted": "wanted", "none": "none", "missing": ""}
    answers = {name: Count("pk", filter=Q(answer=answer)) for name, answer in said.items()}
    return kept.lately(
        "transport.asked", lambda: kept.asked(rows), lambda: rows.aggregate(asked=Count("pk"), **answers),
        lambda found: found["asked"],
    )  # fmt: skip


def needs(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Needs, the newest first."""
    rows: Any = Need.objects.visible_to(user).filter(campaign=campaign)
    if wanted.state == "open":
        rows = rows.exclude(state="withdrawn").filter(day__gte=clock.today())
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if day := dates.asked(wanted.day):
        rows = rows.filter(day=day)
    return _of(rows, user, wanted).order_by("-pk")


def plannable(campaign: Campaign) -> Any:
    """Needs without seats from today on, by day."""
    rows: Any = Need.objects.filter(campaign=campaign, state__in=("wanted", "complete"), day__gte=clock.today())
    return rows.filter(planned__lt=F("people")).select_related("enterprise").order_by("day", "pk")


@dataclass(frozen=True, slots=True)
class Choosable:
    """Needs to tick: the first of them (`is_cut`: there are more), and the seats that all of them wish for."""

    rows: list[Any]
    seats: int
    is_cut: bool


def choosable(user: User, campaign: Campaign, wanted: Wanted, chosen: set[str], most: int) -> Choosable:
    """Needs without seats, of an enterprise or a day where they are narrowed to it; `chosen` are among them in any case."""
    rows = _of(plannable(campaign), user, wanted)
    if day := dates.asked(wanted.day):
        rows = rows.filter(day=day)
    found = list(rows[: most + 1])
    ticked = numbers.asked_many(sorted(chosen - {str(row.pk) for row in found[:most]}), most)
    more = list(plannable(campaign).filter(pk__in=ticked)) if ticked else []
    seats = rows.order_by().aggregate(n=Sum(F("people") - F("planned")))["n"] or 0
    return Choosable([*found[:most], *more], seats, len(found) > most)


def trips(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Trips, the latest first."""
    rows: Any = Trip.objects.visible_to(user).filter(campaign=campaign)
    states = {
        "ahead": ("confirmed", "boarding"), "to_sign": ("proposed",), "under_way": ("on_way", "arrived"),
        "past": ("closed", "cancelled"),
    }  # fmt: skip
    if wanted.tab in states:
        rows = rows.filter(state__in=states[wanted.tab])
    if day := dates.asked(wanted.day):
        rows = rows.filter(day=day)
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, P.TRIP_VIEW).matching(wanted.text)
        text = wanted.text.strip()
        rows = rows.filter(
            Q(origin__icontains=text) | Q(plate__icontains=text) | Q(pk__in=_trips_of(seen))
        )  # fmt: skip
    return rows.select_related("enterprise").order_by("-pk")


def _trips_of(enterprises: Any) -> Any:
    return Share.objects.filter(enterprise__in=enterprises.order_by().values("pk")).values("trip")


def claims(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Claims, the newest first."""
    rows: Any = Claim.objects.visible_to(user).filter(campaign=campaign)
    states = {"open": ("submitted", "returned"), "checked": ("checked",), "granted": ("granted",)}
    if wanted.tab in states:
        rows = rows.filter(state__in=states[wanted.tab])
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return _of(rows, user, wanted).select_related("trip").order_by("-pk")


def lines(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Lines, the newest first; ended ones with `state=all`."""
    rows: Any = Line.objects.visible_to(user).filter(campaign=campaign)
    if wanted.state != "all":
        rows = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return rows.select_related("enterprise").order_by("-pk")


def _of(rows: Any, user: User, wanted: Wanted) -> Any:
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, P.TRIP_VIEW).matching(wanted.text)
        rows = rows.filter(enterprise__in=seen.order_by().values("pk"))
    return rows.select_related("enterprise")


def page(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)
