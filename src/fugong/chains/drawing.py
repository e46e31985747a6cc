"""The chain drawn in layers: suppliers on the left, customers on the right, links that lead back apart. Plain SVG coordinates,
so that it stands without a script, prints, and can be read out."""

from __future__ import annotations

from dataclasses import dataclass

from fugong.chains.edges import Edge, Graph, Node
from fugong.planning.ordering.chain import chain

BOX, TALL, ACROSS, DOWN, EDGE = 176, 40, 248, 54, 12
SWEEPS = 4
LETTERS = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A node at its place."""

    node: Node
    x: int
    y: int
    lines: tuple[str, ...]
    is_centre: bool

    @property
    def text_x(self) -> int:
        return self.x + 22

    @property
    def mark_x(self) -> int:
        return self.x + 12

    @property
    def middle(self) -> int:
        return self.y + TALL // 2


@dataclass(frozen=True, slots=True)
class Line:
    """A link as a curve; `back` leads against the layers (a ring)."""

    edge: Edge
    path: str
    back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the page draws."""

    boxes: list[Box]
    lines: list[Line]
    width: int
    height: int


def draw(graph: Graph, centres: frozenset[str] = frozenset()) -> Drawing:
    """Layers by the longest way from a supplier; within a layer, next to those it is linked with."""
    keys = list(graph.nodes)
    place = {key: at for at, key in enumerate(keys)}
    pairs = [(place[edge.supplier], place[edge.customer]) for edge in graph.edges if edge.supplier != edge.customer]
    layer = _layers(len(keys), pairs)
    rows = _rows(layer, pairs)
    boxes: dict[str, Box] = {}
    tallest = max((len(row) for row in rows), default=1)
    for column, row in enumerate(rows):
        above = (tallest - len(row)) * DOWN // 2
        for at, index in enumerate(row):
            node = graph.nodes[keys[index]]
            boxes[node.key] = Box(
                node, EDGE + column * ACROSS, EDGE + above + at * DOWN, _lines(node.name), node.key in centres
            )
    lines = [_line(edge, boxes) for edge in graph.edges if edge.supplier != edge.customer]
    lines.sort(key=lambda line: (line.edge.broken is not None, line.edge.critical))
    width = EDGE * 2 + max(0, len(rows) - 1) * ACROSS + BOX
    return Drawing(list(boxes.values()), lines, width, EDGE * 2 + tallest * DOWN)


def _layers(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Of each node; members of a ring stand in one layer after another as they come."""
    built = chain(count, pairs)
    start = [0] * len(built.members)
    for group in range(len(built.members)):
        for supplier in built.suppliers[group]:
            start[group] = max(start[group], start[supplier] + 1)
    layers = [start[built.group[node]] for node in range(count)]
    linked = {end for pair in pairs for end in pair}
    first_customer: dict[int, int] = {}
    for supplier, customer in pairs:  # a supplier of late customers stands just before them, not far on the left
        if built.group[supplier] != built.group[customer]:
            near = layers[customer] - 1
            first_customer[supplier] = min(first_customer.get(supplier, near), near)
    has_supplier = {customer for _supplier, customer in pairs}
    for node, near in first_customer.items():
        if node not in has_supplier and node in linked and len(built.members[built.group[node]]) == 1:
            layers[node] = max(0, near)
    return layers


def _rows(layer: list[int], pairs: list[tuple[int, int]]) -> list[list[int]]:
    """The nodes of each layer, ordered so that few links cross (barycentres, a few sweeps)."""
    rows: list[list[int]] = [[] for _each in range(max(layer, default=0) + 1)]
    for node, at in enumerate(layer):
        rows[at].append(node)
    rows = [row for row in rows if row]
    beside: dict[int, list[int]] = {}
    for supplier, customer in pairs:
        beside.setdefault(supplier, []).append(customer)
        beside.setdefault(customer, []).append(supplier)
    height = {node: float(at) for row in rows for at, node in enumerate(row)}
    for _sweep in range(SWEEPS):
        for row in rows:
            row.sort(key=lambda node: (_mean(node, beside, height), node))
            for at, node in enumerate(row):
                height[node] = at - len(row) / 2
    return rows


def _mean(node: int, beside: dict[int, list[int]], height: dict[int, float]) -> float:
    others = beside.get(node)
    return sum(height[each] for each in others) / len(others) if others else height[node]


def _line(edge: Edge, boxes: dict[str, Box]) -> Line:
    one, other = boxes[edge.supplier], boxes[edge.customer]
    back = other.x <= one.x
    if back:
        x1, x2 = (one.x, other.x) if other.x == one.x else (one.x, other.x + BOX)
        turn = min(x1, x2) - 40 if other.x == one.x else (x1 + x2) // 2
        path = f"M{x1} {one.middle}C{turn} {one.middle} {turn} {other.middle} {x2} {other.middle}"
    else:
        x1, x2 = one.x + BOX, other.x
        turn = (x1 + x2) // 2
        path = f"M{x1} {one.middle}C{turn} {one.middle} {turn} {other.middle} {x2} {other.middle}"
    return Line(edge, path, back)


def _lines(name: str) -> tuple[str, ...]:
    """A name on at most two lines; half-width letters count half."""
    lines, line, wide = [], "", 0.0
    for sign in name:
        size = 1.0 if ord(sign) > 0x2E80 else 0.55
        if wide + size > LETTERS:
            lines.append(line)
            line, wide = "", 0.0
        line, wide = line + sign, wide + size
    lines.append(line)
    if len(lines) > 2:
        lines = [lines[0], lines[1][:-1] + "…"]
    return tuple(lines)
