"""Is an allocation possible, and is it fair? Are points, officers, rosters, rounds and orders what they say?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from fugong.planning.allocation import Allocation, Claim, Grant, Item, Stock
from fugong.planning.errors import Violation


def check_allocation(
    items: Sequence[Item], stocks: Sequence[Stock], claims: Sequence[Claim], plan: Allocation, floor_days: int = 0
) -> list[Violation]:
    """Whole boxes, none beyond the stock of its place, nobody above the need by a whole box; and no box that, given to
    somebody lower instead, would be fairer."""
    found = list(_stock(items, stocks, plan))
    people = {claim.key: claim for claim in claims}
    for item in items:
        rows = [grant for grant in plan.grants if grant.item == item.key]
        for row in rows:
            if (
                row.pieces != row.boxes * item.box
                or row.boxes < 0
                or sum(boxes for _place, boxes in row.sources) != row.boxes
            ):
                found.append(
                    Violation("boxes", row.enterprise, {"item": item.key, "boxes": row.boxes, "pieces": row.pieces})
                )
            if row.boxes and row.on_hand + (row.boxes - 1) * item.box >= _need(item, people[row.enterprise], item.days):
                found.append(Violation("more_than_needed", row.enterprise, {"item": item.key, "pieces": row.pieces}))
        found.extend(_fair(item, rows, people, floor_days, _boxes_left(item, stocks, rows)))
    return found


def _stock(items: Sequence[Item], stocks: Sequence[Stock], plan: Allocation) -> Iterator[Violation]:
    boxes = {item.key: item.box for item in items}
    out: Counter[tuple[str, str]] = Counter()
    for grant in plan.grants:
        for place, count in grant.sources:
            out[grant.item, place] += count * boxes[grant.item]
    have = {(stock.item, stock.place): stock.pieces for stock in stocks}
    for key, pieces in out.items():
        if pieces > have.get(key, 0):
            yield Violation("stock", key[1], {"item": key[0], "given": pieces, "stock": have.get(key, 0)})
    for item in items:
        total = sum(stock.pieces for stock in stocks if stock.item == item.key)
        if plan.left[item.key] != total - sum(grant.pieces for grant in plan.grants if grant.item == item.key):
            yield Violation("left", item.key, {"left": plan.left[item.key]})


def _boxes_left(item: Item, stocks: Sequence[Stock], rows: Sequence[Grant]) -> int:
    """Whole boxes that still lie at some place; what is left of several places together may be no box at any."""
    out: Counter[str] = Counter()
    for row in rows:
        out.update(dict(row.sources))
    return sum(stock.pieces // item.box - out[stock.place] for stock in stocks if stock.item == item.key)


def _need(item: Item, claim: Claim, days: int) -> int:
    exact = Fraction(claim.heads * days) * item.per_head_day
    need = -(-exact.numerator // exact.denominator)
    if item.key in claim.asked:
        need = min(need, claim.on_hand.get(item.key, 0) + claim.asked[item.key])
    return need


def _fair(
    item: Item, rows: list[Grant], people: Mapping[str, Claim], floor_days: int, boxes_left: int
) -> Iterator[Violation]:
    """Nobody wants while boxes lie there, or while somebody's last box came from a later turn or a higher level."""
    wanting: list[tuple[tuple[int, Fraction], str]] = []
    last: list[tuple[tuple[int, Fraction], str]] = []
    for row in rows:
        claim = people[row.enterprise]
        has = row.on_hand + row.pieces
        if has < _need(item, claim, item.days):
            wanting.append((_turn(item, claim, has, row.target, floor_days), row.enterprise))
        if row.boxes:
            last.append((_turn(item, claim, has - item.box, row.target, floor_days), row.enterprise))
    if not wanting:
        return
    turn, who = min(wanting)
    if boxes_left > 0:
        yield Violation("left_over", who, {"item": item.key, "boxes": boxes_left})
    for taken, by in last:
        if taken > turn:
            yield Violation("unfair", who, {"item": item.key, "rather": by})


def _turn(item: Item, claim: Claim, has: int, target: int, floor_days: int) -> tuple[int, Fraction]:
    """When the next box would come: the floor first, then by tier; and the level before it."""
    first = floor_days > 0 and has < _need(
        item, claim, min(floor_days, item.days) if floor_days < item.days else item.days
    )
    return (-1 if first else claim.tier, Fraction(has, target))


def same_people(wanted: Mapping[str, float], given: Mapping[str, float]) -> Iterator[Violation]:
    """Each gets what it wants, no more and no less, but for the last bits."""
    for key, people in wanted.items():
        if abs(people - given.get(key, 0.0)) > 1e-4 * max(1.0, people):
            yield Violation("people", key, {"wanted": people, "given": given.get(key, 0.0)})


def sums(pairs: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Totals by key."""
    total: dict[str, float] = defaultdict(float)
    for key, value in pairs:
        total[key] += value
    return dict(total)
