"""What is due where on a day: rooms register sources of it; `actions.rounds.propose` makes rounds of them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fugong.places.models import Campaign


@dataclass(frozen=True, slots=True)
class Due:
    """An enterprise to be visited. `reason` is a key of `words.REASONS`, or a sentence in the pack's language that stays as it is.

    `weight` are points: 100 and more comes before everything else (an overdue look-back), 10 is an ordinary visit.
    `not_by` are ids of people who may not be the one to look again; `kind` is the kind of visit.
    """

    enterprise_id: int
    reason: str
    weight: float = 10
    not_by: frozenset[int] = frozenset()
    kind: str = "look_back"


Source = Callable[[Campaign, dt.date], Iterable[Due]]

_sources: list[Source] = []


def register_due(source: Source) -> Source:
    """Adds a source (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


def due(campaign: Campaign, day: dt.date) -> list[Due]:
    """All that is due on the day."""
    return [each for source in _sources for each in source(campaign, day)]
