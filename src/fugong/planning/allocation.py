"""Scarce supplies shared out: the worst covered first, in whole boxes, with the reason for each.

Fair is leximin: the least covered enterprise gets as much as can be, then the second least, and so on. Cover is what an
enterprise has and gets, against what it needs for the wanted days. Among all such sharings the one is taken that moves the
boxes least. Tiers come one after another; a floor, if given, comes before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from fugong.planning import levelling, moving
from fugong.planning.budget import Budget, Watch
from fugong.planning.errors import Fault, Reason, Unmet, distinct, known, named, refuse, some, whole
from fugong.planning.plans import Plan
from fugong.planning.travel import Matrix, Spot, StraightLine, Travel

MOST = 10**9


@dataclass(frozen=True)
class Item:
    """A supply. `per_head_day`: its norm, pieces a head and day, exact (Fraction(1, 2): one for two days). `days`: wanted
    cover. `box`: pieces that are handed out together."""

    key: str
    per_head_day: Fraction | int
    days: int
    box: int = 1

    def __post_init__(self) -> None:
        faults = [*named("key", self.key), *whole("days", self.days, 1, 3660), *whole("box", self.box, 1, MOST)]
        if (
            isinstance(self.per_head_day, bool)
            or not isinstance(self.per_head_day, int | Fraction)
            or self.per_head_day <= 0
        ):
            faults.append(Fault("per_head_day", "not_positive", {"value": str(self.per_head_day)}))
        refuse(faults)


@dataclass(frozen=True)
class Stock:
    """Pieces of an item at a place. Opened boxes aren't handed out: only whole ones are shared."""

    item: str
    pieces: int
    place: str = ""

    def __post_init__(self) -> None:
        refuse((*named("item", self.item), *whole("pieces", self.pieces, 0, MOST)))


@dataclass(frozen=True)
class Claim:
    """An enterprise: `heads` to be covered, `on_hand` pieces by item, and `asked` where it wants less than the norm gives.

    `tier` 1 comes before 2. Items it may not have at all are left out of `items` (None: all)."""

    key: str
    heads: int
    tier: int = 1
    on_hand: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    items: frozenset[str] | None = None
    spot: Spot = field(default_factory=Spot)

    def __post_init__(self) -> None:
        faults = [*named("key", self.key), *whole("heads", self.heads, 1, 10**7), *whole("tier", self.tier, 0, 10**6)]
        for name in ("on_hand", "asked"):
            for item, pieces in getattr(self, name).items():
                faults.extend(whole(f"{name}[{item}]", pieces, 0, MOST))
        refuse(faults)


@dataclass(frozen=True)
class Grant:
    """What an enterprise gets of an item. `target`: pieces it needs for the wanted days.

    `sources`: boxes by place. `reason`: "full"; "level" (stock ran out: all of its tier
    stand as high as whole boxes let them); "above_level" (has more than those who got some); "covered" (needs nothing);
    "later_tier" (those before took it); "none_left"."""

    enterprise: str
    item: str
    target: int
    on_hand: int
    boxes: int
    pieces: int
    sources: tuple[tuple[str, int], ...]
    reason: Reason

    @property
    def before(self) -> Fraction:
        """Cover before: 1 is all that the wanted days need."""
        return Fraction(self.on_hand, self.target)

    @property
    def cover(self) -> Fraction:
        """Cover with what it gets."""
        return Fraction(self.on_hand + self.pieces, self.target)


@dataclass(frozen=True)
class Allocation(Plan):
    """`cost`: box-metres moved, proven least (`bound`) for these amounts, which are proven fair (`ended` "optimal").

    `left`: pieces that stay, by item. `levels`: by item and tier, the cover of the least covered. `unmet`: floors that
    can't be reached; the plan is the nearest one."""

    grants: tuple[Grant, ...]
    left: dict[str, int]
    levels: dict[tuple[str, int], Fraction]
    cost: int
    bound: int
    unmet: tuple[Unmet, ...]
    ended: str


