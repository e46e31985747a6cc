"""Sparse matrices, as little of them as learning needs: numpy is there already, and scipy weighs a hundred megabytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
AT_ONCE = 4_000_000
"""Numbers in a step's working memory: 16 MB."""


@dataclass(frozen=True)
class Sparse:
    """Rows of (column, value) pairs: row `i` is `columns[starts[i]:starts[i + 1]]` with `values` likewise."""

    starts: Array
    columns: Array
    values: Array
    width: int

    @property
    def height(self) -> int:
        return len(self.starts) - 1

    def rows_of(self) -> Array:
        """The row of each value."""
        return np.repeat(np.arange(self.height, dtype=np.int32), np.diff(self.starts))

    def times(self, dense: Array) -> Array:
        """self @ dense, (width, k) → (height, k)."""
        out = np.zeros((self.height, dense.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        per_value = max(dense.shape[1], 1)
        first = 0
        while first < len(filled):
            begin = self.starts[filled[first]]
            last = int(np.searchsorted(self.starts[filled], begin + max(AT_ONCE // per_value, 1), side="left"))
            last = max(last, first + 1)
            rows = filled[first:last]
            end = self.starts[rows[-1] + 1]
            part = dense[self.columns[begin:end]] * self.values[begin:end, None]
            out[rows] = np.add.reduceat(part, self.starts[rows] - begin, axis=0)
            first = last
        return out

    def turned(self) -> Sparse:
        """The transpose."""
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns, minlength=self.width)
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        return Sparse(starts, self.rows_of()[order], self.values[order], self.height)

    def squared(self) -> Sparse:
        """Each value squared."""
        return Sparse(self.starts, self.columns, self.values**2, self.width)

    def of_rows(self, rows: Array) -> Sparse:
        """The rows of these numbers, in their order."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        inside = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths) + np.repeat(self.starts[rows], lengths)
        return Sparse(starts, self.columns[inside], self.values[inside], self.width)


def from_rows(rows: list[tuple[Array, Array]], width: int) -> Sparse:
    """A matrix from each row's columns and values."""
    lengths = np.array([len(columns) for columns, _values in rows], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    if not rows:
        return Sparse(starts, np.zeros(0, np.int32), np.zeros(0, np.float32), width)
    columns = np.concatenate([columns for columns, _values in rows]).astype(np.int32)
    values = np.concatenate([values for _columns, values in rows]).astype(np.float32)
    return Sparse(starts, columns, values, width)
