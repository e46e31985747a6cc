"""Branches that run side by side: which of them everybody waits for, and until when at least. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fugong.projects.schedule import Step, ordered

Adder = Callable[[dt.datetime, str], dt.datetime]
"""(start, length as the pack writes it) → when that is over."""
OVER = frozenset({"granted", "refused", "dropped"})


@dataclass(frozen=True, slots=True)
class Leg:
    """One branch: its state, its length, what it waits for, its deadline where its clock runs."""

    key: str
    state: str
    within: str
    after: tuple[str, ...] = ()
    due_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Pole:
    """The longest way that is left: the branch that runs now, those that come after it on the way, and when all is over."""

    key: str
    then: tuple[str, ...]
    ends: dt.datetime


def longest(legs: Sequence[Leg], now: dt.datetime, add: Adder) -> Pole | None:
    """The way that ends last; None where nothing is left. What is late, or with the applicant, ends now at the earliest."""
    known = {leg.key: leg for leg in legs}
    ends: dict[str, dt.datetime] = {}
    before: dict[str, str] = {}
    for step in ordered(Step(leg.key, 1, after=tuple(key for key in leg.after if key in known)) for leg in legs):
        leg = known[step.key]
        if leg.state in OVER:
            continue
        open_ = [key for key in step.after if key in ends]
        if leg.state == "waiting" and open_:
            before[leg.key] = max(open_, key=lambda key: (ends[key], key))
            ends[leg.key] = add(ends[before[leg.key]], leg.within)
        elif leg.due_at is None:
            ends[leg.key] = add(now, leg.within)
        else:
            ends[leg.key] = max(leg.due_at, now)
    if not ends:
        return None
    last = max(ends, key=lambda key: (ends[key], key))
    way = [last]
    while way[0] in before:
        way.insert(0, before[way[0]])
    return Pole(way[0], tuple(way[1:]), ends[last])
