"""How much output could be released at best: linear programs over the chain, one for some of the periods.

By the end of a period no more can be resumed than all masks, checks and risk up to then allow, wherever they are spent. The
prices that such a program gives bound the other periods as well, so that not all need to be solved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fugong.planning.budget import Watch
from fugong.planning.ordering.chain import Chain
from fugong.planning.programs import Program


@dataclass(frozen=True)
class Needs:
    """By group: output, what it takes of each limited thing, and what its `whole` chain takes; by period and thing:
    all that there was up to then."""

    output: np.ndarray
    takes: np.ndarray
    supply: np.ndarray
    whole: np.ndarray

    def able(self, period: int) -> np.ndarray:
        """Groups that can produce by then at all: what they and all their suppliers take is there."""
        return (self.whole <= self.supply[period]).all(axis=1)


@dataclass(frozen=True)
class Looked:
    """A bound for each period's output; and how early the programs want each group (larger: earlier)."""

    bounds: list[int]
    early: np.ndarray
    ended: str


def look(graph: Chain, needs: Needs, watch: Watch, seed: int) -> Looked:
    """Solves for the last and the first period, then between them, while there is time. A period's program allows all that an
    earlier one's does, so its prices bound the earlier ones."""
    periods = len(needs.supply)
    bounds = np.full(periods, float(needs.output.sum()))
    early = np.zeros(len(needs.output))
    ended = "steps"
    for period in _spread(periods):
        answer = _program(graph, needs, period).solve(watch.left(), seed)
        if answer.status != "optimal":
            ended = "seconds"
            break
        early += answer.values
        prices = -answer.duals[: needs.supply.shape[1]]
        others = -answer.cost + (needs.supply - needs.supply[period]) @ np.maximum(prices, 0.0)
        bounds[: period + 1] = np.minimum(bounds, others)[: period + 1]
    return Looked([math.floor(each + 1e-6 * max(1.0, each) ** 0.5) for each in bounds], early, ended)


def _spread(periods: int, most: int = 12) -> list[int]:
    """Periods, far apart first, at most so many."""
    order: list[int] = []
    for steps in (1, 2, 4, 8, 16):
        order.extend(min(periods - 1, round(k * (periods - 1) / steps)) for k in range(steps, -1, -1))
    return list(dict.fromkeys(order))[:most]


def _program(graph: Chain, needs: Needs, period: int) -> Program:
    program, supply = Program(), needs.supply[period]
    program.columns((-needs.output).astype(float), 0.0, needs.able(period).astype(float))
    everyone = range(len(needs.output))
    for thing in range(needs.takes.shape[1]):
        using = [group for group in everyone if needs.takes[group, thing]]
        program.row(using, [float(needs.takes[group, thing]) for group in using], high=float(supply[thing]))
    for customer, suppliers in enumerate(graph.suppliers):
        for supplier in sorted(suppliers):
            program.row([customer, supplier], [1.0, -1.0], high=0.0)
    return program


def most(
    graph: Chain, output: Sequence[int], sizes: Sequence[int], count: int, seconds: float, seed: int
) -> tuple[list[int], int, str]:
    """The groups, of at most `count` members together, that release the most; a bound; what ended it."""
    whole = _whole_chain(graph, sizes, count)
    able = [group for group in range(len(sizes)) if whole[group] <= count]
    if not able:
        return [], 0, "optimal"
    place = {group: column for column, group in enumerate(able)}
    program = Program()
    program.columns((-float(output[group]) for group in able), 0.0, 1.0, whole=True)
    program.row(list(range(len(able))), [float(sizes[group]) for group in able], high=float(count))
    for group in able:
        for supplier in sorted(graph.suppliers[group]):
            program.row([place[group], place[supplier]], [1.0, -1.0], high=0.0)
    answer = program.solve(seconds, seed)
    if not answer.found:
        return [], sum(output[group] for group in able), "seconds"
    return (
        [able[column] for column in np.flatnonzero(answer.values > 0.5)],
        math.floor(-answer.bound + 1e-6),
        answer.status,
    )


def _whole_chain(graph: Chain, sizes: Sequence[int], count: int) -> list[int]:
    """Members of each group and all its suppliers'; counted no further than just above `count`."""
    chains: list[frozenset[int] | None] = []
    found = []
    for group, suppliers in enumerate(graph.suppliers):
        parts = [chains[supplier] for supplier in suppliers]
        whole = (
            None
            if any(part is None for part in parts)
            else frozenset({group}).union(*(part or frozenset() for part in parts))
        )
        size = count + 1 if whole is None else sum(sizes[each] for each in whole)
        chains.append(whole if size <= count else None)
        found.append(size)
    return found
