"""Lists of the room: filters in the address, page after page without counting."""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.models import Enterprise
from fugong.supplies import needing
from fugong.supplies.models import Balance, Batch, Delivery, Line, Movement, Need, Offer
from fugong.supplies.models.stock import ASIDE, MOVES, STORE, WAY
from fugong.supplies.needing import Wants

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
MOST_NEEDS = 100
"""Rows of the list of needs on one page: the worst covered first. The sheet has all."""
VIEW = Permission.SUPPLY_VIEW


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    tab: str = ""
    text: str = ""
    item: str = ""
    store: str = ""
    kind: str = ""
    state: str = ""
    area: str = ""
    segment: str = ""
    group: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        names = ("tab", "text", "item", "store", "kind", "state", "area", "segment", "group")
        given = {name: str(query.get(name, ""))[:80] for name in names}
        days = {name: dates.asked(query.get(name, "")) for name in ("since", "until")}
        return cls(**given, **days)  # type: ignore[arg-type]

    @property
    def filtered(self) -> bool:
        """Whether anything but the tab and the item narrows it."""
        words = (self.text, self.store, self.kind, self.state, self.area, self.segment, self.group)
        return bool(any(words) or self.since or self.until)


def movements(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Movement]:
    """The ledger, the newest first: movements within the stores, and those of enterprises that the person sees."""
    rows: Any = Movement.objects.visible_to(user).filter(campaign=campaign)
    if wanted.kind in MOVES:
        rows = rows.filter(kind=wanted.kind)
    if wanted.since:
        rows = rows.filter(at__gte=clock.at(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=clock.at(wanted.until + dt.timedelta(days=1)))
    lines = Line.objects.order_by()
    if wanted.item:
        lines = lines.filter(batch__item=wanted.item)
    if wanted.store:
        lines = lines.filter(place__key=wanted.store, place__kind__in=[STORE, ASIDE, WAY])
    if wanted.item or wanted.store:
        rows = rows.filter(pk__in=lines.values("movement"))
    if text := wanted.text.strip():
        firms = Enterprise.objects.visible_to(user, VIEW).matching(text)
        lots = Line.objects.filter(batch__lot__icontains=text, batch__campaign=campaign).order_by().values("movement")
        rows = rows.filter(Q(enterprise__in=firms.values("pk")) | Q(reason__icontains=text) | Q(pk__in=lots))
    return rows.order_by("-pk")  # type: ignore[no-any-return]


def with_lines(rows: QuerySet[Movement]) -> QuerySet[Movement]:
    """With what went from where to where."""
    lines = Line.objects.select_related("place__enterprise", "batch").order_by("pieces", "pk")
    return rows.select_related("by", "enterprise", "delivery", "campaign__pack_version").prefetch_related(
        Prefetch("lines", queryset=lines)
    )


def offers(campaign: Campaign, wanted: Wanted) -> QuerySet[Offer]:
    """Offers; of one item the cheapest first, else the newest."""
    rows = Offer.objects.filter(campaign=campaign).select_related("campaign__pack_version", "enterprise")
    state = {"chosen": ["chosen"], "arrived": ["arrived"], "declined": ["declined"], "all": None}.get(
        wanted.tab, ["offered"]
    )
    if state is not None:
        rows = rows.filter(state__in=state)
    for name in ("item", "kind"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if text := wanted.text.strip():
        rows = rows.filter(Q(supplier__icontains=text) | Q(note__icontains=text))
    return rows.order_by("-pk")


def deliveries(user: User, campaign: Campaign, wanted: Wanted, permission: Permission = VIEW) -> QuerySet[Delivery]:
    """Deliveries of enterprises that the person sees: those under way first asked for, the newest first."""
    rows: Any = Delivery.objects.visible_to(user, permission).filter(campaign=campaign)
    states = {
        "waiting": ["waiting"], "picked": ["picked"], "delivered": ["delivered", "received"], "disputed": ["disputed"],
        "all": None,
    }.get(wanted.tab, ["waiting", "picked", "disputed"])  # fmt: skip
    if states is not None:
        rows = rows.filter(state__in=states)
    if text := wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, permission).matching(text)
        rows = rows.filter(Q(enterprise__in=seen.values("pk")) | Q(number=text))
    if numbers.asked(wanted.area) is not None:
        rows = rows.filter(area_code__startswith=wanted.area.rstrip("0"))
    rows = rows.select_related("enterprise", "campaign__pack_version", "allocation")
    return rows.prefetch_related("shares").order_by("-pk")  # type: ignore[no-any-return]


def requests(user: User, campaign: Campaign, state: str = "asked") -> QuerySet[Need]:
    """Requests of enterprises that the person sees."""
    rows: Any = Need.objects.visible_to(user, VIEW).filter(campaign=campaign)
    rows = rows.filter(state=state) if state else rows
    return rows.select_related("enterprise", "campaign__pack_version", "asked_by").order_by("due_at", "pk")  # type: ignore[no-any-return]


def needs(user: User, campaign: Campaign, wanted: Wanted) -> list[Wants]:
    """What the enterprises that the person sees need of one item: first those who asked, then the worst covered."""
    item = campaign.pack.supplies.item(wanted.item)
    return [] if item is None else _pressing_first(campaign, item, _firms(user, campaign, wanted), wanted.tab)


def _firms(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """The enterprises that are looked at; of those asking, only they."""
    firms = needing.candidates(campaign, user, VIEW)
    if wanted.text.strip():
        firms = firms.matching(wanted.text)
    if wanted.tab == "asked":
        asking = Need.objects.filter(campaign=campaign, item=wanted.item, state="asked")
        firms = firms.filter(pk__in=asking.order_by().values("enterprise"))
    area = wanted.area if numbers.asked(wanted.area) is not None else ""
    return needing.narrowed(firms, area=area, segment=wanted.segment, group=wanted.group, campaign=campaign)


def _pressing_first(campaign: Campaign, item: Any, firms: Any, tab: str) -> list[Wants]:
    found = [each for each in needing.of(campaign, [item], firms) if _belongs(each, tab)]
    found.sort(key=_pressing)
    return found


def _belongs(wants: Wants, tab: str) -> bool:
    return tab == "all" or bool(wants.asked) or (tab != "asked" and bool(wants.lacking))


@dataclass(frozen=True, slots=True)
class Pressing:
    """The most pressing needs of an item; how many more there are, and what all of them lack together."""

    rows: list[Wants]
    more: int
    lacking: int
    as_of: dt.datetime | None
    """When it was counted who they are; None where that was just now."""


def pressing(user: User, campaign: Campaign, wanted: Wanted) -> Pressing:
    """The first of `needs`. In a large place who they are is kept for a while (core.kept); how they stand is always of now, and
    who asked since then stands among them.
    """
    item = campaign.pack.supplies.item(wanted.item)
    if item is None:
        return Pressing([], 0, 0, None)

    def look() -> tuple[list[int], int, int, int]:
        newest, many, lacking = _newest_request(campaign), 0, 0

        def counted() -> Iterator[Wants]:
            nonlocal many, lacking
            for each in needing.in_parts(campaign, [item], _firms(user, campaign, wanted)):
                if _belongs(each, wanted.tab):
                    many, lacking = many + 1, lacking + each.lacking
                    yield each

        rows = heapq.nsmallest(MOST_NEEDS, counted(), key=_pressing)
        return [each.enterprise.pk for each in rows], many, lacking, newest

    narrowed = hashlib.sha256(repr(wanted).encode()).hexdigest()
    parts = (campaign.pk, campaign.pack_version_id, clock.today(), narrowed, _sight(user))
    found = kept.answer("supplies.pressing", parts, look)
    first, many, lacking, newest = found.value
    since = Need.objects.filter(campaign=campaign, item=item.key, state="asked", pk__gt=newest).values("enterprise")
    firms = _firms(user, campaign, wanted).filter(Q(pk__in=first) | Q(pk__in=since))
    rows = _pressing_first(campaign, item, firms, wanted.tab)[:MOST_NEEDS]
    return Pressing(rows, max(0, many - len(first)), lacking, found.as_of)


def _newest_request(campaign: Campaign) -> int:
    return Need.objects.filter(campaign=campaign).order_by("-pk").values_list("pk", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Short:
    """Of one item: how many enterprises lack some, how much, how many asked."""

    firms: int = 0
    lacking: int = 0
    asked: int = 0


def short(user: User, campaign: Campaign) -> kept.Answer[dict[str, Short]]:
    """Every item with how short the enterprises that the person sees are of it; in a large place kept for a while."""

    def count() -> dict[str, Short]:
        items = campaign.pack.supplies.items
        sums = {item.key: [0, 0, 0] for item in items}
        for each in needing.in_parts(campaign, items, needing.candidates(campaign, user, VIEW), tiers=False):
            here = sums[each.item.key]
            here[0] += bool(each.lacking)
            here[1] += each.lacking
            here[2] += bool(each.asked)
        return {key: Short(*each) for key, each in sums.items()}

    return kept.answer("supplies.short", (campaign.pk, campaign.pack_version_id, _sight(user), clock.today()), count)


def _sight(user: User) -> str:
    return user.scope(VIEW).as_seen_by(user)


def _pressing(wants: Wants) -> tuple[bool, int, float, int]:
    """Who asked, then by tier, then the least covered."""
    cover = wants.on_hand / wants.target if wants.target else 1.0
    return (not wants.asked, wants.tier, cover, wants.enterprise.pk)


@dataclass(slots=True)
class Lying:
    """What there is of an item: by store and in all, set aside, on the way, what expires."""

    item: Any
    by_store: dict[str, int]
    free: int = 0
    aside: int = 0
    way: int = 0
    soon: int = 0
    expired: int = 0
    fen: int = 0
    boxes: int = 0

    @property
    def in_all(self) -> int:
        return self.free + self.expired + self.aside + self.way


def lying(campaign: Campaign) -> list[Lying]:
    """The stock of the campaign, item by item; one query."""
    section, today = campaign.pack.supplies, clock.today()
    soon = today + dt.timedelta(days=section.expiring)
    found = {item.key: Lying(item, {store.key: 0 for store in section.stores}) for item in section.items}
    rows = Balance.objects.filter(campaign=campaign, place__kind__in=[STORE, ASIDE, WAY], pieces__gt=0)
    for row in rows.order_by().values("item", "place__kind", "place__key", "pieces", "fen", "batch__expires_on"):
        here = found.get(row["item"])
        if here is None:
            continue
        last, pieces = row["batch__expires_on"], row["pieces"]
        here.fen += row["fen"]
        if row["place__kind"] == ASIDE:
            here.aside += pieces
        elif row["place__kind"] == WAY:
            here.way += pieces
        elif last and last < today:
            here.expired += pieces
        else:
            here.free += pieces
            here.by_store[row["place__key"]] = here.by_store.get(row["place__key"], 0) + pieces
            here.soon += pieces if last and last <= soon else 0
    for here in found.values():
        here.boxes = here.free // here.item.box
    return list(found.values())


def in_store(campaign: Campaign, store: str) -> list[Balance]:
    """The batches of a store, by item, what expires first first."""
    rows = Balance.objects.filter(campaign=campaign, place__kind=STORE, place__key=store, pieces__gt=0)
    found = list(rows.select_related("batch__offer", "campaign__pack_version"))
    order = {item.key: place for place, item in enumerate(campaign.pack.supplies.items)}
    found.sort(key=lambda row: (order.get(row.item, 99), row.batch.expires_on or dt.date.max, row.batch_id))
    return found


def expiring(campaign: Campaign, most: int = 100) -> list[Balance]:
    """Batches in stores whose last day is near or past, the earliest first."""
    until = clock.today() + dt.timedelta(days=campaign.pack.supplies.expiring)
    rows = Balance.objects.filter(
        campaign=campaign, place__kind=STORE, pieces__gt=0, batch__expires_on__lte=until
    ).select_related("batch", "place__campaign__pack_version", "campaign__pack_version")
    return list(rows.order_by("batch__expires_on", "pk")[:most])


def batches(campaign: Campaign) -> QuerySet[Batch]:
    """What came, the newest first."""
    return Batch.objects.filter(campaign=campaign).select_related("offer", "campaign__pack_version").order_by("-pk")


def areas(campaign: Campaign, user: User) -> list[tuple[str, str]]:
    """Areas of the campaign that the person sees, by code."""
    scope = user.scope(VIEW)
    rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    return [(row.code, str(row)) for row in rows if scope.covers_area(row.code)]


def page(rows: QuerySet[Any], after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows[: size + 1])
    return Page.of(found, size, after)
