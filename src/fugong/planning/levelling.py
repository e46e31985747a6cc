"""Leximin over whole boxes: box after box to the least covered. Exact, in whole numbers.

Giving the next box to whoever stands lowest is optimal, because each box lifts only its own level and all are of one size.
Instead of one box at a time, a level is searched below which everybody's boxes are certain; what is left is sorted exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

FINE = 2**30  # levels are searched in this many steps; targets stay below it, so that products fit in 64 bits


@dataclass(frozen=True)
class Lot:
    """One enterprise and one item, in pieces: `have`, `target` that its level is measured by, and `caps`: up to where it is
    lifted in each phase (0 or less than it has: not at all)."""

    have: int
    target: int
    caps: tuple[int, ...]


@dataclass(frozen=True)
class Levelled:
    """Boxes by lot. Of `tied` lots, equal in all that fairness looks at, `still` get one box more."""

    boxes: list[int]
    tied: list[int]
    still: int


def level(lots: Sequence[Lot], boxes: int, box: int) -> Levelled:
    """Shares `boxes` of `box` pieces out, phase after phase."""
    given = np.zeros(len(lots), np.int64)
    have = np.array([lot.have for lot in lots], np.int64)
    target = np.array([lot.target for lot in lots], np.int64)
    for phase in range(max((len(lot.caps) for lot in lots), default=0)):
        now = have + given * box
        caps = np.array([lot.caps[phase] for lot in lots], np.int64)
        most = np.maximum(0, -((now - caps) // box))
        more, tied, still = _phase(now, target, caps, most, boxes - int(given.sum()), box)
        given += more
        if still:
            return Levelled(given.tolist(), tied, still)
    return Levelled(given.tolist(), [], 0)


def _phase(
    have: np.ndarray, target: np.ndarray, caps: np.ndarray, most: np.ndarray, boxes: int, box: int
) -> tuple[np.ndarray, list[int], int]:
    if int(most.sum()) <= boxes:
        return most, [], 0

    def below(step: int) -> np.ndarray:
        """Boxes handed out while the level before was below step / FINE."""
        return np.clip(-((have * FINE - step * target) // (box * FINE)), 0, most)

    low, high = 0, FINE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if int(below(middle).sum()) <= boxes else (low, middle)
    given = below(low)
    left = boxes - int(given.sum())
    for group in _groups(have, target, given, below(high), box):
        if len(group) > left:
            best, tied, still = _last(group, have + given * box, target, caps, box, left)
            given[best] += 1
            return given, tied, still
        given[group] += 1
        left -= len(group)
    return given, [], 0


def _groups(have: np.ndarray, target: np.ndarray, given: np.ndarray, until: np.ndarray, box: int) -> list[list[int]]:
    """Lots by exact level, each box between the two levels once, lowest first."""
    steps: dict[Fraction, list[int]] = {}
    for lot in np.flatnonzero(until > given):
        for box_number in range(int(given[lot]), int(until[lot])):
            steps.setdefault(Fraction(int(have[lot]) + box_number * box, int(target[lot])), []).append(int(lot))
    return [steps[key] for key in sorted(steps)]


def _last(
    group: list[int], have: np.ndarray, target: np.ndarray, caps: np.ndarray, box: int, left: int
) -> tuple[list[int], list[int], int]:
    """Of lots at one level those that a box lifts highest; those equal even in that are tied."""
    after = {lot: Fraction(min(int(have[lot]) + box, int(caps[lot])), int(target[lot])) for lot in group}
    edge = sorted(after.values(), reverse=True)[left - 1] if left else None
    best = [lot for lot in group if edge is not None and after[lot] > edge]
    tied = [lot for lot in group if edge is not None and after[lot] == edge]
    return best, tied, left - len(best)
