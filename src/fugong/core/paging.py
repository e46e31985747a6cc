"""A page of a list that is read on from a key: no list is ever counted to its end."""

from dataclasses import dataclass
from typing import Any

from fugong.core import numbers

FARTHEST = 1_000_000
"""So many rows into a list without a key somebody reads on at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the key of the last where more follow; `{% pager page %}` reads both marks."""

    rows: list[Any]
    next_key: str | None
    is_first: bool

    @classmethod
    def of(cls, taken: list[Any], size: int, after: str) -> "Page":
        """A page of rows that are read on by id, of which one more than `size` was taken."""
        return cls(taken[:size], str(taken[size - 1].pk) if len(taken) > size else None, not after)

    @classmethod
    def newest(cls, rows: Any, size: int, after: str) -> "Page":
        """A page of a query's rows, the newest first: by id, downwards."""
        if (last := numbers.asked(after)) is not None:
            rows = rows.filter(pk__lt=last)
        return cls.of(list(rows.order_by("-pk")[: size + 1]), size, after)

    @classmethod
    def placed(cls, rows: Any, size: int, after: str) -> "Page":
        """A page of rows whose order has no key, or of a list at hand: they are read on by place."""
        start = numbers.asked(after, FARTHEST) or 0
        taken = list(rows[start : start + size + 1])
        return cls(taken[:size], str(start + size) if len(taken) > size else None, not start)
