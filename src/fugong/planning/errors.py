"""What the optimiser says about its input and its plans: codes and data, never sentences; the rooms translate.

`Unfit` is raised where the input makes no sense (a coach of no seats, negative stock), all faults at once.
`Unmet` is part of a plan: the input makes sense, but a rule keeps this stop, person or item from being served.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field: `field` is its path ("fleet[2].seats"), `code` what is wrong, `data` the figures."""

    field: str
    code: str
    data: Data = dataclasses.field(default_factory=dict)


class Unfit(ValueError):
    """The input can't be planned with; `faults` names each field, its code and its value."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.code} {dict(fault.data)}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Unmet:
    """A rule that can't be kept for `subject`; `data` says by how much, so that somebody can mend it."""

    rule: str
    subject: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why a choice was made."""

    code: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True)
class Violation:
    """What an independent checker found wrong with a plan."""

    rule: str
    subject: str
    data: Data = field(default_factory=dict)


def refuse(faults: Iterable[Fault]) -> None:
    """Raises one `Unfit` with all faults; does nothing where there is none."""
    found = tuple(faults)
    if found:
        raise Unfit(*found)


def named(field: str, key: object) -> Iterator[Fault]:
    """A key must be text that isn't empty."""
    if not isinstance(key, str) or not key:
        yield Fault(field, "no_key", {"value": key})


def whole(field: str, value: object, least: int | None = None, most: int | None = None) -> Iterator[Fault]:
    """A whole number within its limits; true and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(field, "not_whole", {"value": value})
    else:
        yield from within(field, value, least, most)


def number(field: str, value: object, least: float | None = None, most: float | None = None) -> Iterator[Fault]:
    """A finite number within its limits."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Fault(field, "not_a_number", {"value": value})
    else:
        yield from within(field, value, least, most)


def within(field: str, value: float, least: float | None, most: float | None) -> Iterator[Fault]:
    if least is not None and value < least:
        yield Fault(field, "too_small", {"value": value, "least": least})
    if most is not None and value > most:
        yield Fault(field, "too_large", {"value": value, "most": most})


def ordered(field: str, opens: int | None, closes: int | None) -> Iterator[Fault]:
    """A window must not close before it opens."""
    if opens is not None and closes is not None and closes < opens:
        yield Fault(field, "closes_before_it_opens", {"opens": opens, "closes": closes})


def distinct(name: str, keys: Iterable[str]) -> Iterator[Fault]:
    """Keys of one list must differ."""
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if key in seen:
            yield Fault(f"{name}[{place}].key", "twice", {"value": key})
        seen.add(key)


def known(field: str, key: str | None, among: Iterable[str]) -> Iterator[Fault]:
    """What is referred to must be there."""
    if key is not None and key not in among:
        yield Fault(field, "unknown", {"value": key})


def some(name: str, rows: Iterable[object]) -> Iterator[Fault]:
    """A list that must not be empty."""
    if not list(rows):
        yield Fault(name, "empty")
