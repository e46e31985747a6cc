"""A category read from the words that the pack gives for it: what there is before anything was learned."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fugong.demands.policy import OTHER, Category
from fugong.demands.routing.proposals import Guess, Proposal
from fugong.demands.routing.text import plain

RUNNERS_UP = 3
_LATIN = re.compile(r"[a-z0-9 ]+")
DOUBT = 0.6
"""Weight of "none of these" beside the categories' words: one short word alone is no proof."""


@dataclass(frozen=True)
class Words:
    """Category → its words in all languages. A word that several categories claim counts less for each."""

    by_category: Mapping[str, Sequence[str]]

    @cached_property
    def weights(self) -> dict[str, dict[str, float]]:
        """Word (plain) → category → weight: a longer word says more, one shared by many says less."""
        claims: dict[str, set[str]] = {}
        for category, words in self.by_category.items():
            for word in filter(None, map(plain, words)):
                claims.setdefault(word, set()).add(category)
        return {
            word: {category: _length(word) / len(categories) for category in sorted(categories)}
            for word, categories in claims.items()
        }

    def found_in(self, text: str) -> list[str]:
        """The words that stand in a text, the longest first; of one inside another only the longer (物流 in 物流通行证)."""
        read = plain(text)
        found = [word for word in self.weights if stands(word, read)]
        found.sort(key=lambda word: (-len(word), read.index(word)))
        return [word for at, word in enumerate(found) if not any(word in longer for longer in found[:at])]

    def points(self, text: str) -> dict[str, float]:
        """Category → how much speaks for it; without those of which nothing does."""
        total: dict[str, float] = {}
        for word in self.found_in(text):
            for category, weight in self.weights[word].items():
                total[category] = total.get(category, 0.0) + weight
        return total

    def shares(self, text: str) -> dict[str, float]:
        """Category → its share of what speaks for any, with some doubt left."""
        points = self.points(text)
        whole = sum(points.values()) + DOUBT
        return {category: weight / whole for category, weight in points.items()}

    def propose(self, text: str) -> Proposal:
        """The category whose words weigh most in the text."""
        shares = self.shares(text)
        if not shares:
            return Proposal()
        ranked = [Guess(key, share) for key, share in sorted(shares.items(), key=lambda each: -each[1])]
        best = ranked[0]
        because = [word for word in self.found_in(text) if best.category in self.weights[word]]
        return Proposal(best.category, best.confidence, tuple(ranked[1 : RUNNERS_UP + 1]), tuple(because[:RUNNERS_UP]))


def _length(word: str) -> float:
    """How much a word of this length says: 车 little, 物流 more, 危险化学品 much; a Latin letter is a third of a sign."""
    return math.log1p(len(word) / 3 if _LATIN.fullmatch(word) else len(word))


def stands(word: str, read: str) -> bool:
    """Whether the word stands in a plain text; a Latin one at the beginning of a word (truck, trucks; not struck)."""
    if word not in read or not _LATIN.fullmatch(word):
        return word in read
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}", read) is not None


def words_of(categories: Iterable[Category]) -> Words:
    """The words of a pack's categories, with their names: a category is known by its name too."""
    return Words({each.key: (*each.words, *_names(each)) for each in categories})


def _names(category: Category) -> Iterable[str]:
    """Its names in all languages; that of the rest ("other") is a word of everyday and says nothing."""
    return () if category.key == OTHER.key else category.name.by_language.values()
