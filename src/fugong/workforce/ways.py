"""Where else a person goes from the own page: other rooms say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fugong.workforce.models import Person


@dataclass(frozen=True, slots=True)
class Way:
    """A button on the person's own page; texts are in the person's language."""

    icon: str
    label: str
    url: str


Source = Callable[[Person], Iterable[Way]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source of ways (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


def of(person: Person) -> list[Way]:
    """All of them, as the rooms registered."""
    return [way for source in _sources for way in source(person)]
