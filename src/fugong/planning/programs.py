"""Linear and whole-number programs by HiGHS: columns, rows, an answer with its bound.

One thread and a fixed seed: the same program gives the same answer, unless the seconds run out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

INFINITE = highspy.kHighsInf
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """`status`: "optimal", "seconds" (with the best found, if any) or "infeasible". Values are empty where there is none."""

    status: str
    values: Vector
    cost: float
    bound: float
    duals: Vector = field(default_factory=lambda: np.zeros(0))  # a linear program's price of each row

    @property
    def found(self) -> bool:
        return self.values.size > 0


class Program:
    """Minimise cost · x, with lower ≤ x ≤ upper, some of x whole, and rows that sum within their limits."""

    def __init__(self) -> None:
        self._cost: list[Vector] = []
        self._low: list[Vector] = []
        self._high: list[Vector] = []
        self._whole: list[NDArray[np.bool_]] = []
        self._columns = 0
        self._row_low: list[float] = []
        self._row_high: list[float] = []
        self._starts: list[int] = []
        self._index: list[int] = []
        self._value: list[float] = []

    def columns(
        self,
        cost: Iterable[float],
        low: float | Iterable[float] = 0.0,
        high: float | Iterable[float] = INFINITE,
        whole: bool = False,
    ) -> int:
        """Adds columns, gives the number of the first."""
        costs = np.fromiter(cost, float)
        count, first = len(costs), self._columns
        self._cost.append(costs)
        self._low.append(np.broadcast_to(np.asarray(low, float), (count,)))
        self._high.append(np.broadcast_to(np.asarray(high, float), (count,)))
        self._whole.append(np.full(count, whole))
        self._columns += count
        return first

    def row(
        self, index: Sequence[int], value: Sequence[float] | float = 1.0, low: float = -INFINITE, high: float = INFINITE
    ) -> None:
        """Adds low ≤ Σ value · x[index] ≤ high."""
        self._starts.append(len(self._index))
        self._index.extend(index)
        self._value.extend([value] * len(index) if isinstance(value, int | float) else value)
        self._row_low.append(low)
        self._row_high.append(high)

    def solve(self, seconds: float, seed: int = 0, gap: float = 0.0, start: Vector | None = None) -> Answer:
        """The best answer within `seconds`; a `gap` of 0 asks for proof."""
        if not self._columns:
            return Answer("optimal", np.zeros(0), 0.0, 0.0)
        solver = self._solver(seconds, seed, gap)
        if start is not None:
            given = highspy.HighsSolution()
            given.col_value = list(start)
            solver.setSolution(given)
        solver.run()
        return _answer(solver, bool(np.concatenate(self._whole).any()))

    def _solver(self, seconds: float, seed: int, gap: float) -> highspy.Highs:
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self._columns, len(self._row_low)
        program.col_cost_ = np.concatenate(self._cost)
        program.col_lower_, program.col_upper_ = np.concatenate(self._low), np.concatenate(self._high)
        program.row_lower_, program.row_upper_ = np.array(self._row_low), np.array(self._row_high)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.array([*self._starts, len(self._index)], np.int32)
        program.a_matrix_.index_ = np.array(self._index, np.int32)
        program.a_matrix_.value_ = np.array(self._value, float)
        whole = np.concatenate(self._whole)
        if whole.any():
            kinds = highspy.HighsVarType
            program.integrality_ = [kinds.kInteger if each else kinds.kContinuous for each in whole]
        solver = highspy.Highs()
        solver.silent()
        options: dict[str, str | int | float] = {
            "threads": 1,
            "parallel": "off",
            "random_seed": seed % 2**31,
            "time_limit": max(seconds, 0.05),
            "mip_rel_gap": gap,
            "mip_abs_gap": 0.0 if gap == 0 else 1e-6,
        }
        for option, value in options.items():
            solver.setOptionValue(option, value)
        solver.passModel(program)
        return solver


def _answer(solver: highspy.Highs, whole: bool) -> Answer:
    status, info = solver.getModelStatus(), solver.getInfo()
    known = highspy.HighsModelStatus
    if status in (known.kInfeasible, known.kUnboundedOrInfeasible):
        return Answer("infeasible", np.zeros(0), INFINITE, INFINITE)
    found = info.primal_solution_status == 2  # kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if found else np.zeros(0)
    cost = info.objective_function_value if found else INFINITE
    done = status == known.kOptimal
    bound = info.mip_dual_bound if whole else (cost if done else -INFINITE)
    duals = np.zeros(0) if whole or not done else np.array(solver.getSolution().row_dual)
    return Answer("optimal" if done else "seconds", values, cost, bound, duals)
