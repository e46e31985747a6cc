"""What other rooms know of a person: each room says its own, in lines, since the file is lower than they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from fugong.workforce.kept import NAMES
from fugong.workforce.models import Person

MOST = 20
"""Lines of a kind on the desk's page, the newest first, until it asks for all. The person's copy has all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, how it ended. `case`: its state is shown as a badge."""

    at: dt.datetime | dt.date
    words: str
    detail: str = ""
    case: Any = None

    @property
    def has_hour(self) -> bool:
        return isinstance(self.at, dt.datetime)


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a kind of record, and how many older ones aren't among them."""

    name: str | Promise
    lines: list[Line]
    older: int = 0


Says = Callable[[Person, Any], Iterable[Line]]
"""The lines of a person that a user may see; for the person, who sees all, the user is None."""
_says: dict[str, Says] = {}


def register(kind: str, says: Says) -> None:
    """`kind`: the kind of record, as in `kept.NAMES`."""
    _says[kind] = says


def of(person: Person, user: Any = None, most: int | None = None) -> list[Part]:
    """Kind by kind, those of which there is anything; at most `most` lines of each, None: all."""
    parts = []
    for kind in NAMES:
        if kind in _says and (lines := list(_says[kind](person, user))):
            parts.append(Part(NAMES[kind], lines[:most], older=len(lines) - len(lines[:most])))
    return parts