def allocate(
    items: Sequence[Item],
    stocks: Sequence[Stock],
    claims: Sequence[Claim],
    places: dict[str, Spot] | None = None,
    travel: Travel | None = None,
    *,
    floor_days: int = 0,
    seed: int = 0,
    budget: Budget | None = None,
) -> Allocation:
    """Who gets how many boxes of what, and from where.

    `places`: where each stock lies; without them nothing is far. `floor_days`: that much cover for everybody comes before
    the tiers. Raises `Unfit`. The amounts are exact whatever the budget; it bounds only the choice of places.
    """
    travel = travel or StraightLine()
    _check(items, stocks, claims, places or {}, travel, floor_days)
    watch = Watch((budget or Budget()).seconds)
    shared = _Shared([], {}, {}, [])
    cost = proven = 0
    ended = "optimal"
    for item in items:
        at = [stock for stock in stocks if stock.item == item.key]
        lots = _lots(item, claims, floor_days)
        boxes = [stock.pieces // item.box for stock in at]
        far = _distances(claims, at, places or {}, travel)
        moved = moving.move(levelling.level(lots, sum(boxes), item.box), boxes, far, watch.left(), seed)
        cost, proven = cost + moved.cost, proven + moved.bound
        ended = ended if moved.ended == "optimal" else moved.ended
        shared.add(item, claims, lots, moved.sent, at)
    return Allocation(tuple(shared.grants), shared.left, shared.levels, cost, proven, tuple(shared.unmet), ended)


@dataclass
class _Shared:
    """What is gathered item by item."""

    grants: list[Grant]
    left: dict[str, int]
    levels: dict[tuple[str, int], Fraction]
    unmet: list[Unmet]

    def add(
        self, item: Item, claims: Sequence[Claim], lots: list[levelling.Lot], sent: np.ndarray, at: list[Stock]
    ) -> None:
        boxes = sent.sum(axis=1).tolist()
        self.left[item.key] = sum(stock.pieces for stock in at) - sum(boxes) * item.box
        after = [lot.have + boxes[row] * item.box for row, lot in enumerate(lots)]
        rows = [row for row, claim in enumerate(claims) if _wants(claim, item)]
        lowest: dict[int, Fraction] = {}
        for tier in {claims[row].tier for row in rows}:
            among = (row for row in rows if claims[row].tier == tier)
            worst = min(among, key=lambda row: (after[row] / lots[row].target, row))
            lowest[tier] = min(Fraction(1), Fraction(after[worst], lots[worst].target))
            self.levels[item.key, tier] = lowest[tier]
        short = min((claims[row].tier for row in rows if after[row] < max(lots[row].caps)), default=None)
        told = {tier: {"tier": tier, "level": level, "level_days": level * item.days} for tier, level in lowest.items()}
        from_one = at[0].place if len(at) == 1 else None
        for row in rows:
            lot, claim = lots[row], claims[row]
            pieces = boxes[row] * item.box
            sources = ((from_one, boxes[row]),) if from_one is not None and pieces else _sources(at, sent[row])
            reason = _reason(lot, after[row], pieces, told[claim.tier], short)
            self.grants.append(Grant(claim.key, item.key, lot.target, lot.have, boxes[row], pieces, sources, reason))
            if after[row] < lot.caps[0]:
                data = {"item": item.key, "floor": lot.caps[0], "has": after[row], "missing": lot.caps[0] - after[row]}
                self.unmet.append(Unmet("floor", claim.key, data))


def _sources(at: list[Stock], sent: np.ndarray) -> tuple[tuple[str, int], ...]:
    return tuple((at[place].place, int(sent[place])) for place in np.flatnonzero(sent))


def _reason(lot: levelling.Lot, after: int, pieces: int, told: Mapping[str, Any], short: int | None) -> Reason:
    """Why it got just this. `level` is the cover of the least covered of its tier, `level_days` the same in days."""
    cap, level = max(lot.caps), told["level"]
    if lot.have >= cap:
        return Reason("covered", told)
    if after >= cap:
        return Reason("full", told)
    if short is not None and short < told["tier"]:
        return Reason("later_tier", {**told, "before": short})
    if pieces:
        return Reason("level", told)
    return Reason("above_level" if lot.have * level.denominator > level.numerator * lot.target else "none_left", told)


def _wants(claim: Claim, item: Item) -> bool:
    return claim.items is None or item.key in claim.items


def _target(item: Item, claim: Claim, days: int) -> int:
    """Pieces for so many days, rounded up."""
    norm = item.per_head_day
    return -(-claim.heads * days * norm.numerator // norm.denominator)


def _cap(item: Item, claim: Claim) -> int:
    """Pieces up to which the enterprise is served: its target, or what it has and asks for, if that is less."""
    target = _target(item, claim, item.days)
    asked = claim.asked.get(item.key)
    return target if asked is None else min(target, claim.on_hand.get(item.key, 0) + asked)


def _lots(item: Item, claims: Sequence[Claim], floor: int) -> list[levelling.Lot]:
    """Phases: the floor for all, then tier after tier."""
    tiers = sorted({claim.tier for claim in claims})
    lots = []
    for claim in claims:
        cap = _cap(item, claim) if _wants(claim, item) else 0
        caps = (min(cap, _target(item, claim, floor)), *(cap if claim.tier == tier else 0 for tier in tiers))
        lots.append(levelling.Lot(claim.on_hand.get(item.key, 0), max(1, _target(item, claim, item.days)), caps))
    return lots


def _distances(claims: Sequence[Claim], at: list[Stock], places: dict[str, Spot], travel: Travel) -> Matrix:
    """Metres by claim and stock."""
    if not places or not at:
        return np.zeros((len(claims), len(at)), np.int64)
    return travel.between([claim.spot for claim in claims], [places[stock.place] for stock in at]).metres


def _check(
    items: Sequence[Item],
    stocks: Sequence[Stock],
    claims: Sequence[Claim],
    places: dict[str, Spot],
    travel: Travel,
    floor: int,
) -> None:
    keys = {item.key for item in items}
    faults = [*some("items", items), *some("claims", claims), *distinct("items", (item.key for item in items))]
    faults.extend((*distinct("claims", (claim.key for claim in claims)), *whole("floor_days", floor, 0, 3660)))
    faults.extend(distinct("stocks", (f"{stock.item} {stock.place}" for stock in stocks)))
    for row, stock in enumerate(stocks):
        faults.extend(known(f"stocks[{row}].item", stock.item, keys))
        faults.extend(known(f"stocks[{row}].place", stock.place, places) if places else ())
    for row, claim in enumerate(claims):
        faults.extend(fault for key in (*claim.on_hand, *claim.asked) for fault in known(f"claims[{row}]", key, keys))
        faults.extend(travel.faults(claim.spot, f"claims[{row}].spot") if places else ())
    heads = max((claim.heads for claim in claims), default=0)
    for row, item in enumerate(items):
        if heads * item.per_head_day * max(item.days, floor) >= levelling.FINE:
            faults.append(Fault(f"items[{row}].days", "too_many_pieces", {"heads": heads, "most": levelling.FINE}))
    faults.extend(fault for key, spot in places.items() for fault in travel.faults(spot, f"places[{key}]"))
    refuse(faults)
