"""Sharing enterprises out among officers: evenly, by capacity, neighbours to one officer. Same input, same result."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shares:
    """Who gets which enterprises, and which ones nobody has room for."""

    of: dict[int, list[int]] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)


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
