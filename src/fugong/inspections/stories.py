"""What whoever goes there should know of an enterprise before: lines from every room, for the round's pages and the phone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know, in the reader's language. `url` leads to it on the desk's pages; empty where there is no page."""

    tone: Literal["danger", "warning", "success", "secondary"]
    text: str
    url: str = ""


Source = Callable[[Campaign, Sequence[Enterprise]], Mapping[int, "list[Line]"]]
"""`source(campaign, enterprises)` → enterprise id → lines, in a number of queries that doesn't grow with the enterprises."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


TONES = {"danger": 0, "warning": 1, "success": 2, "secondary": 3}


def of(campaign: Campaign, enterprises: Sequence[Enterprise]) -> dict[int, list[Line]]:
    """Lines of each enterprise, the gravest first; enterprises without any are there with none."""
    found: dict[int, list[Line]] = {each.pk: [] for each in enterprises}
    for source in _sources if enterprises else ():
        for key, lines in source(campaign, enterprises).items():
            found[key] += lines
    return {key: sorted(lines, key=lambda line: TONES[line.tone]) for key, lines in found.items()}
