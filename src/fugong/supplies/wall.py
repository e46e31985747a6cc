"""What the wall shows of supplies: for how many days they last, the shortest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, Sum, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.core import kept, walls
from fugong.core.money import half_up
from fugong.core.walls import Asked, Face, Line, Tile
from fugong.resumption.models import Standing
from fugong.supplies import lists
from fugong.supplies.access import sees_all
from fugong.supplies.policy import SupplyItem

MOST = 6
SHORT = 1
"""Days of cover below which an enterprise is counted as short where the pack gives no floor."""


@dataclass(frozen=True, slots=True)
class Cover:
    """One item: pieces at enterprises and in the stores, pieces used a day, and enterprises below the floor (None: not known)."""

    item: SupplyItem
    held: int | None
    stored: int | None
    a_day: Fraction
    short: int | None

    @property
    def days(self) -> Fraction | None:
        """How long all of it lasts; None where nobody uses any."""
        return ((self.held or 0) + (self.stored or 0)) / self.a_day if self.a_day else None


def covers(campaign: Any, user: Any, day: dt.date, *, stores: bool) -> list[Cover]:
    """What is used up daily, by one norm for everybody, the shortest first: what enterprises report, and the stores' free stock."""
    section = campaign.pack.supplies
    items = [
        item for item in section.items if item.use == "daily" and item.per_head and not item.norms and not item.when
    ]
    if not items:
        return []
    rows = Standing.objects.visible_to(user, P.SUPPLY_VIEW).filter(campaign=campaign, day=day)
    floor = section.floor_days or SHORT
    free = {each.item.key: each.free for each in lists.lying(campaign)} if stores and sees_all(user, campaign) else {}
    sums = _sums(items, floor)
    counted = kept.lately(
        "supplies.cover",
        lambda: (campaign.pack_version_id, *kept.asked(rows)),
        lambda: rows.aggregate(**sums),
        lambda told: told["rows"],
    )
    found = [_cover(item, counted, free.get(item.key)) for item in items]
    known = [each for each in found if each.days is not None and (each.held, each.stored) != (None, None)]
    return sorted(known, key=lambda each: (each.days, each.item.key))


def _sums(items: list[SupplyItem], floor: int) -> dict[str, Any]:
    """What is counted of all enterprises in one pass: heads, the stock that they report, and for how many it doesn't last."""
    sums: dict[str, Any] = {"rows": Count(Value(1)), "back": Sum("staff_back"), "total": Sum("staff_total")}
    for item in items:
        if item.reported:
            norm = item.per_head
            lasts = Q(stock__lt=F(f"staff_{item.heads}") * (norm.numerator * floor) / norm.denominator)
            sums |= {"held": Sum("stock"), f"short_{item.key}": Count(Value(1), filter=lasts)}
    return sums


def _cover(item: SupplyItem, counted: dict[str, int | None], stored: int | None) -> Cover:
    a_day = item.per_head * (counted[item.heads] or 0)
    if not item.reported:
        return Cover(item, None, stored, a_day, None)
    return Cover(item, counted["held"], stored, a_day, counted[f"short_{item.key}"])


def cover(asked: Asked) -> Face | None:
    """Days of cover by item. Of a past day what enterprises had reported; what lay in the stores then isn't kept."""
    if not asked.user.holds(P.SUPPLY_VIEW):
        return None
    found = covers(asked.campaign, asked.user, asked.day, stores=not asked.is_past)
    url = reverse("supplies:overview", args=[asked.campaign.key])
    if not found:
        return None if asked.is_past else Face(nothing=_("Nobody reports a stock yet."), url=url)
    floor = asked.campaign.pack.supplies.floor_days or SHORT
    lines = tuple(_line(asked, each, floor) for each in found[:MOST])
    return Face((), lines, url="" if asked.is_past else url)


def _line(asked: Asked, each: Cover, floor: int) -> Line:
    days = each.days or Fraction(0)
    tone = "danger" if days < floor else "warning" if days < each.item.days else "success"
    shown = _("%(n)s days") % {"n": half_up(days, 1) if days < 100 else ">99"}
    url = reverse("supplies:needs_of", args=[asked.campaign.key, each.item.key])
    share = min(1.0, float(days / each.item.days))
    return Line(str(each.item.name), shown, "" if asked.is_past else url, tone, " · ".join(_parts(each, floor)), share)


def _parts(each: Cover, floor: int) -> Iterator[str]:
    if each.held is not None:
        yield _("enterprises %(n)s") % {"n": f"{each.held:,}"}
    if each.stored is not None:
        yield _("stores %(n)s") % {"n": f"{each.stored:,}"}
    if each.short:
        yield _("%(n)s below %(days)s days") % {"n": each.short, "days": floor}


walls.register(
    Tile(
        key="cover", name=gettext_lazy("Stock in days of cover"), icon="package", order=70, show=cover,
        used=lambda pack: bool(pack.supplies.items), changes=("supplies.delivered",),
    )
)  # fmt: skip
