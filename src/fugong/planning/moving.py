"""From which place each box comes, so that the boxes are moved least: a transport problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fugong.planning.budget import Watch
from fugong.planning.levelling import Levelled
from fugong.planning.programs import Program
from fugong.planning.travel import Matrix

FEW = 400  # receivers that are left to one program at once


@dataclass(frozen=True)
class Moved:
    """Boxes by receiver and place, their box-metres, and a proven bound."""

    sent: np.ndarray
    cost: int
    bound: int
    ended: str


def move(wanted: Levelled, stock: Sequence[int], far: Matrix, seconds: float, seed: int) -> Moved:
    """`stock`: boxes by place; `far`: metres by receiver and place. Tied receivers get their last box where it is nearest."""
    need = np.array(wanted.boxes, np.int64)
    nearest = _nearest(wanted, need, far)
    if nearest is not None and (nearest.sum(axis=0) <= np.array(stock)).all():
        cost = int((nearest * far).sum())
        return Moved(nearest, cost, cost, "optimal")
    return _program(wanted, need, stock, far, seconds, seed)


def _nearest(wanted: Levelled, need: np.ndarray, far: Matrix) -> np.ndarray | None:
    """Everything from the nearest place."""
    if not far.shape[1]:
        return np.zeros(far.shape, np.int64)
    need = need.copy()
    least = far.min(axis=1) if len(far) else np.zeros(0)
    for lot in sorted(wanted.tied, key=lambda lot: (least[lot], lot))[: wanted.still]:
        need[lot] += 1
    sent = np.zeros(far.shape, np.int64)
    sent[np.arange(len(need)), far.argmin(axis=1)] = need
    return sent


def _program(wanted: Levelled, need: np.ndarray, stock: Sequence[int], far: Matrix, seconds: float, seed: int) -> Moved:
    """The least box-metres. Where there are many receivers, prices of the places are learnt from some of them; whoever is then
    clearly served best by one place stays with it, and only the others are left to the program. Its own prices prove it, or
    more are left to it."""
    watch = Watch(seconds)
    tied = np.zeros(len(need), bool)
    tied[wanted.tied if wanted.still else []] = True
    lots, room = np.flatnonzero((need > 0) | tied), np.array(stock, float)
    share = 1.0 if len(lots) <= FEW else 0.1
    prices = np.zeros(len(room)) if share == 1 else _prices(need, lots, room, far, watch, seed)
    while True:
        score = far[lots] + prices
        ranked = np.sort(score, axis=1)
        margin = ranked[:, 1] - ranked[:, 0] if far.shape[1] > 1 else np.full(len(lots), np.inf)
        free = tied[lots] | (margin <= np.quantile(margin, share)) | (share == 1)
        best, fixed = score.argmin(axis=1), lots[~free]
        left = room - np.bincount(best[~free], need[fixed], len(room))
        found = _least(wanted, need, lots[free], tied, left, far, watch, seed) if (left >= 0).all() else None
        if found is not None:
            score = far[fixed] + found[1]
            if (score[np.arange(len(fixed)), best[~free]] <= score.min(axis=1, initial=np.inf) + 1e-6).all():
                sent = found[0]
                sent[fixed, best[~free]] = need[fixed]
                cost = int((sent * far).sum())
                return Moved(sent, cost, cost, "optimal")
            prices = found[1]
        if share == 1:
            sent = np.zeros(far.shape, np.int64)
            _fill(wanted, need, stock, far, sent)
            return Moved(sent, int((sent * far).sum()), int((need * far.min(axis=1)).sum()), "seconds")
        share = 1.0 if share > 0.4 else share * 2.5


def _prices(need: np.ndarray, lots: np.ndarray, room: np.ndarray, far: Matrix, watch: Watch, seed: int) -> np.ndarray:
    """What a box more of each place would be worth, as every so many receivers tell."""
    some = lots[:: max(1, len(lots) // FEW)]
    none = Levelled(boxes=[], tied=[], still=0)
    scale = need[some].sum() / max(1, need[lots].sum())
    found = _least(none, need, some, np.zeros(len(need), bool), room * max(scale, 1e-9) + 1, far, watch, seed)
    return np.zeros(len(room)) if found is None else found[1]


def _least(
    wanted: Levelled, need: np.ndarray, lots: np.ndarray, tied: np.ndarray, room: np.ndarray, far: Matrix, watch: Watch,
    seed: int,
) -> tuple[np.ndarray, np.ndarray] | None:  # fmt: skip
    """Boxes by receiver and place for these receivers, and the places' prices; None where the time ran out or it can't be."""
    sent, count = np.zeros(far.shape, np.int64), far.shape[1]
    program = Program()
    program.columns(far[lots].astype(float).ravel())
    for row, lot in enumerate(lots.tolist()):
        columns = list(range(row * count, (row + 1) * count))
        program.row(columns, low=float(need[lot]), high=float(need[lot] + tied[lot]))
    for place in range(count):
        program.row(list(range(place, len(lots) * count, count)), high=float(room[place]))
    total = float(need[lots].sum() + wanted.still)
    program.row(list(range(len(lots) * count)), low=total, high=total)
    answer = program.solve(watch.left(), seed)
    if answer.status != "optimal":
        return None
    if len(lots):
        sent[lots] = np.rint(answer.values.reshape(len(lots), count)).astype(np.int64)
    prices = -answer.duals[len(lots) : len(lots) + count] if answer.duals.size else np.zeros(count)
    return sent, prices


def _fill(wanted: Levelled, need: np.ndarray, stock: Sequence[int], far: Matrix, sent: np.ndarray) -> None:
    """One after another from the nearest place that still has some."""
    need, left = need.copy(), list(stock)
    need[wanted.tied[: wanted.still]] += 1
    for lot in range(len(need)):
        for place in np.argsort(far[lot], kind="stable"):
            boxes = min(int(need[lot]), left[place])
            sent[lot, place], need[lot], left[place] = boxes, need[lot] - boxes, left[place] - boxes
