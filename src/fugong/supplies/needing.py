"""What enterprises need: heads × norm × days, against what their daily report says they have and what is on its way to them."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import facts as registry_facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.models import Report, Standing
from fugong.supplies.models import Need, Share
from fugong.supplies.policy import Supplies, SupplyItem

if TYPE_CHECKING:
    from fugong.accounts.models import User

LOOKED_BACK = dt.timedelta(days=30)
"""So far back deliveries of what is used up and daily reports are looked at."""
PART = 5_000
"""So many enterprises are read at once."""
UNDER_WAY = ("waiting", "picked")
HERE = ("delivered", "disputed", "received")


@dataclass(slots=True)
class Wants:
    """What one enterprise needs of one item, in pieces. `days`: how long it lasts with what it has; None: can't be said."""

    enterprise: Enterprise
    item: SupplyItem
    tier: int
    heads: int
    norm: Fraction
    target: int
    stock: int
    """What it has: by its report, or by what was delivered and used up since."""
    coming: int
    """Set aside for it, or on the way."""
    is_reported: bool
    asked: int | None = None
    asked_why: str = ""
    need: int | None = None
    """The open request."""
    pack_norm: Fraction = Fraction(0)
    """What the pack says, where another norm is tried."""

    @property
    def on_hand(self) -> int:
        return self.stock + self.coming

    @property
    def lacking(self) -> int:
        """Pieces up to its target, at most what it asked for; where no norm says what it needs, what it asked for."""
        if not self.target:
            return self.asked or 0
        missing = max(0, self.target - self.on_hand)
        return missing if self.asked is None else min(missing, self.asked)

    @property
    def days(self) -> Fraction | None:
        """Days of cover, of what is used up daily."""
        a_day = self.norm * self.heads
        return self.stock / a_day if a_day and self.item.use == "daily" else None

    @property
    def days_shown(self) -> str:
        days = self.days
        return "" if days is None else f"{float(days):.1f}" if days < 100 else ">99"


@dataclass(slots=True)
class Ground:
    """What is known of the enterprises that are looked at, read in a few queries."""

    section: Supplies
    enterprises: list[Enterprise]
    standings: dict[int, Standing] = field(default_factory=dict)
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)
    reported_at: dict[int, dt.datetime] = field(default_factory=dict)
    shares: dict[tuple[int, str], list[Share]] = field(default_factory=dict)
    asked: dict[tuple[int, str], Need] = field(default_factory=dict)
    targets: dict[tuple[str, int, int, int], int] = field(default_factory=dict)
    """Item, norm (two numbers), heads → pieces up to the target: a few hundred of these serve a city."""
    knows_tiers: bool = True


def of(campaign: Campaign, items: Sequence[SupplyItem], enterprises: Any) -> list[Wants]:
    """What these enterprises (a queryset) need of these items. Whoever may not have an item, or has nobody, is left out
    unless it asked."""
    reads_facts = campaign.pack.supplies.reads_facts
    return _of(_read(campaign, [item.key for item in items], enterprises.select_related("grid"), reads_facts), items)


def _of(ground: Ground, items: Sequence[SupplyItem]) -> list[Wants]:
    today = clock.now()
    found = []
    for enterprise in ground.enterprises:
        facts = ground.facts.get(enterprise.pk, {})
        tier = ground.section.tier_of(facts) if ground.knows_tiers else 1
        for item in items:
            if not ground.section.may_have(item, facts):
                continue
            wants = _wants(ground, enterprise, item, facts, tier, today)
            if wants.heads or wants.asked:
                found.append(wants)
    return found


def in_parts(
    campaign: Campaign, items: Sequence[SupplyItem], enterprises: Any, *, tiers: bool = True
) -> Iterator[Wants]:
    """The same for a whole city, some thousand enterprises at a time, so that never all of them are held, and of each only what
    the numbers need. Without `tiers` all are of the first."""
    asks_facts = any(item.when or item.norms for item in items) or (tiers and campaign.pack.supplies.reads_facts)
    ids, keys = list(enterprises.order_by("pk").values_list("pk", flat=True)), [item.key for item in items]
    for start in range(0, len(ids), PART):
        firms = Enterprise.objects.filter(pk__in=ids[start : start + PART]).only("staff_total")
        ground = _read(campaign, keys, firms, asks_facts)
        ground.knows_tiers = tiers
        yield from _of(ground, items)


def candidates(campaign: Campaign, user: User | None = None, permission: Any = None) -> Any:
    """The campaign's enterprises that haven't closed, as far as the person sees them."""
    rows = Enterprise.objects.all() if user is None else Enterprise.objects.visible_to(user, permission)
    enrolled = Enrolment.objects.filter(campaign=campaign).order_by().values("enterprise")
    return rows.filter(pk__in=enrolled, closed_on=None)


