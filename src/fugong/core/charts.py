"""A trend as SVG, for paper and for the card: no script, no font of its own."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape

from fugong.core import dates

WIDTH, HEIGHT = 560, 170
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 16, 24

Point = Sequence[object]
"""Day as ISO text, value or None, value as printed."""


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    count: int

    def x(self, place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (place / max(1, self.count - 1) if self.count > 1 else 0.5)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - self.low) / (self.high - self.low))


def line(points: Sequence[Point], *, rate: bool, colour: str = "#1f4e79", font: str = "sans-serif") -> str:
    """The points as a line with its last value written beside it; a rate's axis stays within 0 and 100 %."""
    known = [(place, float(p[1])) for place, p in enumerate(points) if p[1] is not None]  # type: ignore[arg-type]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{escape(font)}" font-size="11" fill="#444">'
    ]
    if known:
        scale = _scale([value for _place, value in known], len(points), rate)
        parts += _axis(scale, points)
        path = " ".join(f"{scale.x(place):.1f},{scale.y(value):.1f}" for place, value in known)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{scale.x(p):.1f}" cy="{scale.y(v):.1f}" r="2.6" fill="{colour}"/>' for p, v in known]
        last, value = known[-1]
        printed = escape(str(points[last][2]))
        parts.append(
            f'<text x="{scale.x(last):.1f}" y="{scale.y(value) - 7:.1f}" text-anchor="end" font-weight="bold" '
            f'fill="{colour}">{printed}</text>'
        )
    return "".join([*parts, "</svg>"])


def _scale(values: list[float], count: int, rate: bool) -> _Scale:
    low, high = min(values), max(values)
    margin = (high - low) * 0.2 or max(abs(high) * 0.1, 1.0)
    low, high = low - margin, high + margin
    if rate:
        low, high = math.floor(max(0.0, low) / 10) * 10.0, max(min(100.0, math.ceil(high / 10) * 10.0), max(values))
    return _Scale(max(0.0, low), high if high > low else low + 1, count)


def _axis(scale: _Scale, points: Sequence[Point]) -> list[str]:
    parts = []
    for step in range(3):
        value = scale.low + (scale.high - scale.low) * step / 2
        y = scale.y(value)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        text = f"{value:,.0f}" if scale.high >= 10 else f"{value:.1f}"
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    every = max(1, len(points) // 7)
    for place, point in enumerate(points):
        if place % every == 0 or place == len(points) - 1:
            day = dt.date.fromisoformat(str(point[0]))
            parts.append(
                f'<text x="{scale.x(place):.1f}" y="{HEIGHT - 6}" text-anchor="middle">{dates.shown_short(day)}</text>'
            )
    return parts
