"""Which words of a text spoke for its category."""

from __future__ import annotations

from collections.abc import Mapping

from fugong.demands.routing.text import signs

MOST, LONGEST = 3, 8
FAINT = 0.3
"""Share of the strongest sign's weight below which a sign isn't shown."""


def strongest(text: str, weights: Mapping[str, float]) -> tuple[str, ...]:
    """The passages of `text` whose runs weigh most; `weights`: run → how much it spoke for the category."""
    found = signs(text)
    heard = [0.0] * len(found)
    for at, sign in enumerate(found):
        heard[at] += weights.get(sign, 0.0)
        if at and (both := weights.get(found[at - 1] + sign, 0.0)):
            heard[at - 1] += both / 2
            heard[at] += both / 2
    floor = FAINT * max(heard, default=0.0)
    passages: list[tuple[float, str]] = []
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and end - at < LONGEST and heard[end] > floor > 0 and found[end].isalnum():
            end += 1
        if end > at:
            passages.append((sum(heard[at:end]), "".join(found[at:end])))
        at = max(end, at + 1)
    ranked = sorted(passages, key=lambda each: -each[0])
    return tuple(dict.fromkeys(passage for _weight, passage in ranked))[:MOST]
