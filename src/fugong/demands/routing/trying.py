"""How good routing would be on a list of texts, whatever its categories: learned on part of it, tried on the rest."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fugong.demands.routing.learning import Example, learn
from fugong.demands.routing.report import Report, judged


@dataclass(frozen=True)
class Trial:
    """One drawing: what was learned from, and what came out for the texts that were kept back."""

    learned_from: int
    report: Report


def split(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Two lists: for learning, and `share` of every category (rounded) for trying."""
    chance = random.Random(seed)
    by_category: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_category[example.category].append(example)
    lessons: list[Example] = []
    tests: list[Example] = []
    for _category, found in sorted(by_category.items()):
        shuffled = chance.sample(found, len(found))
        back = round(len(found) * share)
        tests += shuffled[:back]
        lessons += shuffled[back:]
    chance.shuffle(lessons)
    return lessons, tests


def tried(examples: Sequence[Example], share: float = 0.2, seed: int = 0) -> Trial | None:
    """One drawing with this seed; None where there is too little to learn from."""
    lessons, tests = split(examples, share, seed)
    learned = learn(lessons)
    if learned is None or not tests:
        return None
    categories = tuple(sorted({*learned.model.categories, *(each.category for each in tests)}))
    likely = np.zeros((len(tests), len(categories)))
    columns = [categories.index(category) for category in learned.model.categories]
    likely[:, columns] = learned.model.likely([each.text for each in tests])
    truth = np.array([categories.index(each.category) for each in tests])
    return Trial(len(lessons), judged(categories, likely, truth, tests))
