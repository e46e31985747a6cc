"""The draw itself: nothing but SHA-256 over texts that are all published, so that anyone can do it again.

Let S be the seed and W the witness's words. With ticket(X) = SHA-256 of the text `S|W|X` in UTF-8, in hexadecimal:
  enterprises  Each has a number of tickets, `e|<id>|<1…n>`. Its lot is the least of them in the order of the alphabet. In each
               stratum the enterprises with the least lots are drawn, as many as the stratum's share says. They go by lot.
  inspectors   For each drawn enterprise in turn, all inspectors who aren't excluded there are put in the order of
               `i|<enterprise>|<inspector>`; the first who have fewer than `most_each` enterprises so far are drawn.
Shares: each stratum first gets one (the largest first); then, one by one, the stratum that lacks most of its due (its size × all that
are drawn ÷ all that can be), among equals the first by name, never more than it has.
The fingerprint that is shown before is SHA-256 of the seed alone; the lists' is that of their canonical JSON.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Lists = Mapping[str, Any]
"""{enterprises: [{id, name, stratum, tickets}], inspectors: [{id, name, field}], excluded: {enterprise id: [inspector ids]},
shares: {stratum: how many}, inspectors_each, most_each}. Keys of objects are texts, as JSON has them."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An enterprise that was drawn, its lot, and the inspectors for it."""

    enterprise: int
    lot: str
    inspectors: tuple[int, ...]


def fingerprint(seed: str) -> str:
    """What is shown before: SHA-256 of the seed."""
    return hashlib.sha256(seed.encode()).hexdigest()


def digest(lists: Lists) -> str:
    """SHA-256 of the lists' canonical JSON: keys in order, no spaces, UTF-8."""
    return hashlib.sha256(canonical(lists).encode()).hexdigest()


def canonical(lists: Lists) -> str:
    return json.dumps(lists, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ticket(seed: str, witness: str, text: str) -> str:
    """One ticket of the draw."""
    return hashlib.sha256(f"{seed}|{witness}|{text}".encode()).hexdigest()


def draw(seed: str, witness: str, lists: Lists) -> list[Drawn]:
    """Who is drawn."""
    lots = sorted((_lot(seed, witness, each), each["id"], each["stratum"]) for each in lists["enterprises"])
    left: Counter[str] = Counter(lists["shares"])
    taken: Counter[int] = Counter()
    found = []
    for lot, enterprise, stratum in lots:
        if left[stratum] > 0:
            left[stratum] -= 1
            found.append(Drawn(enterprise, lot, _inspectors(seed, witness, lists, enterprise, taken)))
    return found


def shares(sizes: Mapping[str, int], many: int) -> dict[str, int]:
    """How many of each stratum."""
    total = sum(sizes.values())
    many = min(many, total)
    first = sorted((name for name in sizes if sizes[name]), key=lambda each: (-sizes[each], each))[:many]
    found = {name: int(name in first) for name in sizes}
    while sum(found.values()) < many:
        able = [name for name in sizes if found[name] < sizes[name]]
        found[min(able, key=lambda each: (found[each] * total - sizes[each] * many, each))] += 1
    return found


def _lot(seed: str, witness: str, each: Mapping[str, Any]) -> str:
    return min(ticket(seed, witness, f"e|{each['id']}|{n}") for n in range(1, each["tickets"] + 1))


def _inspectors(seed: str, witness: str, lists: Lists, enterprise: int, taken: Counter[int]) -> tuple[int, ...]:
    excluded = set(lists["excluded"].get(str(enterprise), ()))
    able = [each["id"] for each in lists["inspectors"] if each["id"] not in excluded]
    ordered: Sequence[int] = sorted(able, key=lambda each: ticket(seed, witness, f"i|{enterprise}|{each}"))
    free = [each for each in ordered if taken[each] < lists["most_each"]]
    spare = [each for each in ordered if each not in free]
    chosen = tuple([*free, *spare][: lists["inspectors_each"]])
    taken.update(chosen)
    return chosen
