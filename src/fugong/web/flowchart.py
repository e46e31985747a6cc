"""Flow charts as SVG, in layers from left to right: boxes with wrapped words, arrows between them. No script needed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, GAP_X, GAP_Y, LINE, PAD = 168, 44, 18, 19, 10  # pixels
EM, SMALL, SMALL_LINE = 14, 12, 16
PER_LINE = (WIDTH - 2 * PAD) / EM
OPENING, CLOSING = "（(《“「【", "）)》”」】，、。；：！？"


@dataclass(frozen=True, slots=True)
class Box:
    """One step: its words, who does it, and the keys of the steps that follow."""

    key: str
    name: str
    who: str = ""
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    box: Box
    lines: list[str]
    who: list[str]
    x: int
    y: int
    height: int

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def boxes_of(steps: Iterable[Any]) -> list[Box]:
    """Boxes of anything with key, name, who and next, such as a pack's flow."""
    return [Box(each.key, str(each.name), str(each.who or ""), tuple(each.next)) for each in steps]


def draw(boxes: list[Box], label: str = "") -> SafeString:
    """The chart. Screen readers hear the label; the same steps should stand as a list nearby."""
    placed = _place(boxes)
    if not placed:
        return SafeString("")
    width = max(each.x for each in placed.values()) + WIDTH + 2
    foot = max(each.y + each.height for each in placed.values()) + GAP_Y // 2
    head = f"arrow-{crc32(repr(boxes).encode()):x}"  # several charts may stand on one page
    arrows = [
        (_path(one, placed[key], foot), head)
        for one in placed.values()
        for key in one.box.next
        if key in placed and placed[key] != one
    ]
    return format_html(
        '<svg class="flowchart" viewBox="-1 -1 {0} {1}" width="{2}" height="{3}" role="img" aria-label="{4}">'
        '<defs><marker id="{6}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" class="flow-head"/></marker></defs>{5}{7}</svg>',
        width + 1,
        foot + 3,
        width,
        foot + 3,
        label or _("Flow chart"),
        format_html_join("", '<path class="flow-line" d="{}" marker-end="url(#{})"/>', arrows),
        head,
        format_html_join("", "{}", ((_box(each),) for each in placed.values())),
    )


def layers(boxes: list[Box]) -> list[list[Box]]:
    """Boxes by their distance from the beginning; a step back (to mend something) doesn't push its goal along."""
    known = {box.key: box for box in boxes}
    depth: dict[str, int] = {}

    def walk(key: str, at: int, way: frozenset[str]) -> None:
        if key not in known or key in way or depth.get(key, -1) >= at:
            return
        depth[key] = at
        for following in known[key].next:
            walk(following, at + 1, way | {key})

    followed = {key for box in boxes for key in box.next if key != box.key}
    for box in [box for box in boxes if box.key not in followed] or boxes[:1]:
        walk(box.key, 0, frozenset())
    for box in boxes:
        walk(box.key, 0, frozenset())
    found: list[list[Box]] = [[] for _layer in range(max(depth.values(), default=-1) + 1)]
    for box in boxes:
        found[depth[box.key]].append(box)
    return found


def wrapped(text: str, per_line: float = PER_LINE) -> list[str]:
    """Words in lines of so many em; a Chinese sign is one em wide and may end a line, a Latin word stays whole.

    No line begins with a closing sign, which may stand out by its own width, or ends with an opening one.
    """
    lines, line, used = [], "", 0.0
    for word in _words(text):
        wide = sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in word)
        hangs = word in CLOSING and used <= per_line
        if line and used + wide > per_line and not hangs:
            kept = line.rstrip(OPENING)
            lines.append((kept or line).strip())
            line = line[len(kept) :] if kept else ""
            used = float(len(line))
            word = word.lstrip()
        line, used = line + word, used + wide
    return [*lines, line.strip()] if line.strip() else lines


def _words(text: str) -> Iterable[str]:
    word = ""
    for sign in text:
        if ord(sign) > 0x2E7F or sign == " ":
            if word:
                yield word
            word = ""
            yield sign
        else:
            word += sign
    if word:
        yield word


def _place(boxes: list[Box]) -> dict[str, _Placed]:
    placed: dict[str, _Placed] = {}
    columns = [[_sized(box, at) for box in column] for at, column in enumerate(layers(boxes))]
    tallest = max((_tall(column) for column in columns), default=0)
    for column in columns:
        y = (tallest - _tall(column)) // 2
        for each in column:
            placed[each.box.key] = replace(each, y=y)
            y += each.height + GAP_Y
    return placed


def _sized(box: Box, column: int) -> _Placed:
    lines, who = wrapped(box.name), wrapped(box.who, PER_LINE * EM / SMALL)
    return _Placed(box, lines, who, column * (WIDTH + GAP_X), 0, 2 * PAD + LINE * len(lines) + SMALL_LINE * len(who))


def _tall(column: list[_Placed]) -> int:
    return sum(each.height + GAP_Y for each in column) - GAP_Y


def _box(each: _Placed) -> SafeString:
    x, y = each.x + WIDTH / 2, each.y + PAD
    words = [(x, y + LINE * at + 14, "flow-name", line) for at, line in enumerate(each.lines)]
    y += LINE * len(each.lines)
    words += [(x, y + SMALL_LINE * at + 12, "flow-who", line) for at, line in enumerate(each.who)]
    return format_html(
        '<rect class="flow-box" x="{}" y="{}" width="{}" height="{}" rx="6"/>{}',
        each.x,
        each.y,
        WIDTH,
        each.height,
        format_html_join("", '<text x="{}" y="{}" class="{}" text-anchor="middle">{}</text>', words),
    )


def _path(one: _Placed, other: _Placed, foot: int) -> str:
    """A curve from the right side to the left; a step back leaves to the left and runs below all boxes."""
    x1, y1, x2, y2 = one.x + WIDTH, one.middle, other.x, other.middle
    if x2 > one.x:
        bend = (x1 + x2) / 2
        return f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x2 - 2} {y2}"
    lane, low = one.x - GAP_X / 2, one.y + one.height - 8
    return f"M{one.x} {low} H{lane} V{foot} H{other.x + WIDTH / 2} V{other.y + other.height + 2}"
