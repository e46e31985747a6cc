"""Siting as a whole-number program; and, for given open sites, who goes where."""

from __future__ import annotations

import numpy as np

from fugong.planning.programs import Answer, Program
from fugong.planning.siting.grid import Flags, Floats, Grid, Sited, total


def solve(
    grid: Grid, allowed: Flags, seconds: float, seed: int, start: Sited | None = None, gap: float = 0.0
) -> Sited | None:
    """The best siting over the pairs `allowed`; None where there is none, or none was found in time."""
    program = Program()
    first = program.columns(grid.opening, grid.must.astype(float), 1.0, whole=True)
    sites, askers = np.nonzero(allowed)
    program.columns(grid.cost[sites, askers], 0.0, 1.0, whole=grid.whole)
    begins = first + grid.sites
    _rows(program, grid, sites, askers, begins)
    guess = None
    if start is not None and bool(allowed[start.share > 1e-9].all()):
        guess = np.concatenate([start.open.astype(float), start.share[sites, askers]])
    answer = program.solve(seconds, seed, gap, guess)
    return _sited(grid, answer, sites, askers) if answer.found else None


def _rows(program: Program, grid: Grid, sites: np.ndarray, askers: np.ndarray, begins: int) -> None:
    columns = np.arange(len(sites)) + begins
    for asker in range(grid.askers):
        program.row(columns[askers == asker].tolist(), low=1.0, high=1.0)
    for site in range(grid.sites):
        mine = columns[sites == site]
        if np.isfinite(grid.room[site]) and grid.room[site] < grid.people[askers[sites == site]].sum():
            values = [*grid.people[askers[sites == site]].tolist(), -float(grid.room[site])]
            program.row([*mine.tolist(), site], values, high=0.0)
    for column, site in zip(columns.tolist(), sites.tolist(), strict=True):
        program.row([column, site], [1.0, -1.0], high=0.0)
    if grid.points is not None:
        program.row(list(range(grid.sites)), high=float(grid.points))
    if np.isfinite(grid.room).all():
        program.row(list(range(grid.sites)), grid.room.tolist(), low=float(grid.people.sum()))


def _sited(grid: Grid, answer: Answer, sites: np.ndarray, askers: np.ndarray) -> Sited:
    opened = answer.values[: grid.sites] > 0.5
    share = np.zeros((grid.sites, grid.askers))
    share[sites, askers] = np.clip(answer.values[grid.sites :], 0.0, 1.0)
    share[share < 1e-7] = 0.0
    if grid.whole:
        share = np.rint(share)
    share[~opened] = 0.0
    return Sited(opened, share, total(grid, opened, share), answer.bound, answer.status)


def serve(grid: Grid, opened: Flags, seconds: float, seed: int) -> Sited | None:
    """Who goes where, for these open sites: the nearest where there is room for all, else a program."""
    if not grid.cost[opened].size or not np.isfinite(grid.cost[opened].min(axis=0)).all():
        return None
    nearest = np.where(opened[:, None], grid.cost, np.inf).argmin(axis=0)
    share = np.zeros_like(grid.cost)
    share[nearest, np.arange(grid.askers)] = 1.0
    if ((share * grid.people).sum(axis=1) <= grid.room).all():
        return Sited(opened, share, total(grid, opened, share), -np.inf, "steps")
    if grid.room[opened].sum() < grid.people.sum():
        return None
    return _transport(grid, opened, seconds, seed)


def _transport(grid: Grid, opened: Flags, seconds: float, seed: int) -> Sited | None:
    program = Program()
    rows = np.flatnonzero(opened)
    cost = grid.cost[rows]
    sites, askers = np.nonzero(np.isfinite(cost))
    program.columns(cost[sites, askers] / grid.people[askers], 0.0, grid.people[askers])
    if grid.whole:
        program = Program()
        program.columns(cost[sites, askers], 0.0, 1.0, whole=True)
    size = np.ones(len(askers)) if not grid.whole else grid.people[askers]
    for asker in range(grid.askers):
        need = 1.0 if grid.whole else float(grid.people[asker])
        program.row(np.flatnonzero(askers == asker).tolist(), low=need, high=need)
    for site, row in enumerate(rows):
        mine = np.flatnonzero(sites == site)
        if np.isfinite(grid.room[row]):
            program.row(mine.tolist(), size[mine].tolist(), high=float(grid.room[row]))
    answer = program.solve(seconds, seed)
    if not answer.found:
        return None
    share: Floats = np.zeros_like(grid.cost)
    share[rows[sites], askers] = answer.values / (1.0 if grid.whole else grid.people[askers])
    share[share < 1e-9] = 0.0
    return Sited(opened, share, total(grid, opened, share), -np.inf, "steps")
