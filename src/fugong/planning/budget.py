"""How long a solver may think, so that the same input gives the same answer."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from fugong.planning.errors import number, refuse, whole


@dataclass(frozen=True)
class Budget:
    """`seconds` is the outer bound. `steps` is what decides: a number of a search's rounds, derived from the seconds where
    it isn't given, and reached before them on a machine that isn't much slower than an office's.

    A plan says what ended the search (`ended`): "optimal", "steps" or "within" (the gap that was asked for) mean that the
    same input gives the same plan on every machine; "seconds" means that the outer bound cut in, and that a faster or less
    busy machine may find a better plan.
    """

    seconds: float = 10.0
    steps: int | None = None

    def __post_init__(self) -> None:
        refuse(
            (
                *number("seconds", self.seconds, 0.01, 86_400),
                *(whole("steps", self.steps, 1) if self.steps is not None else ()),
            )
        )

    def rounds(self, a_second: float) -> int:
        """The number of steps that fit, by a rate measured for this kind of step."""
        return self.steps if self.steps is not None else max(1, math.floor(self.seconds * a_second))


class Watch:
    """Seconds left of a budget, by the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        return max(0.0, self._ends - time.monotonic())

    def over(self) -> bool:
        return time.monotonic() >= self._ends
