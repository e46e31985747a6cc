"""Drawings of the pack's own content as SVG, for page and paper alike: its flow, and a checklist as a chart. No script, no file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import escape

from fugong.core import languages

WIDTH = 560
BOX, GAP_X, GAP_Y, LINE, PAD = 168, 24, 30, 18, 9
EM, SMALL = 14, 12
INK, PALE, LINE_INK, HEAD = "#1b2733", "#eef4fb", "#5b7186", "#1f4e79"
CLOSING = " ，。、；：！？）》”’）,.;:!?)"
FONTS = {"zh": "Noto Sans SC", "en": "Noto Sans SC", "ja": "Noto Sans JP", "ko": "Noto Sans KR"}


def flow(steps: Sequence[Any]) -> str:
    """The pack's flow from top to bottom: steps that are equally far from the start stand side by side."""
    known = {step.key: step for step in steps}
    rank = _ranks(steps, known)
    rows: dict[int, list[Any]] = {}
    for step in steps:
        rows.setdefault(rank[step.key], []).append(step)
    places, y = _laid(rows)
    parts = [_arrow_head()]
    for step in steps:
        for key in step.next:
            if key in places:
                parts.append(_edge(places[step.key], places[key]))
    for step in steps:
        parts.append(_box(places[step.key], str(step.name), str(step.who or "")))
    return _svg(parts, y)


def checklist(found: Any) -> str:
    """A checklist as a chart: its name on top, below it each aspect with its numbered measures."""
    aspects = found.aspects
    across = 1 if len(aspects) == 1 else 2
    room = (WIDTH - GAP_X * (across - 1)) // across
    parts: list[str] = [_band(0, 0, WIDTH, str(found.name))]
    tops = [46] * across
    number = 0
    for place, aspect in enumerate(aspects):
        side = place % across
        x, top = side * (room + GAP_X), tops[side]
        drawn, height, number = _aspect(aspect, x, top, room, number if len(aspects) == 1 else 0)
        parts += drawn
        tops[side] = top + height + 14
    return _svg(parts, max(tops))


def _aspect(aspect: Any, x: int, top: int, room: int, number: int) -> tuple[list[str], int, int]:
    parts, y = [], top + 34
    parts.append(_words([str(aspect.name)], x + room / 2, top + 21, EM, anchor="middle", weight="bold", fill=HEAD))
    for item in aspect.items:
        number += 1
        lines = _wrapped(str(item.name), (room - 54) / EM)
        height = len(lines) * LINE + 2 * PAD - 4
        parts.append(_rect(x + 8, y, room - 16, height, fill="#ffffff"))
        parts.append(f'<circle cx="{x + 26}" cy="{y + height / 2:.1f}" r="10" fill="{HEAD}"/>')
        parts.append(_words([str(number)], x + 26, y + height / 2 + 4.5, SMALL, anchor="middle", fill="#ffffff"))
        parts.append(_words(lines, x + 44, y + PAD + 12, EM))
        y += height + 6
    frame = _rect(x, top, room, y - top + 4, fill=PALE)
    return [frame, *parts], y - top + 4, number


# -- parts --------------------------------------------------------------------------------------------------------


def _ranks(steps: Sequence[Any], known: dict[str, Any]) -> dict[str, int]:
    """How far each step is from the start, by the longest way without turning back."""
    rank = {steps[0].key: 0}
    queue = [steps[0].key]
    while queue:
        key = queue.pop(0)
        for following in known[key].next:
            if following in known and following not in rank:
                rank[following] = rank[key] + 1
                queue.append(following)
    deepest = max(rank.values())
    return {step.key: rank.get(step.key, deepest + 1) for step in steps}


def _laid(rows: dict[int, list[Any]]) -> tuple[dict[str, tuple[float, float, float, float]], int]:
    """Step → (x, y, width, height), and the foot of the drawing. At most three stand side by side."""
    places: dict[str, tuple[float, float, float, float]] = {}
    y = 4
    for _rank, row in sorted(rows.items()):
        for start in range(0, len(row), 3):
            part = row[start : start + 3]
            width = BOX if len(part) > 1 else 260
            height = max(_height(str(step.name), str(step.who or ""), width) for step in part)
            left = (WIDTH - len(part) * width - (len(part) - 1) * GAP_X) / 2
            for place, step in enumerate(part):
                places[step.key] = (left + place * (width + GAP_X), y, width, height)
            y += height + GAP_Y
    return places, y - GAP_Y + 6


