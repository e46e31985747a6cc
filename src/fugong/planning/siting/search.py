"""The way to a siting: small ones go straight to the program; large ones get a bound by prices, a good answer by exchange,
then a program over what the bound and that answer leave open, which often proves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fugong.planning.budget import Budget, Watch
from fugong.planning.siting import exact, lagrange
from fugong.planning.siting.grid import Flags, Floats, Grid, Sited

SMALL = 6_000  # pairs that the program takes as they are
LARGEST = 60_000  # pairs that a program may be left with
RATE = 2e7  # pairs that price steps handle in a second of one slow core


def site(grid: Grid, budget: Budget, seed: int) -> Sited | None:
    """The best siting found, with its bound; None: there is none, as was proven, or none was found."""
    watch = Watch(budget.seconds)
    allowed = np.isfinite(grid.cost)
    if not allowed.any(axis=0).all():
        return None
    if allowed.sum() <= SMALL:
        return exact.solve(grid, allowed, budget.seconds, seed)
    walk = _Walk(grid, Watch(budget.seconds * 0.5), seed)
    steps = min(1500, budget.rounds(RATE / grid.cost.size * 0.4))
    priced = lagrange.relax(grid, steps, Watch(budget.seconds * 0.4), np.inf, walk.look)
    walk.better(priced)
    if walk.best is None:
        return exact.solve(grid, allowed, watch.left(), seed)
    best = replace(walk.best, bound=priced.bound, ended="steps" if not walk.watch.over() else "seconds")
    return _proven(grid, priced, best, watch, seed)


def _proven(grid: Grid, priced: lagrange.Priced, best: Sited, watch: Watch, seed: int) -> Sited:
    """The best with the program's word on what is left to decide."""
    if best.cost - priced.bound <= 1e-7 * abs(best.cost):
        return replace(best, bound=best.cost, ended="optimal")
    closed, must, opened = _fixed(grid, priced, best.cost)
    allowed = np.isfinite(grid.cost) & ~closed[:, None]
    if grid.roomy:
        allowed &= opened[:, None] + np.maximum(grid.cost - priced.prices, 0.0) <= best.cost + 1e-6 * abs(best.cost)
    sound = allowed.sum() <= LARGEST
    if not sound:
        allowed = _kernel(grid, priced, best, closed)
    kept = np.flatnonzero(allowed.any(axis=1) | must | best.open)
    small = grid.only(kept, must if sound else grid.must)
    start = Sited(best.open[kept], best.share[kept], best.cost, -np.inf, "")
    found = exact.solve(small, allowed[kept], watch.left(), seed, start)
    if found is None:
        return best
    bound = max(priced.bound, min(found.bound, best.cost)) if sound else priced.bound
    ended = "optimal" if sound and found.ended == "optimal" else best.ended if found.ended == "optimal" else "seconds"
    if found.cost >= best.cost:
        return replace(best, bound=min(bound, best.cost), ended=ended)
    opened_all, share = np.zeros(grid.sites, bool), np.zeros_like(grid.cost)
    opened_all[kept], share[kept] = found.open, found.share
    return Sited(opened_all, share, found.cost, min(bound, found.cost), ended)


def _fixed(grid: Grid, priced: lagrange.Priced, best: float) -> tuple[Flags, Flags, Floats]:
    """Sites that no better answer opens; those that every better one opens; and the bound with each of them open."""
    base = float(priced.prices.sum())
    edge = best + 1e-6 * abs(best)
    closed, must, opened = np.zeros(grid.sites, bool), grid.must.copy(), np.zeros(grid.sites)
    for place in range(grid.sites):
        with_it = replace(grid, must=grid.must | (np.arange(grid.sites) == place))
        opened[place] = base + lagrange.choose(with_it, priced.worth)[1]
        closed[place] = opened[place] > edge and not grid.must[place]
        without = priced.worth.copy()
        without[place] = 1e3 * (abs(edge) + 1.0)
        must[place] |= base + lagrange.choose(grid, without)[1] > edge
    return closed, must, opened