def _read(campaign: Campaign, items: list[str], enterprises: Any, reads_facts: bool) -> Ground:
    firms = list(enterprises.order_by("pk"))
    ids = [each.pk for each in firms]
    ground = Ground(campaign.pack.supplies, firms)
    day = clock.today()
    latest = Standing.objects.filter(campaign=campaign, day__lte=day, enterprise__in=ids)
    newest = latest.order_by().aggregate(day=Max("day"))["day"]
    if newest is not None:
        rows = latest.filter(day=newest).only("enterprise", "staff_total", "staff_back", "stock")
        ground.standings = {row.enterprise_id: row for row in rows}
    if reads_facts:
        ground.facts = _facts(campaign, ids)
    reports = Report.objects.filter(
        campaign_id=campaign.pk, day__gte=day - LOOKED_BACK, day__lte=day, stock__isnull=False
    )
    ground.reported_at = dict(
        reports.filter(enterprise_id__in=ids).order_by().values_list("enterprise_id").annotate(at=Max("at"))
    )
    shares: dict[tuple[int, str], list[Share]] = defaultdict(list)
    given = Share.objects.filter(campaign=campaign, enterprise__in=ids, item__in=items, pieces__gt=0)
    given = given.exclude(delivery=None).exclude(delivery__state="cancelled").select_related("delivery")
    for share in given.only("enterprise", "item", "pieces", "delivered_at", "delivery__state"):
        shares[share.enterprise_id, share.item].append(share)
    ground.shares = shares
    open_ = Need.objects.filter(campaign=campaign, enterprise__in=ids, item__in=items, state="asked")
    open_ = open_.only("enterprise", "item", "pieces", "reason")
    ground.asked = {(need.enterprise_id, need.item): need for need in open_}
    return ground


def _facts(campaign: Campaign, ids: list[int]) -> dict[int, dict[str, Any]]:
    enrolled = {row.enterprise_id: row for row in Enrolment.objects.filter(campaign=campaign, enterprise__in=ids)}
    rows = registry_facts.with_facts(Enterprise.objects.filter(pk__in=ids))
    return {
        key: known | {"segments": enrolled[key].segments, "group": enrolled[key].group}
        for key, known in registry_facts.read(rows)
        if key in enrolled
    }


def _wants(
    ground: Ground, enterprise: Enterprise, item: SupplyItem, facts: dict[str, Any], tier: int, now: dt.datetime
) -> Wants:
    standing = ground.standings.get(enterprise.pk)
    heads = _heads(item, standing, enterprise)
    norm = ground.section.norm_of(item, facts)
    usual = ground.section.item(item.key) or item
    pack_norm = norm if usual is item else ground.section.norm_of(usual, facts)
    days = item.days if item.use == "daily" else 1
    shares = ground.shares.get((enterprise.pk, item.key), [])
    stock, is_reported = _stock(ground, enterprise, item, (pack_norm, heads), shares, now)
    coming = 0
    if item.use != "handed":
        coming = sum(share.pieces for share in shares if share.delivery and share.delivery.state in UNDER_WAY)
    need = ground.asked.get((enterprise.pk, item.key))
    key = (item.key, norm.numerator, norm.denominator, heads)
    target = ground.targets.get(key)
    if target is None:
        target = ground.targets[key] = math.ceil(norm * heads * days)
    return Wants(
        enterprise, item, tier, heads, norm, target, stock, coming, is_reported,
        asked=need.pieces if need else None, asked_why=need.reason if need else "", need=need.pk if need else None,
        pack_norm=pack_norm,
    )  # fmt: skip


def _heads(item: SupplyItem, standing: Standing | None, enterprise: Enterprise) -> int:
    if item.heads == "total":
        return (standing.staff_total if standing else 0) or enterprise.staff_total or 0
    return standing.staff_back if standing else 0


def _stock(
    ground: Ground,
    enterprise: Enterprise,
    item: SupplyItem,
    use: tuple[Fraction, int],
    shares: Iterable[Share],
    now: dt.datetime,
) -> tuple[int, bool]:
    """Pieces that it has, and whether its report says so. `use`: pieces a head and day, and heads."""
    here = [share for share in shares if share.delivery and share.delivery.state in HERE and share.delivered_at]
    if item.use == "handed":
        return 0, False
    if item.use == "lasting":
        return sum(share.pieces for share in here), False
    standing = ground.standings.get(enterprise.pk)
    if item.reported and standing is not None and standing.stock is not None:
        told_at = ground.reported_at.get(enterprise.pk)
        after = sum(share.pieces for share in here if told_at is None or (share.delivered_at or now) > told_at)
        return standing.stock + after, True
    recent = [share for share in here if share.delivered_at and share.delivered_at > now - LOOKED_BACK]
    if not recent:
        return 0, False
    since = min(share.delivered_at for share in recent if share.delivered_at)
    used = use[0] * use[1] * (now - since).days
    return max(0, sum(share.pieces for share in recent) - int(used)), False


def narrowed(rows: Any, *, area: str = "", segment: str = "", group: str = "", campaign: Campaign) -> Any:
    """Enterprises of an area, a segment, an industry group; empty means all."""
    if area:
        rows = rows.filter(area_code__startswith=area.rstrip("0"))
    within = Q(campaign=campaign)
    if segment:
        within &= Q(segments__contains=[segment])
    if group:
        within &= Q(group=group)
    if segment or group:
        rows = rows.filter(pk__in=Enrolment.objects.filter(within).order_by().values("enterprise"))
    return rows
