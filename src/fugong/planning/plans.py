"""What every plan tells of itself, whatever it plans."""

from __future__ import annotations

from fugong.planning.errors import Unmet


class Plan:
    """`cost`, a `bound` that no plan for the same goes below, and what couldn't be done."""

    cost: float
    bound: float
    unmet: tuple[Unmet, ...]

    @property
    def feasible(self) -> bool:
        """Whether everything was done."""
        return not self.unmet

    @property
    def gap(self) -> float:
        """How far the cost can at most be above the best plan's, as a share of the cost."""
        return max(0.0, self.cost - self.bound) / abs(self.cost) if self.cost else 0.0
