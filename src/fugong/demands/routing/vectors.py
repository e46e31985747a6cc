"""Texts as rows of numbers: how often each run stands there, weighed by how rare it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fugong.demands.routing.matrices import Array, Sparse, from_rows
from fugong.demands.routing.text import runs

RARITY = 1.5
"""Power of the inverse document frequency; 1.5 was best on short Chinese complaints (bench_routing)."""


@dataclass(frozen=True)
class Vectors:
    """Run → column, and the weight of each column."""

    columns: dict[str, int]
    rarity: Array

    def counted(self, text: str) -> tuple[Array, Array]:
        """Columns and dampened counts (1 + ln n) of a text's known runs."""
        counts = Counter(runs(text))
        found = [(self.columns[run], count) for run, count in counts.items() if run in self.columns]
        if not found:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        columns, often = zip(*found, strict=True)
        return np.array(columns, np.int32), (1 + np.log(np.array(often))).astype(np.float32)

    def rows(self, texts: Iterable[str]) -> Sparse:
        """The texts as rows of length one."""
        return from_rows([self.row(text) for text in texts], len(self.columns))

    def row(self, text: str) -> tuple[Array, Array]:
        """Columns and values of one text; its length is one, or zero where nothing of it is known."""
        columns, often = self.counted(text)
        values = often * self.rarity[columns]
        length = float(np.sqrt(np.square(values).sum()))
        return columns, values / length if length else values


def learn(texts: Sequence[str], most: int) -> Vectors:
    """The runs of these texts; of too many the `most` that stand in most texts, and no run of one text before one of two."""
    among: Counter[str] = Counter()
    for text in texts:
        among.update(set(runs(text)))
    kept = sorted(among, key=lambda run: (-among[run], run))[:most]
    frequency = np.array([among[run] for run in kept], dtype=np.float64)
    rarity = (np.log((1 + len(texts)) / (1 + frequency)) + 1) ** RARITY if kept else np.zeros(0)
    return Vectors({run: column for column, run in enumerate(kept)}, rarity.astype(np.float32))
