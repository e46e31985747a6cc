"""Numbers rolled up: one vector for each node of the tree and each slice of the enterprises.

A *node* is a code prefix. A *slice* is a text: empty for all enterprises, a segment's key, `@` and an industry group's
key, `#` and a grid's id, `!` and what else rows of that kind are sliced by: a category of demands, an aspect of findings.
What stands in no part has a name too: a node with a point behind it is that node itself without all below it, `@` alone
is whatever is in no group, `#` alone in no grid.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fugong.places.access import ancestors
from fugong.places.models import code_prefix

Vector = list[int]
Key = tuple[str, str]

ALL = ""
GROUP = "@"
GRID = "#"
OWN = "!"
ITSELF = "."


@dataclass(slots=True)
class Cells:
    """`width` numbers for each (node, slice) that has any."""

    width: int
    root: str
    by_key: dict[Key, Vector] = field(default_factory=dict)
    left: dict[Key, Vector] = field(default_factory=dict)
    """What is in no part, once it was asked for."""

    def get(self, node: str, part: str = ALL) -> Vector:
        """The numbers; zeros where there are no rows."""
        if node.endswith(ITSELF) or part in (GROUP, GRID):
            return self._left(node, part)
        return self.by_key.get((node, part)) or [0] * self.width

    def _left(self, node: str, part: str) -> Vector:
        """The whole without its parts."""
        if (node, part) not in self.left:
            if node.endswith(ITSELF):
                bare = node.removesuffix(ITSELF)
                whole, among = self.get(bare, part), [self.get(below, part) for below in self._below(bare)]
            else:
                others = [key for key in self.by_key if key[0] == node and key[1].startswith(part)]
                whole, among = self.get(node), [self.by_key[key] for key in others]
            self.left[node, part] = [number - sum(column) for number, *column in zip(whole, *among, strict=True)]
        return self.left[node, part]

    def _below(self, node: str) -> list[str]:
        """The nodes under one that have rows, none inside another."""
        found: list[str] = []
        for each in self.nodes():
            if each != node and each.startswith(node) and not (found and each.startswith(found[-1])):
                found.append(each)
        return found

    def nodes(self) -> list[str]:
        """The nodes that have rows, in order."""
        return sorted({node for node, part in self.by_key if part == ALL})

    def add(self, area_code: str, parts: Iterable[str], numbers: Sequence[int | None]) -> None:
        """Adds one row's numbers to its node, to all nodes above up to the root, and to its slices."""
        parts = (ALL, *parts)
        for node in _nodes(area_code, self.root):
            for part in parts:
                cell = self.by_key.get((node, part))
                if cell is None:
                    self.by_key[node, part] = [number or 0 for number in numbers]
                else:
                    for place, number in enumerate(numbers):
                        if number:
                            cell[place] += number

    def within(self, areas: Sequence[str]) -> "Cells":
        """Only what lies in these areas (prefixes, none inside another); the root is their sum."""
        inside = Cells(self.width, self.root)
        for (node, part), numbers in self.by_key.items():
            if any(node.startswith(area) for area in areas):
                inside.by_key[node, part] = numbers
        tops: dict[str, Vector] = {}
        for area in areas:
            for part, numbers in self._parts_of(area):
                top = tops.setdefault(part, [0] * self.width)
                tops[part] = [a + b for a, b in zip(top, numbers, strict=True)]
        inside.by_key |= {(self.root, part): numbers for part, numbers in tops.items()}
        return inside

    def _parts_of(self, node: str) -> Iterator[tuple[str, Vector]]:
        return ((part, numbers) for (where, part), numbers in self.by_key.items() if where == node)


def parts(segments: Iterable[str] | None, group: str | None, grid: int | None, own: Any = None) -> list[str]:
    """The slices that grouped rows belong to; `own` is one value, or a list, of the column that their kind is sliced by."""
    found = list(segments or ())
    if group:
        found.append(GROUP + group)
    if grid:
        found.append(f"{GRID}{grid}")
    values = own if isinstance(own, list) else [own]
    return found + [OWN + value for value in dict.fromkeys(values) if value]


def _nodes(area_code: str, root: str) -> list[str]:
    own = ancestors(code_prefix(area_code))
    return [node for node in own if len(node) > len(root)] + [root]
