"""Sharing enterprises out among officers: evenly, by capacity, each in their own area, neighbours to one officer.

Same input, same result.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shares:
    """Who gets which enterprises, which ones nobody has room for, and which lie where nobody holds the post."""

    of: dict[int, list[int]] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)


def share_out(enterprises: Sequence[int], loads: Mapping[int, int], capacity: int | None) -> Shares:
    """Shares `enterprises` (ids, neighbours next to each other) among the officers of `loads` (id → how many they have).

    Every next enterprise goes to whoever has least; each officer then takes a block of neighbours. Nobody passes
    `capacity`; what is over is left.
    """
    counts = dict.fromkeys(sorted(loads), 0)
    queue = [(load, officer) for officer, load in sorted(loads.items()) if capacity is None or load < capacity]
    heapq.heapify(queue)
    for _enterprise in enterprises:
        if not queue:
            break
        load, officer = heapq.heappop(queue)
        counts[officer] += 1
        if capacity is None or load + 1 < capacity:
            heapq.heappush(queue, (load + 1, officer))
    shares: dict[int, list[int]] = {}
    start = 0
    for officer, count in counts.items():
        if count:
            shares[officer] = list(enterprises[start : start + count])
            start += count
    return Shares(shares, list(enterprises[start:]))


def share_out_by_area(
    enterprises: Iterable[tuple[int, str]],
    loads: Mapping[int, int],
    areas: Mapping[int, Collection[str]],
    capacity: int | None,
) -> Shares:
    """As `share_out`, but nobody gets what lies outside the areas of their own: `enterprises` are (id, area code), `areas` the
    code prefixes for which each officer holds the post.

    Those whom fewest may serve come first, so that the others have room for them.
    """
    nearby: dict[str, tuple[int, ...]] = {}
    parts: dict[tuple[int, ...], list[int]] = {}
    for enterprise, code in enterprises:
        if code not in nearby:
            nearby[code] = tuple(each for each in sorted(loads) if code.startswith(tuple(areas.get(each, ()))))
        parts.setdefault(nearby[code], []).append(enterprise)
    found = Shares(outside=parts.pop((), []))
    carried = dict(loads)
    for officers, ids in sorted(parts.items(), key=lambda part: len(part[0])):
        share = share_out(ids, {each: carried[each] for each in officers}, capacity)
        for officer, given in share.of.items():
            found.of.setdefault(officer, []).extend(given)
            carried[officer] += len(given)
        found.left.extend(share.left)
    return found
