"""How alike texts are: by the meanings they share, in whatever language, and by their signs where they share a language.

Pure functions over texts; who may see which demand is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np

from fugong.demands.routing.matrices import Array, Sparse
from fugong.demands.routing.text import plain, runs
from fugong.demands.routing.words import stands

COLUMNS = 1 << 16
"""Runs are spread over so many columns; two that fall on one are told apart by what else the texts share."""
OF_MEANINGS = 0.65
"""Share of the meanings in the likeness of two texts of one language; the rest is their signs'."""
ACROSS = 0.9
"""What the same meanings are worth where no sign can be shared."""
ONE_MEANING = 0.55
"""Two texts that share a single meaning are about the same thing, hardly the same trouble."""


@dataclass(frozen=True)
class Meanings:
    """Meaning → its words, in all languages."""

    words: Mapping[str, Sequence[str]]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(sorted(self.words))

    @cached_property
    def _owners(self) -> dict[str, list[int]]:
        owners: dict[str, list[int]] = {}
        for at, key in enumerate(self.keys):
            for word in filter(None, map(plain, self.words[key])):
                owners.setdefault(word, []).append(at)
        return owners

    def found_in(self, text: str) -> list[int]:
        """Numbers of the meanings that a text speaks of."""
        read = plain(text)
        return sorted({at for word, owners in self._owners.items() if stands(word, read) for at in owners})


@dataclass(frozen=True)
class Print:
    """A text as likeness sees it: meanings, columns of its runs, and its language."""

    meanings: tuple[int, ...]
    columns: Array
    language: str


def printed(text: str, meanings: Meanings, language: str) -> Print:
    """The print of a text; the same text always has the same."""
    columns = {crc32(run.encode()) % COLUMNS for run in runs(text) if len(run) > 1}
    return Print(tuple(meanings.found_in(text)), np.array(sorted(columns), dtype=np.int32), language)


class Collection:
    """Prints side by side, weighed by how rare their runs and meanings are among them."""

    def __init__(self, prints: Sequence[Print], meanings: int) -> None:
        self.prints = prints
        self.languages = np.array([each.language for each in prints])
        spoken = np.zeros((len(prints), meanings), dtype=np.float32)
        for row, each in enumerate(prints):
            spoken[row, list(each.meanings)] = 1
        self.count = spoken.sum(axis=1)
        self.spoken = _length_one(spoken * _rarity(spoken.sum(axis=0), len(prints)))
        lengths = np.array([len(each.columns) for each in prints], dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        columns = np.concatenate([each.columns for each in prints]) if len(prints) else np.zeros(0, np.int32)
        weight = _rarity(np.bincount(columns, minlength=COLUMNS), len(prints))[columns]
        total = np.sqrt(np.bincount(np.repeat(np.arange(len(prints)), lengths), weight**2, minlength=len(prints)))
        weight = weight / np.repeat(np.maximum(total, 1e-9), lengths)
        self.rows = Sparse(starts, columns, weight.astype(np.float32), COLUMNS)

    def likeness(self, of: Iterable[int]) -> Array:
        """(rows asked for, all rows): 0 to 1."""
        asked = np.array(list(of), dtype=np.int64)
        part = self.rows.of_rows(asked)
        query = np.zeros((COLUMNS, len(asked)), dtype=np.float32)
        query[part.columns, part.rows_of()] = part.values
        signs = self.rows.times(query).T
        shared = (self.spoken[asked] > 0).astype(np.float32) @ (self.spoken > 0).T.astype(np.float32)
        meant = self.spoken[asked] @ self.spoken.T
        meant = np.where(
            (shared < 2) & (np.maximum(self.count[asked][:, None], self.count) > 1), meant * ONE_MEANING, meant
        )
        here = OF_MEANINGS * meant + (1 - OF_MEANINGS) * signs
        across = np.maximum(here, ACROSS * meant)
        same = self.languages[asked][:, None] == self.languages[None, :]
        return np.clip(np.where(same, np.maximum(here, signs), across), 0, 1)  # type: ignore[no-any-return]


def _rarity(among: Array, texts: int) -> Array:
    return np.log1p(texts / (1.0 + among)).astype(np.float32)  # type: ignore[no-any-return]


def _length_one(rows: Array) -> Array:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)  # type: ignore[no-any-return]


def groups(likeness: Array, floor: float, fewest: int) -> list[list[int]]:
    """Rows that belong together: merged while the mean likeness between two groups is at least `floor` (average linkage).

    Only groups of at least `fewest` rows, the largest first.
    """
    between = likeness.astype(np.float64).copy()
    np.fill_diagonal(between, -1)
    members: list[list[int]] = [[row] for row in range(len(between))]
    while len(between) > 1:
        best = int(between.argmax())
        one, two = divmod(best, len(between))
        if between[one, two] < floor:
            break
        weight = len(members[one]), len(members[two])
        joined = (between[one] * weight[0] + between[two] * weight[1]) / sum(weight)
        between[one], between[:, one] = joined, joined
        between[one, one] = between[two] = between[:, two] = -1
        members[one] += members[two]
        members[two] = []
    return sorted((sorted(each) for each in members if len(each) >= fewest), key=lambda each: (-len(each), each))
