"""Linear separators, one a category against the rest, by least squares with a penalty (ridge regression).

Two are learned and later weighed against each other. The plain one takes the rows as they are. The contrasted one first
stretches each column by how unevenly it falls in and out of the category (the log-count ratio of naive Bayes; Wang and
Manning 2012, "Baselines and Bigrams"), so that a rare word that only one category uses is heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fugong.demands.routing.matrices import Array, Sparse

PENALTY = 0.7
SMALL_CLASSES = 0.25
"""Power by which examples of rare categories weigh more than those of common ones."""
EVENNESS = 0.25
"""Share of the mean stretch that every column keeps."""
STEPS, CLOSE = 60, 1e-3


@dataclass(frozen=True)
class Ridge:
    """`weights` and, for the contrasted one, squared `stretch`: (columns, categories); `bias`: a number a category."""

    weights: Array
    bias: Array
    stretch: Array | None = None

    def scores(self, rows: Sparse) -> Array:
        """(texts, categories): about +1 for what belongs there, -1 for what doesn't."""
        found = rows.times(self.weights)
        if self.stretch is not None:
            found /= _lengths(rows, self.stretch)
        return found + self.bias

    def taking(self, categories: list[int]) -> Ridge:
        """The columns of these categories in this order; -1 stands for one of which nothing was learned."""
        new = np.array(categories) < 0
        weights, bias = self.weights[:, categories], self.bias[categories]
        weights[:, new], bias[new] = 0, -1
        stretch = self.stretch[:, categories] if self.stretch is not None else None
        return Ridge(weights, bias, stretch)


def learn_plain(rows: Sparse, targets: Array, weight: Array) -> Ridge:
    """`targets`: (texts, categories) of +1 and -1; `weight`: of each text."""
    ones = np.ones((rows.width, targets.shape[1]), dtype=np.float32)
    weights, bias = _solve(rows, targets, weight, ones, np.ones((rows.height, 1), dtype=np.float32))
    return Ridge(weights, bias)


def learn_contrasted(rows: Sparse, targets: Array, weight: Array) -> Ridge:
    """The same on stretched columns, with each row's length made one again."""
    stretch = _stretch(rows, targets)
    squared = stretch**2
    weights, bias = _solve(rows, targets, weight, stretch, 1 / _lengths(rows, squared))
    return Ridge(weights * stretch, bias, squared)


def class_weights(targets: Array) -> Array:
    """The weight of each text by how rare its category is; about 1 on average."""
    share = (targets > 0).mean(axis=0)
    of_class = np.where(share > 0, (np.maximum(share, 1e-6) * max((share > 0).sum(), 1)) ** -SMALL_CLASSES, 0)
    return of_class[targets.argmax(axis=1)].astype(np.float32)  # type: ignore[no-any-return]


def _lengths(rows: Sparse, squared_stretch: Array) -> Array:
    """The length of each row as each category stretches it."""
    return np.sqrt(np.maximum(rows.squared().times(squared_stretch), 1e-12))  # type: ignore[no-any-return]


def _stretch(rows: Sparse, targets: Array) -> Array:
    """(columns, categories): the absolute log ratio of a column's share within the category and without."""
    there = Sparse(rows.starts, rows.columns, np.ones_like(rows.values), rows.width).turned()
    inside = there.times((targets > 0).astype(np.float32)) + 1
    outside = there.times((targets < 0).astype(np.float32)) + 1
    ratio = np.abs(np.log((inside / inside.sum(axis=0)) / (outside / outside.sum(axis=0))))
    return (EVENNESS * ratio.mean(axis=0) + (1 - EVENNESS) * ratio).astype(np.float32)  # type: ignore[no-any-return]


def _solve(rows: Sparse, targets: Array, weight: Array, by_column: Array, by_row: Array) -> tuple[Array, Array]:
    """Weights and bias by conjugate gradients on the normal equations, all categories side by side.

    The matrix of category c is diag(by_row[:, c]) · rows · diag(by_column[:, c]), centred by the weighted mean.
    """
    turned = rows.turned()
    share = (weight / weight.sum())[:, None]

    def ahead(x: Array) -> Array:
        found = rows.times(by_column * x) * by_row
        return found - (share * found).sum(axis=0)

    def back(y: Array) -> Array:
        y = weight[:, None] * y
        y = y - share * y.sum(axis=0)
        return by_column * turned.times(by_row * y)

    middle = (share * targets).sum(axis=0)
    x = np.zeros((rows.width, targets.shape[1]), dtype=np.float32)
    rest = back(targets - middle)
    way = rest.copy()
    size = np.square(rest).sum(axis=0)
    goal = size * CLOSE**2
    for _step in range(STEPS):
        if (size <= goal).all():
            break
        bent = back(ahead(way)) + PENALTY * way
        length = size / np.maximum((way * bent).sum(axis=0), 1e-20)
        x += length * way
        rest -= length * bent
        before, size = size, np.square(rest).sum(axis=0)
        way = rest + (size / np.maximum(before, 1e-20)) * way
    mean = (share * (rows.times(by_column * x) * by_row)).sum(axis=0)
    return x, (middle - mean).astype(np.float32)
