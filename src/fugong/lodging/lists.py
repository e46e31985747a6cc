"""Lists of requests and houses: filters in the address, page after page without counting."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Ceil, Coalesce, Greatest

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.lodging import capacity
from fugong.lodging.models import BedRequest, House, Room
from fugong.lodging.policy import Isolation
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.models import Enrolment, Enterprise

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
MOST_HOUSES = 400
"""Houses that are compared for one request."""
TABS = ("open", "late", "offered", "all")
OPEN = ("asked", "arranged")
EARTH = 6_371.0  # km


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = "open"
    text: str = ""
    area: str = ""
    kind: str = ""
    state: str = ""
    free: bool = False

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        given = {name: str(query.get(name, ""))[:80] for name in ("text", "area", "kind", "state")}
        asked = query.get("tab", "open")
        return cls(tab=asked if asked in TABS else "open", free=bool(query.get("free")), **given)

    @property
    def filtered(self) -> bool:
        """Whether anything but the tab narrows it."""
        return bool(self.text or self.area or self.kind or self.state or self.free)


def requests(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[BedRequest]:
    """Requests that the person arranges, or of an enterprise that the person speaks for; the newest first."""
    rows: Any = BedRequest.objects.visible_to(user).filter(campaign=campaign)
    if wanted.tab == "open":
        rows = rows.filter(state="asked")
    elif wanted.tab == "late":
        rows = rows.filter(state__in=OPEN, due_at__lt=clock.now())
    elif wanted.tab == "offered":
        rows = rows.filter(state="arranged")
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, Permission.BED_ARRANGE).matching(wanted.text)
        rows = rows.filter(enterprise__in=seen.values("pk"))
    if numbers.asked(wanted.area) is not None:
        rows = rows.filter(area_code__startswith=wanted.area.rstrip("0"))
    return rows.order_by("-pk")  # type: ignore[no-any-return]


def houses(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[House]:
    """Houses that the person tends, by name."""
    rows: Any = House.objects.visible_to(user, Permission.BED_ARRANGE).filter(campaign=campaign)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if numbers.asked(wanted.area) is not None:
        rows = rows.filter(area_code__startswith=wanted.area.rstrip("0"))
    if wanted.text.strip():
        text = wanted.text.strip()
        rows = rows.filter(Q(name__icontains=text) | Q(address__icontains=text))
    return rows.order_by("pk")  # type: ignore[no-any-return]


def fitting(user: User, request: BedRequest, wanted: Wanted) -> list[Any]:
    """Houses that are open in the request's days and may take its people, with their free beds; the enterprise's own plant
    first, then the nearest, then whoever has most."""
    rows = houses(user, request.campaign, wanted).filter(state="open", open_from__lte=request.since)
    rows = rows.filter(Q(enterprise=None) | Q(enterprise=request.enterprise_id))
    last = Q(open_until=None)
    rows = rows.filter(last if request.until is None else last | Q(open_until__gte=request.until))
    found: list[Any] = list(_nearest(rows, request.enterprise).select_related("enterprise")[:MOST_HOUSES])
    single = request.campaign.pack.lodging.isolation.single
    beds = capacity.of_houses(found, request.since, request.until, single=single)
    for house in found:
        house.campaign, house.in_span = request.campaign, beds[house.pk]
        house.away = distance(request.enterprise, house)
    if wanted.free:
        found = [house for house in found if house.in_span.all_free]
    found.sort(key=lambda house: (
        house.in_span.all_free == 0, house.enterprise_id is None, house.away is None, house.away or 0,
        -house.in_span.all_free, house.pk,
    ))  # fmt: skip
    return found


def _nearest(rows: Any, enterprise: Enterprise) -> Any:
    """The own plant first, then about as far as they are, so that of very many houses the near ones are compared."""
    own = Case(When(enterprise=enterprise.pk, then=Value(0)), default=Value(1))
    if enterprise.longitude is None or enterprise.latitude is None:
        return rows.order_by(own, "pk")
    north = F("latitude") - Value(enterprise.latitude)
    east = (F("longitude") - Value(enterprise.longitude)) * Value(math.cos(math.radians(enterprise.latitude)))
    return rows.order_by(own, (north * north + east * east).asc(nulls_last=True), "pk")


def distance(one: Any, other: Any) -> float | None:
    """Kilometres as the crow flies, to one decimal; None where a place isn't known."""
    if None in (one.longitude, one.latitude, other.longitude, other.latitude):
        return None
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    part = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(east / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(part)), 1)


def areas(campaign: Campaign, user: User) -> list[tuple[str, str]]:
    """Areas of the campaign where the person arranges, by code."""
    scope = user.scope(Permission.BED_ARRANGE)
    rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    return [(row.code, str(row)) for row in rows if scope.covers_area(row.code)]


def isolating(campaign: Campaign, user: User | None) -> Any:
    """Enterprises (as enrolments) with the isolation rooms that they need, have and lack."""
    rules: Isolation = campaign.pack.lodging.isolation
    rows = Enrolment.objects.filter(campaign=campaign)
    rows = rows if user is None else rows.visible_to(user, Permission.BED_ARRANGE)
    there = Room.objects.filter(
        isolation=True, beds__gt=0, house__campaign=campaign, house__enterprise=OuterRef("enterprise"),
        house__state="open",
    ).order_by()  # fmt: skip
    counted = there.values("house__enterprise").annotate(n=Count("pk")).values("n")
    staff = Coalesce(F("enterprise__staff_total"), Value(0))
    needed = Greatest(
        Ceil(staff * Value(1.0, output_field=FloatField()) / Value(rules.per or 1, output_field=FloatField())),
        Value(float(rules.floor), output_field=FloatField()),
        output_field=FloatField(),
    )
    none = Value(0, output_field=IntegerField())
    return rows.annotate(
        needed=Case(When(enterprise__staff_total__gt=0, then=Cast(needed, IntegerField())), default=none)
        if rules.per
        else none,
        there=Coalesce(Subquery(counted, output_field=IntegerField()), none),
    ).annotate(
        as_of=Value(clock.now(), output_field=DateTimeField()),
        lacking=Greatest(F("needed") - F("there"), none, output_field=IntegerField()),
        standing=Case(
            When(needed=0, then=Value("none")), When(there__gte=F("needed"), then=Value("enough")),
            default=Value("lacking"),
        ),
    )  # fmt: skip


def day_of(query: Any) -> dt.date:
    """The day that an address asks for; today where it names none."""
    return dates.asked(query.get("day", "")) or clock.today()


def page(rows: QuerySet[Any], after: str, size: int = PAGE, *, newest_first: bool = True) -> Page:
    """The rows after a key, of a list ordered by id."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": last})
    found = list(rows[: size + 1])
    return Page.of(found, size, after)
