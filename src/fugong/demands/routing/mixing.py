"""How sure a proposal is: the separators' scores and the pack's words, weighed by what came true on texts unseen in learning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fugong.demands.routing.matrices import Array

KINDS = 3
"""Plain score, contrasted score, the pack's words."""
START = (2.0, 2.0, 3.0)
"""Their weights where nothing was tried yet: careful rather than bold."""
PULL = 2.0
"""How many trials it takes to leave them."""
STRAY, LEAST_STRAY = 0.05, 0.002
"""Share of texts that no evidence explains (filed wrongly, or about something else), before it is known."""
ROUNDS, STEPS = 8, 20


@dataclass(frozen=True)
class Mixing:
    """The weight of each kind of evidence in the log odds, and the share of texts that go astray whatever it says."""

    weights: tuple[float, ...] = START
    stray: float = STRAY

    def probabilities(self, evidence: Array) -> Array:
        """(texts, categories, kinds) → (texts, categories): each row sums to one."""
        likely = _softmax(evidence @ np.array(self.weights))
        return (1 - self.stray) * likely + self.stray / max(evidence.shape[1], 1)


def fitted(evidence: Array, truth: Array) -> Mixing:
    """The mixing under which `truth` (numbers of categories) is likeliest; few trials move it little from the start.

    Expectation and maximisation in turn: which texts went astray, then the weights that explain the others.
    """
    weights, stray = np.array(START), STRAY
    if not len(truth):
        return Mixing()
    here = np.arange(len(truth))
    for _round in range(ROUNDS):
        sound = (1 - stray) * _softmax(evidence @ weights)[here, truth]
        explained = sound / (sound + stray / evidence.shape[1])
        weights = _heavier(evidence, truth, explained, weights)
        stray = float((PULL * STRAY + (1 - explained).sum()) / (PULL + len(truth)))
    return Mixing(tuple(float(each) for each in weights), max(stray, LEAST_STRAY))


def _heavier(evidence: Array, truth: Array, counts: Array, weights: Array) -> Array:
    """The best weights for trials that count so much, by Newton's method."""
    start = np.array(START)
    right = evidence[np.arange(len(truth)), truth]
    for _step in range(STEPS):
        likely = _softmax(evidence @ weights)
        expected = np.einsum("nc,nck->nk", likely, evidence)
        apart = evidence - expected[:, None, :]
        slope = (counts[:, None] * (right - expected)).sum(axis=0) - PULL * (weights - start)
        bend = np.einsum("n,nc,nck,ncl->kl", counts, likely, apart, apart, optimize=True) + PULL * np.eye(len(weights))
        step = np.clip(np.linalg.solve(bend, slope), -1, 1)
        weights = np.clip(weights + step, 0, 30)
        if np.abs(step).max() < 1e-4:
            break
    return weights


def _softmax(odds: Array) -> Array:
    likely = np.exp(odds - odds.max(axis=1, keepdims=True))
    return likely / likely.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
