"""The pack's flow as a chart: boxes laid in rows by how far they are from the start, and the lines between them."""

from dataclasses import dataclass

from fugong.resumption.policy import FlowStep

WIDTH, HEIGHT, GAP_X, GAP_Y = 150, 58, 16, 34


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its place in the drawing, in points."""

    name: str
    who: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it. `lines` are SVG paths; `backs` are those that lead back up."""

    boxes: list[Box]
    lines: list[str]
    backs: list[str]
    width: int
    height: int


def chart(steps: tuple[FlowStep, ...]) -> Chart | None:
    """The drawing, or None where the pack has no flow."""
    if not steps:
        return None
    rank = _ranks(steps)
    rows: dict[int, list[FlowStep]] = {}
    for step in steps:
        rows.setdefault(rank[step.key], []).append(step)
    widest = max(len(row) for row in rows.values())
    width = widest * WIDTH + (widest - 1) * GAP_X + 2 * GAP_X
    places = {step.key: _place(row, at, number, width) for number, row in rows.items() for at, step in enumerate(row)}
    boxes = [Box(str(step.name), str(step.who or ""), *places[step.key]) for step in steps]
    pairs = [(step.key, key) for step in steps for key in step.next if key in places]
    down = [_down(places[a], places[b]) for a, b in pairs if rank[b] > rank[a]]
    back = [_back(places[a], places[b], width) for a, b in pairs if rank[b] <= rank[a]]
    return Chart(boxes, down, back, width, (max(rows) + 1) * (HEIGHT + GAP_Y))


def _ranks(steps: tuple[FlowStep, ...]) -> dict[str, int]:
    """Steps from the start to each box, by the shortest way: a line back up never lowers what it leads to."""
    nexts = {step.key: [key for key in step.next if key in {each.key for each in steps}] for step in steps}
    rank = {steps[0].key: 0}
    queue = [steps[0].key]
    while queue:
        key = queue.pop(0)
        for following in nexts[key]:
            if following not in rank:
                rank[following] = rank[key] + 1
                queue.append(following)
    deepest = max(rank.values())
    return {step.key: rank.get(step.key, deepest + 1) for step in steps}


def _place(row: list[FlowStep], at: int, number: int, width: int) -> tuple[int, int]:
    taken = len(row) * WIDTH + (len(row) - 1) * GAP_X
    return (width - taken) // 2 + at * (WIDTH + GAP_X), number * (HEIGHT + GAP_Y)


def _down(a: tuple[int, int], b: tuple[int, int]) -> str:
    x1, y1, x2, y2 = a[0] + WIDTH // 2, a[1] + HEIGHT, b[0] + WIDTH // 2, b[1]
    middle = y2 - GAP_Y // 2
    return f"M{x1} {y1}V{middle}H{x2}V{y2 - 5}"


def _back(a: tuple[int, int], b: tuple[int, int], width: int) -> str:
    edge = width - 5
    return f"M{a[0] + WIDTH} {a[1] + HEIGHT // 2}H{edge}V{b[1] + HEIGHT // 2}H{b[0] + WIDTH + 6}"
