"""What an officer has to do: each room registers a source of it; the page of today merges them by deadline."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `due_at` (aware) is None where nothing presses; texts are in the reader's language."""

    due_at: dt.datetime | None
    title: str
    detail: str
    url: str
    enterprise: Enterprise | None
    overdue: bool


Source = Callable[[Any, Campaign], Iterable[Todo]]
"""`source(user, campaign)` gives that person's things, the most pressing first, at most MOST of them."""

MOST = 200
"""How many things one source gives: nobody does more in a day."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


def of(user: Any, campaign: Campaign) -> list[Todo]:
    """Everything that the person has to do in the campaign: what has a deadline first, the earliest on top."""
    found = [todo for source in _sources for todo in source(user, campaign)]
    return sorted(found, key=lambda todo: (todo.due_at is None, todo.due_at or dt.datetime.max.replace(tzinfo=dt.UTC)))