def _height(name: str, who: str, width: float) -> int:
    lines = len(_wrapped(name, (width - 2 * PAD) / EM))
    return lines * LINE + (len(_wrapped(who, (width - 2 * PAD) / SMALL)) * 16 if who else 0) + 2 * PAD


def _box(place: tuple[float, float, float, float], name: str, who: str) -> str:
    x, y, width, height = place
    lines = _wrapped(name, (width - 2 * PAD) / EM)
    more = _wrapped(who, (width - 2 * PAD) / SMALL) if who else []
    middle = x + width / 2
    return (
        _rect(x, y, width, height, fill=PALE)
        + _words(lines, middle, y + PAD + 13, EM, anchor="middle", weight="bold")
        + _words(more, middle, y + PAD + 11 + len(lines) * LINE, SMALL, anchor="middle", fill=LINE_INK, step=16)
    )


def _edge(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> str:
    """Down to a later step; a way back goes round the right edge, dashed."""
    if b[1] > a[1]:
        x1, y1, x2, y2 = a[0] + a[2] / 2, a[1] + a[3], b[0] + b[2] / 2, b[1]
        middle = y2 - GAP_Y / 2
        path, dash = f"M{x1:.0f} {y1:.0f}V{middle:.0f}H{x2:.0f}V{y2 - 2:.0f}", ""
    else:
        edge = WIDTH - 4
        y1, y2 = a[1] + a[3] / 2, b[1] + b[3] / 2
        path, dash = f"M{a[0] + a[2]:.0f} {y1:.0f}H{edge}V{y2:.0f}H{b[0] + b[2] + 2:.0f}", ' stroke-dasharray="4 4"'
    return f'<path d="{path}" fill="none" stroke="{LINE_INK}" stroke-width="1.4"{dash} marker-end="url(#notice-tip)"/>'


def _arrow_head() -> str:
    return (
        '<defs><marker id="notice-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0L8 4L0 8z" fill="{LINE_INK}"/></marker></defs>'
    )


def _band(x: int, y: int, width: int, name: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="34" rx="5" fill="{HEAD}"/>' + _words(
        [name], x + width / 2, y + 22, 15, anchor="middle", weight="bold", fill="#ffffff"
    )


def _rect(x: float, y: float, width: float, height: float, *, fill: str) -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5" fill="{fill}" '
        f'stroke="#b9c9d8" stroke-width="1"/>'
    )


def _words(
    lines: Iterable[str], x: float, y: float, size: int, *, anchor: str = "start", weight: str = "normal",
    fill: str = INK, step: int = LINE,
) -> str:  # fmt: skip
    return "".join(
        f'<text x="{x:.0f}" y="{y + place * step:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'font-weight="{weight}" fill="{fill}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )


def _wrapped(text: str, room: float) -> list[str]:
    """Lines of at most `room` em; Latin words stay whole where they fit."""
    lines, line, taken = [], "", 0.0
    for word in _pieces(text):
        wide = sum(_wide(sign) for sign in word)
        if taken + wide > room and line:
            lines.append(line.strip())
            line, taken = "", 0.0
        line, taken = line + word, taken + wide
    return [*lines, line.strip()] if line.strip() else lines or [""]


def _pieces(text: str) -> list[str]:
    """CJK signs one by one, Latin words with the space after them; nothing that closes begins a line."""
    pieces: list[str] = []
    for sign in text:
        if pieces and (sign in CLOSING or _goes_on(pieces[-1], sign)):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _goes_on(before: str, sign: str) -> bool:
    """Whether a narrow sign belongs to the narrow word before it."""
    return _wide(sign) < 1 and _wide(before[-1]) < 1 and before[-1] != " "


def _wide(sign: str) -> float:
    return 1.0 if sign >= "\u1100" else 0.56


def _svg(parts: Iterable[str], height: float) -> str:
    font = FONTS[languages.current()]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
        f'font-family="{font}, sans-serif">' + "".join(parts) + "</svg>"
    )
