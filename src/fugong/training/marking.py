"""Drawing a paper from the bank by a seed, and marking it. Pure functions over questions."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fugong.training.policy import passes

if TYPE_CHECKING:
    from fugong.training.models import Question


class TooFew(ValueError):
    """The bank has fewer questions than the rule asks for: `topic`, `wanted`, `there`."""

    def __init__(self, topic: str, wanted: int, there: int) -> None:
        super().__init__(topic)
        self.topic, self.wanted, self.there = topic, wanted, there


def draw(rule: Sequence[Mapping[str, Any]], bank: Iterable[Question], seed: int) -> list[dict[str, Any]]:
    """`{"q": question, "o": [places of its options as shown]}` in the order of the paper. The same seed and bank give the same."""
    chance = random.Random(seed)
    left = sorted(bank, key=lambda each: each.pk)
    chosen: list[Question] = []
    for part in rule:
        fitting = [
            each for each in left if each.topic == part["topic"] and part.get("difficulty") in (None, each.difficulty)
        ]
        if len(fitting) < part["number"]:
            raise TooFew(part["topic"], part["number"], len(fitting))
        taken = chance.sample(fitting, part["number"])
        chosen += taken
        gone = {each.pk for each in taken}
        left = [each for each in left if each.pk not in gone]
    chance.shuffle(chosen)
    return [{"q": each.pk, "o": _order(each, chance)} for each in chosen]


def _order(question: Question, chance: random.Random) -> list[int]:
    """Options are shuffled; true and false stay in their order."""
    places = list(range(len(question.options)))
    if question.kind != "true_false":
        chance.shuffle(places)
    return places


def is_right(question: Question, chosen: Iterable[int]) -> bool:
    """All right options and no other."""
    return set(chosen) == question.right()


def count(
    paper: Sequence[Mapping[str, Any]],
    answers: Mapping[str, list[int]],
    struck: Iterable[int],
    known: Mapping[int, Question],
) -> int:
    """How many places are right; those struck out count as right."""
    gone = set(struck)
    return sum(at in gone or is_right(known[part["q"]], answers.get(str(at), ())) for at, part in enumerate(paper))


def passed(right: int, total: int, mark: int) -> bool:
    """Whether so many are enough."""
    return passes(right, total, mark)
