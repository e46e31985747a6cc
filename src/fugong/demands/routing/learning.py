"""Learns a model from demands whose category a person confirmed, and tells honestly how good it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fugong.demands.routing import ridges, vectors
from fugong.demands.routing.matrices import Array
from fugong.demands.routing.mixing import KINDS, Mixing, fitted
from fugong.demands.routing.model import Model
from fugong.demands.routing.report import Report, judged
from fugong.demands.routing.text import one_form
from fugong.demands.routing.words import Words

FOLDS = 4
MOST_EXAMPLES = 30_000
MOST_RUNS = 80_000
MOST_NUMBERS = 8_000_000
"""Runs × categories: bounds a model's memory to 48 MB, and usual ones stay below 3."""
WORD_WEIGHT = 0.3
"""A word of the pack teaches as much as so many demands."""
SEED = 20200214


class Example(NamedTuple):
    """A text and the category that it is known to belong to; `ref` is the number of its demand, where it is one."""

    text: str
    category: str
    ref: int = 0


@dataclass(frozen=True)
class Learned:
    """A model, and what it got right and wrong on texts that it had not seen."""

    model: Model
    report: Report


def learn(examples: Iterable[Example], words: Words | None = None, *, most: int = MOST_EXAMPLES) -> Learned | None:
    """A model of these examples, the newest first, beside the pack's words; None where there is too little to learn from.

    Any list of categories will do; one that only has words is learned from them. The same examples give the same model.
    """
    words = words or Words({})
    kept = chosen(examples, most)
    taught = {example.category for example in kept}
    categories = tuple(sorted(taught | set(words.by_category)))
    if len(taught) < 2 or len(kept) < 2 * FOLDS:
        return None
    number = {category: at for at, category in enumerate(categories)}
    truth = np.array([number[example.category] for example in kept])
    texts = [example.text for example in kept]
    evidence = _tried(texts, truth, categories, words)
    mixing = fitted(evidence, truth)
    model = _learn_once(texts, truth, categories, words, mixing)
    return Learned(model, judged(categories, mixing.probabilities(evidence), truth, kept))


def _tried(texts: list[str], truth: Array, categories: tuple[str, ...], words: Words) -> Array:
    """The evidence for each text by a model that has not seen it: (texts, categories, kinds)."""
    evidence = np.zeros((len(texts), len(categories), KINDS))
    for part in folds(truth):
        rest = np.setdiff1d(np.arange(len(texts)), part)
        model = _learn_once([texts[row] for row in rest], truth[rest], categories, words)
        unseen = [texts[row] for row in part]
        evidence[part] = model.evidence(model.vectors.rows(unseen), unseen)
    return evidence


def chosen(examples: Iterable[Example], most: int) -> list[Example]:
    """Each text once a category; of too many the first of every category, so that rare ones keep theirs."""
    by_category: dict[str, dict[str, Example]] = defaultdict(dict)
    for example in examples:
        form = one_form(example.text)
        if form and example.category:
            by_category[example.category].setdefault(form, example)
    sizes = sorted(len(each) for each in by_category.values())
    share, left = most, most
    for at, size in enumerate(sizes):
        share = left // (len(sizes) - at)
        if size > share:
            break
        left -= size
        share = left
    return [example for _key, each in sorted(by_category.items()) for example in list(each.values())[: max(share, 1)]]


def folds(truth: Array) -> list[Array]:
    """Row numbers in FOLDS parts, each with its share of every category."""
    shuffled = np.random.default_rng(SEED).permutation(len(truth))
    dealt = shuffled[np.argsort(truth[shuffled], kind="stable")]
    return [np.sort(dealt[first::FOLDS]) for first in range(FOLDS)]


def _learn_once(
    texts: Sequence[str], truth: Array, categories: tuple[str, ...], words: Words, mixing: Mixing | None = None
) -> Model:
    """The separators of these texts, with the pack's words as small texts beside them."""
    said = [(word, at) for at, category in enumerate(categories) for word in words.by_category.get(category, ())]
    everything = [*texts, *(word for word, _at in said)]
    numbers = np.concatenate((truth, np.array([at for _word, at in said], dtype=truth.dtype)))
    found = vectors.learn(everything, min(MOST_RUNS, MOST_NUMBERS // len(categories)))
    targets = np.full((len(everything), len(categories)), -1, dtype=np.float32)
    targets[np.arange(len(everything)), numbers] = 1
    weight = ridges.class_weights(targets)
    weight[len(texts) :] *= WORD_WEIGHT
    rows = found.rows(everything)
    plain = ridges.learn_plain(rows, targets, weight)
    contrasted = ridges.learn_contrasted(rows, targets, weight)
    return Model(categories, found, plain, contrasted, mixing or Mixing(), words)
