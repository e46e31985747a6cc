"""In which order the stops of a round are gone. A better planner replaces `in_order`, and nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A stop to be ordered: WGS 84, None where nobody knows. `weight` as in `rounds.Due`."""

    key: int
    latitude: float | None
    longitude: float | None
    weight: float = 0


def in_order(points: Sequence[Point]) -> list[int]:
    """Keys in the order to go: from the weightiest on, always to the nearest next; those without a place come last."""
    placed = [each for each in points if each.latitude is not None and each.longitude is not None]
    lost = [each for each in points if each.latitude is None or each.longitude is None]
    found: list[Point] = []
    here = max(placed, key=lambda each: (each.weight, -each.key), default=None)
    while here is not None:
        found.append(here)
        placed.remove(here)
        now = here
        here = min(placed, key=lambda each: (metres(now, each), each.key), default=None)
    return [each.key for each in (*found, *sorted(lost, key=lambda each: (-each.weight, each.key)))]


def metres(one: Point, other: Point) -> float:
    """The distance over flat ground: exact enough within a district."""
    assert one.latitude is not None and one.longitude is not None
    assert other.latitude is not None and other.longitude is not None
    east = (other.longitude - one.longitude) * math.cos(math.radians((one.latitude + other.latitude) / 2))
    return math.hypot(east, other.latitude - one.latitude) * 111_195
