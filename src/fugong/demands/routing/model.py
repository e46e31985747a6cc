"""What was learned from demands whose category is known, and how it reads a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from fugong.demands.routing.matrices import Array, Sparse
from fugong.demands.routing.mixing import KINDS, Mixing
from fugong.demands.routing.proposals import Guess, Proposal
from fugong.demands.routing.reasons import MOST, strongest
from fugong.demands.routing.ridges import Ridge
from fugong.demands.routing.text import runs
from fugong.demands.routing.vectors import Vectors
from fugong.demands.routing.words import RUNNERS_UP, Words

STRANGE = 0.4
"""A text of which less than this is known (by weight) speaks with a softer voice: another language, a number, a name."""


@dataclass(frozen=True)
class Model:
    """Reads texts of any list of categories. `words`: those of the pack, which it weighs beside what it learned."""

    categories: tuple[str, ...]
    vectors: Vectors
    plain: Ridge
    contrasted: Ridge
    mixing: Mixing
    words: Words = field(default_factory=lambda: Words({}))

    def beside(self, words: Words) -> Model:
        """The same model for the categories of a pack as it is now: dropped ones are proposed no more, of new ones the words tell."""
        keys = tuple(sorted(words.by_category))
        number = {category: at for at, category in enumerate(self.categories)}
        taken = [number.get(key, -1) for key in keys]
        return replace(
            self, categories=keys, plain=self.plain.taking(taken), contrasted=self.contrasted.taking(taken), words=words
        )

    def propose(self, text: str) -> Proposal:
        """Where the text belongs, how surely, and because of which of its words."""
        rows = self.vectors.rows([text])
        claimed = self.words.points(text)
        if not len(rows.values) and not any(category in claimed for category in self.categories):
            return Proposal(by="learned")
        likely = self.mixing.probabilities(self.evidence(rows, [text]))[0]
        order = np.argsort(-likely, kind="stable")
        guesses = [Guess(self.categories[at], float(likely[at])) for at in order[: RUNNERS_UP + 1]]
        because = self._because(text, rows, int(order[0]), int(order[min(1, len(order) - 1)]))
        return Proposal(guesses[0].category, guesses[0].confidence, tuple(guesses[1:]), because, "learned")

    def likely(self, texts: Sequence[str]) -> Array:
        """(texts, categories): the probability of each."""
        return self.mixing.probabilities(self.evidence(self.vectors.rows(texts), texts))

    def evidence(self, rows: Sparse, texts: Sequence[str]) -> Array:
        """(texts, categories, kinds): what speaks for each category."""
        known = np.array([self._known(text) for text in texts])[:, None]
        found = np.zeros((len(texts), len(self.categories), KINDS))
        found[:, :, 0] = self.plain.scores(rows) * known
        found[:, :, 1] = self.contrasted.scores(rows) * known
        found[:, :, 2] = [self._claims(text) for text in texts]
        return found

    def _claims(self, text: str) -> list[float]:
        """Each category's share of the pack's words in the text."""
        points = self.words.shares(text)
        return [points.get(category, 0.0) for category in self.categories]

    def _known(self, text: str) -> float:
        """1 for a text made of known runs, less for a strange one, 0 for one of which nothing is known."""
        rarest = float(self.vectors.rarity.max(initial=0.0)) ** 2
        known = strange = 0.0
        for run in set(runs(text)):
            column = self.vectors.columns.get(run)
            if column is None:
                strange += rarest
            else:
                known += float(self.vectors.rarity[column]) ** 2
        return min(1.0, known / (known + strange) / STRANGE) if known else 0.0

    def _because(self, text: str, rows: Sparse, best: int, second: int) -> tuple[str, ...]:
        """The pack's words that were found, then what was learned: the runs that set the best apart from the second."""
        claimed = [word for word in self.words.found_in(text) if self.categories[best] in self.words.weights[word]]
        columns = rows.columns
        apart = np.zeros(len(columns))
        for weight, ridge in zip(self.mixing.weights, (self.plain, self.contrasted), strict=False):
            weights = ridge.weights[columns].astype(np.float32)
            apart += weight * rows.values * (weights[:, best] - weights[:, second])
        by_column = dict(zip(columns.tolist(), apart.tolist(), strict=True))
        weights_of = {
            run: by_column[column] for run in set(runs(text)) if (column := self.vectors.columns.get(run)) in by_column
        }
        learned = [passage for passage in strongest(text, weights_of) if not any(passage in word for word in claimed)]
        return tuple([*claimed, *learned][:MOST])
