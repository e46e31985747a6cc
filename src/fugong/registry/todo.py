"""What an officer has to do: each room registers a source of it; the page of today merges them by deadline."""

import datetime as dt
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from django.db.models import QuerySet


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

FEW = 10
"""How many things of one source stand on the page of today, before it is asked for all of that source."""

COUNTED = 1_000
"""So far are things counted that aren't shown."""


@dataclass(slots=True)
class _Asked:
    """How many rows a source is asked for now, and how many more it found."""

    most: int
    more: int = 0


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)

_sources: dict[str, Source] = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing on the page. `more`: as many like it, less pressing, come from the `source` and aren't shown."""

    todo: Todo
    source: str
    more: int = 0


def register(source: Source) -> Source:
    """Adds a source (usable as a decorator)."""
    name = f"{source.__module__.split('.')[1]}.{source.__name__}"
    assert _sources.setdefault(name, source) is source, name
    return source


def first(rows: "QuerySet[Any] | Any") -> list[Any]:
    """Of a source's rows, the most pressing first: as many as are shown now. Those behind are counted, not read.

    Which they are is found by their ids: sorting rows with all that they are shown with takes many times as long.
    """
    asked = _asked.get() or _Asked(MOST)
    keys = rows.values("pk")
    taken = list(rows.filter(pk__in=keys[: asked.most + 1]))
    if len(taken) > asked.most:
        asked.more += keys[: asked.most + COUNTED + 1].count() - asked.most
    return taken[: asked.most]


def of(user: Any, campaign: Campaign) -> list[Todo]:
    """Everything that the person has to do in the campaign: what has a deadline first, the earliest on top."""
    found = [todo for source in _sources.values() for todo in source(user, campaign)]
    return sorted(found, key=_pressing)


def shown(user: Any, campaign: Campaign, only: str = "") -> list[Shown]:
    """What the page shows, as `of` orders it: of each source the FEW most pressing, or of one source alone all that it gives."""
    found: list[Shown] = []
    for name, source in _sources.items():
        if not only:
            found += _some(name, source, user, campaign, FEW)
        elif name == only:
            found += _some(name, source, user, campaign, MOST)
    return sorted(found, key=lambda each: _pressing(each.todo))


def _some(name: str, source: Source, user: Any, campaign: Campaign, most: int) -> list[Shown]:
    asked = _Asked(most)
    before = _asked.set(asked)
    try:
        given = sorted(source(user, campaign), key=_pressing)
    finally:
        _asked.reset(before)
    more = asked.more + max(0, len(given) - most)
    last = len(given[:most]) - 1
    return [Shown(each, name, more if at == last else 0) for at, each in enumerate(given[:most])]


def _pressing(todo: Todo) -> tuple[bool, dt.datetime]:
    return todo.due_at is None, todo.due_at or dt.datetime.max.replace(tzinfo=dt.UTC)
