"""From which place each box comes, so that the boxes are moved least: a transport problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fugong.planning.levelling import Levelled
from fugong.planning.programs import Program
from fugong.planning.travel import Matrix


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
    tied = set(wanted.tied) if wanted.still else set()
    lots = [lot for lot in range(len(need)) if need[lot] or lot in tied]
    places = range(len(stock))
    program = Program()
    program.columns(far[lots].astype(float).ravel())
    for row, lot in enumerate(lots):
        columns = [row * len(stock) + place for place in places]
        program.row(columns, low=float(need[lot]), high=float(need[lot] + (lot in tied)))
    for place in places:
        program.row([row * len(stock) + place for row in range(len(lots))], high=float(stock[place]))
    program.row(
        list(range(len(lots) * len(stock))), low=float(need.sum() + wanted.still), high=float(need.sum() + wanted.still)
    )
    answer = program.solve(seconds, seed)
    sent = np.zeros(far.shape, np.int64)
    if answer.status == "optimal":
        sent[lots] = np.rint(answer.values.reshape(len(lots), len(stock))).astype(np.int64)
        cost = int((sent * far).sum())
        return Moved(sent, cost, cost, "optimal")
    _fill(wanted, need, stock, far, sent)
    return Moved(sent, int((sent * far).sum()), int((need * far.min(axis=1)).sum()), "seconds")


def _fill(wanted: Levelled, need: np.ndarray, stock: Sequence[int], far: Matrix, sent: np.ndarray) -> None:
    """One after another from the nearest place that still has some."""
    need, left = need.copy(), list(stock)
    need[wanted.tied[: wanted.still]] += 1
    for lot in range(len(need)):
        for place in np.argsort(far[lot], kind="stable"):
            boxes = min(int(need[lot]), left[place])
            sent[lot, place], need[lot], left[place] = boxes, need[lot] - boxes, left[place] - boxes
