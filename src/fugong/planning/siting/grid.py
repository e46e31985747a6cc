"""The siting problem in numbers: sites by askers, costs that may be infinite, and the answer's shape."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """`cost[site, asker]` of serving the whole asker (infinite: not allowed), `opening[site]`, `room[site]` (may be
    infinite), `people[asker]`. At most `points` open; `must` open. `whole`: an asker is not divided."""

    cost: Floats
    opening: Floats
    room: Floats
    people: Floats
    points: int | None
    must: Flags
    whole: bool

    @property
    def sites(self) -> int:
        return len(self.opening)

    @property
    def askers(self) -> int:
        return len(self.people)

    @property
    def roomy(self) -> bool:
        """Whether no site can be too small."""
        return bool((self.room >= self.people.sum()).all())

    def limit(self) -> int:
        return self.sites if self.points is None else min(self.points, self.sites)

    def only(self, kept: NDArray[np.int64], must: Flags) -> Grid:
        """The same with some of its sites."""
        return replace(self, cost=self.cost[kept], opening=self.opening[kept], room=self.room[kept], must=must[kept])

    def with_nowhere(self) -> Grid:
        """With one site more that takes whoever can't be served, dearer than everything else together, by people."""
        finite = np.where(np.isfinite(self.cost), self.cost, 0.0)
        dear = 1.0 + float(finite.max(axis=0).sum()) + float(self.opening.sum())
        return Grid(
            np.vstack([self.cost, self.people * dear]),
            np.append(self.opening, 0.0),
            np.append(self.room, np.inf),
            self.people,
            None if self.points is None else self.points + 1,
            np.append(self.must, True),
            self.whole,
        )


@dataclass(frozen=True)
class Sited:
    """Open sites and each asker's share at each site; the cost, a proven bound, and what ended the search."""

    open: Flags
    share: Floats
    cost: float
    bound: float
    ended: str


def total(grid: Grid, opened: Flags, share: Floats) -> float:
    """What an answer costs, counted anew."""
    used = share > 1e-9
    return float(grid.opening[opened].sum()) + float((np.where(used, grid.cost, 0.0) * share).sum())
