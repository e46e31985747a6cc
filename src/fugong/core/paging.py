"""A page of a list that is read on from a key: no list is ever counted to its end."""

from dataclasses import dataclass
from typing import Any


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
