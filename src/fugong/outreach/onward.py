"""Where a question can go on: rooms above this one register a way (a demand, a task), shown as a button in the thread."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fugong.outreach.models import Thread


@dataclass(frozen=True, slots=True)
class Way:
    """A page of another room, prefilled from the thread; its action calls `actions.threads.hand_on` when it is done."""

    icon: str
    title: str
    url: str


Source = Callable[[Any, Thread], Iterable[Way]]
"""`source(user, thread)` gives the ways that this person may take from the thread; texts in the reader's language."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


def ways(user: Any, thread: Thread) -> list[Way]:
    """All ways from a thread that still waits or was answered."""
    if thread.state not in ("open", "answered") or thread.enterprise_id is None:
        return []
    return [way for source in _sources for way in source(user, thread)]
