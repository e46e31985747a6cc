"""What a model got right and wrong on texts that it had not seen: the page for the desk, and the numbers of the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fugong.demands.routing.matrices import Array

BINS = 10
MOST_MISTAKES = 20


@dataclass(frozen=True)
class OfCategory:
    """How one category is found: examples, precision, recall, F1 (0 to 1); None where there is nothing to divide by."""

    category: str
    examples: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class Bin:
    """Proposals of similar confidence: how many, how sure they were on average, how many in a hundred were right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Mistake:
    """A demand (by number: who may read it is asked when it is shown) that was proposed for another category than it has."""

    ref: int
    category: str
    proposed: str
    confidence: float


@dataclass(frozen=True)
class Report:
    """All of it; `confusion[i][j]`: texts of category `i` that were proposed for `j`."""

    examples: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    of_categories: tuple[OfCategory, ...]
    bins: tuple[Bin, ...]
    confusion: tuple[tuple[int, ...], ...]
    mistakes: tuple[Mistake, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Report:
        parts = {
            "of_categories": tuple(OfCategory(**each) for each in given["of_categories"]),
            "bins": tuple(Bin(**each) for each in given["bins"]),
            "mistakes": tuple(Mistake(**each) for each in given["mistakes"]),
            "confusion": tuple(tuple(row) for row in given["confusion"]),
        }
        return cls(**{**given, **parts})


def judged(categories: Sequence[str], likely: Array, truth: Array, examples: Sequence[Any]) -> Report:
    """The report of probabilities (examples, categories) against the true categories' numbers; mistakes surest first."""
    top = likely.argmax(axis=1)
    sure = likely.max(axis=1)
    right = top == truth
    confusion = np.zeros((len(categories), len(categories)), dtype=int)
    np.add.at(confusion, (truth, top), 1)
    of = tuple(_of_category(category, confusion, at) for at, category in enumerate(categories))
    bins, error = calibration(sure, right)
    wrong = [int(row) for row in np.argsort(-sure, kind="stable") if not right[row]][:MOST_MISTAKES]
    return Report(
        examples=len(truth),
        accuracy=float(right.mean()),
        macro_f1=float(np.mean([each.f1 or 0.0 for each in of if each.examples])),
        calibration_error=error,
        of_categories=of,
        bins=bins,
        confusion=tuple(tuple(int(each) for each in row) for row in confusion),
        mistakes=tuple(
            Mistake(examples[row].ref, categories[truth[row]], categories[top[row]], float(sure[row])) for row in wrong
        ),
    )


def calibration(sure: Array, right: Array) -> tuple[tuple[Bin, ...], float]:
    """Proposals by tenths of confidence, and the expected calibration error: the mean gap between sure and right."""
    tenth = np.minimum((sure * BINS).astype(int), BINS - 1)
    bins = []
    for at in range(BINS):
        there = tenth == at
        if there.any():
            bins.append(Bin(int(there.sum()), float(sure[there].mean()), float(right[there].mean())))
    error = sum(each.count * abs(each.confidence - each.right) for each in bins) / max(len(sure), 1)
    return tuple(bins), float(error)


def _of_category(category: str, confusion: Array, at: int) -> OfCategory:
    hit, of, proposed = int(confusion[at, at]), int(confusion[at].sum()), int(confusion[:, at].sum())
    f1 = 2 * hit / (of + proposed) if of + proposed else None
    return OfCategory(category, of, hit / proposed if proposed else None, hit / of if of else None, f1)
