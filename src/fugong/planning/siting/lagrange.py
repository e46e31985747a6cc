"""A bound by Lagrangian relaxation: that everybody is served is paid for instead of demanded.

Each asker offers a price; each site then takes those who pay more than they cost, as far as its room goes (a continuous
knapsack), and opens where that is worth it. Whatever the prices, the sum is a lower bound; they are bettered by subgradient
steps (Held, Wolfe and Crowder). With room limits the bound is that of the strong linear program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fugong.planning.budget import Watch
from fugong.planning.siting.grid import Flags, Floats, Grid


@dataclass(frozen=True)
class Priced:
    """The best prices: bound, each site's worth at them (negative: it pays to open), how often each was open lately."""

    bound: float
    prices: Floats
    worth: Floats
    often: Floats
    steps: int


def relax(grid: Grid, steps: int, watch: Watch, best: float, found: Callable[[Flags, int], float]) -> Priced:
    """`found` is told what each step would open and gives the best cost known; `best` that to begin with."""
    prices = _first(grid)
    state = Priced(-np.inf, prices, np.zeros(grid.sites), np.zeros(grid.sites), 0)
    often, pace, stale, step = np.zeros(grid.sites), 2.0, 0, 0
    for step in range(1, steps + 1):
        worth, taken = _sites(grid, prices)
        opened, value = choose(grid, worth)
        bound = float(prices.sum()) + value
        often = 0.97 * often + opened
        if bound > state.bound + 1e-9 * abs(bound):
            stale = stale if bound < state.bound + 1e-5 * abs(bound) else 0
            state = Priced(bound, prices, worth, often, step)
        stale += 1
        best = min(best, found(opened > 0.5, step))
        if stale > 25:
            pace, stale = pace / 1.6, 0
            prices = state.prices
            continue
        slope = 1.0 - (taken * opened[:, None]).sum(axis=0)
        norm = float((slope**2).sum())
        if norm < 1e-12 or pace < 2e-4 or best - state.bound < 1e-9 * abs(best) or watch.over():
            break
        goal = best if np.isfinite(best) else abs(state.bound) * 1.1 + 1.0
        prices = prices + pace * max(goal - bound, 1e-6 * abs(goal)) / norm * slope
    return Priced(state.bound, state.prices, state.worth, often, step)


def _first(grid: Grid) -> Floats:
    """Prices to begin with: between the cheapest and the second cheapest site."""
    if grid.sites < 2:
        return np.where(np.isfinite(grid.cost[0]), grid.cost[0], 0.0)
    two = np.partition(grid.cost, 1, axis=0)[:2]
    return np.where(np.isfinite(two[1]), two[1], np.where(np.isfinite(two[0]), two[0], 0.0))


def _sites(grid: Grid, prices: Floats) -> tuple[Floats, Floats]:
    """Each site's worth (opening and what it takes), and the share of each asker that it takes."""
    left = grid.cost - prices
    taken = (left < 0).astype(float)
    load = taken @ grid.people
    full = np.flatnonzero(load > grid.room)
    if full.size:
        taken[full] = _filled(left[full], grid.people, grid.room[full])
    return grid.opening + (np.where(taken > 0, left, 0.0) * taken).sum(axis=1), taken


def _filled(left: Floats, people: Floats, room: Floats) -> Floats:
    """The best use of too little room: the best by person first, the last one in part."""
    rate = np.where(left < 0, left / people, 0.0)
    order = np.argsort(rate, axis=1, kind="stable")
    sizes = np.where(np.take_along_axis(rate, order, 1) < 0, people[order], 0.0)
    before = np.cumsum(sizes, axis=1) - sizes
    part = np.clip((room[:, None] - before) / np.where(sizes > 0, sizes, 1.0), 0.0, 1.0) * (sizes > 0)
    taken = np.zeros_like(left)
    np.put_along_axis(taken, order, part, 1)
    return taken


def choose(grid: Grid, worth: Floats) -> tuple[Floats, float]:
    """Which sites open, at least cost: those of negative worth, at most `points`, with room for all (the last in part
    where rooms differ, so that it stays a bound)."""
    opened = grid.must.astype(float)
    order = [site for site in np.argsort(worth, kind="stable") if not grid.must[site]]
    free = grid.limit() - int(grid.must.sum())
    for site in order[: max(free, 0)]:
        if worth[site] < 0:
            opened[site] = 1.0
    if grid.points is None and np.isfinite(grid.room).all():
        lack = float(grid.people.sum() - (grid.room * opened).sum())
        rest = [site for site in order if opened[site] == 0 and grid.room[site] > 0]
        alike = (
            len({float(grid.room[site]) for site in rest}) == 1
        )  # then a part of a site is no use, and the bound better
        for site in sorted(rest, key=lambda site: worth[site] / grid.room[site]):
            if lack <= 0:
                break
            opened[site] = 1.0 if alike else min(1.0, lack / grid.room[site])
            lack -= grid.room[site]
    elif free > 0 and not opened.any():
        opened[order[0]] = 1.0
    return opened, float((worth * opened).sum())