def _kernel(grid: Grid, priced: lagrange.Priced, best: Sited, closed: Flags) -> Flags:
    """Where all pairs are too many: the sites that prices or the best answer like, and for each asker those near its price."""
    likes = priced.often / (priced.often.max() or 1.0) + best.open
    order = [place for place in np.argsort(-likes, kind="stable") if not closed[place]]
    sites = order[: max(2 * int(best.open.sum()) + 5, 20)]
    allowed = np.zeros(grid.cost.shape, bool)
    left = np.where(np.isfinite(grid.cost[sites]), grid.cost[sites] - priced.prices, np.inf)
    near = np.argsort(left, axis=0, kind="stable")[: max(3, min(len(sites), LARGEST // 3 // grid.askers))]
    for row in near:
        allowed[np.array(sites)[row], np.arange(grid.askers)] = True
    return (allowed & np.isfinite(grid.cost)) | (best.share > 1e-9)


@dataclass
class _Walk:
    """The best answer so far, and the way to better ones."""

    grid: Grid
    watch: Watch
    seed: int
    best: Sited | None = None

    def __post_init__(self) -> None:
        self.seen: set[bytes] = set()

    def cost(self) -> float:
        return np.inf if self.best is None else self.best.cost

    def look(self, opened: Flags, step: int) -> float:
        """What a price step would open, tried: always where it costs nothing to try, else now and then."""
        if self.grid.roomy or step % 20 == 0:
            self.try_(opened)
        return self.cost()

    def try_(self, opened: Flags) -> bool:
        """Whether these open sites make the best answer so far."""
        key = np.packbits(opened).tobytes()
        if key in self.seen or self.watch.over() or opened.sum() > self.grid.limit():
            return False
        self.seen.add(key)
        answer = exact.serve(self.grid, opened | self.grid.must, self.watch.left(), self.seed)
        if answer is None or answer.cost >= self.cost() - 1e-9 * abs(answer.cost):
            return False
        self.best = answer
        return True

    def better(self, priced: lagrange.Priced) -> None:
        """Exchange until nothing helps."""
        self.try_(self._greedy(priced))
        if self.grid.roomy:
            while self.best is not None and not self.watch.over() and self._swap():
                pass
        else:
            while self.best is not None and not self.watch.over() and self._step(priced):
                pass

    def _greedy(self, priced: lagrange.Priced) -> Flags:
        """The sites that prices opened most often, until there is room for all (or as many as may open)."""
        opened = self.grid.must.copy()
        for place in np.argsort(-priced.often, kind="stable"):
            enough = self.grid.points is None and self.grid.room[opened].sum() >= self.grid.people.sum()
            if opened.sum() >= self.grid.limit() or (enough and opened.any()):
                break
            opened[place] = True
        return opened

    def _step(self, priced: lagrange.Priced) -> bool:
        """One of: close a site, open one, exchange two; the first that helps."""
        assert self.best is not None
        now = self.best.open
        out = [place for place in np.argsort(-priced.worth, kind="stable") if now[place] and not self.grid.must[place]]
        into = [place for place in np.argsort(priced.worth, kind="stable") if not now[place]][:15]
        moves = [(place, None) for place in out] + [(None, place) for place in into]
        moves += [(a, b) for b in into[:8] for a in out[:8]]
        for closes, opens in moves:
            then = now.copy()
            if closes is not None:
                then[closes] = False
            if opens is not None:
                then[opens] = True
            if self.try_(then):
                return True
        return False

    def _swap(self) -> bool:
        """The best exchange of one site for another, closing or opening where there is room: all pairs at once."""
        assert self.best is not None
        grid, now = self.grid, self.best.open
        cost = np.where(np.isfinite(grid.cost), grid.cost, 1e15)
        rows = np.flatnonzero(now)
        order = np.argsort(cost[rows], axis=0, kind="stable")
        first = cost[rows[order[0]], np.arange(grid.askers)]
        second = cost[rows[order[1]], np.arange(grid.askers)] if len(rows) > 1 else np.full(grid.askers, 1e15)
        best = (-1e-9 * abs(self.best.cost), -1, -1)
        for into in np.flatnonzero(~now):
            gain = np.maximum(first - cost[into], 0.0).sum() - grid.opening[into]
            loss = (
                np.bincount(order[0], np.maximum(np.minimum(second, cost[into]) - first, 0.0), len(rows))
                - grid.opening[rows]
            )
            loss[grid.must[rows]] = np.inf
            out = int(loss.argmin())
            if now.sum() < grid.limit() and -gain < best[0]:
                best = (-gain, int(into), -1)
            if loss[out] - gain < best[0]:
                best = (loss[out] - gain, int(into), int(rows[out]))
        then = now.copy()
        if best[1] >= 0:
            then[best[1]] = True
        if best[2] >= 0:
            then[best[2]] = False
        return best[1] >= 0 and self.try_(then)
