"""Whole numbers shared out exactly: what is split adds up again, to the last fen."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def share(total: int, weights: Mapping[str, int | Fraction]) -> dict[str, int]:
    """`total` by weight, rounded down, the rest one by one to the largest remainders, then by key. Weights that are all
    zero share evenly."""
    whole = sum(weights.values())
    even = whole == 0
    exact = {
        key: Fraction(total, len(weights)) if even else Fraction(total) * weight / whole
        for key, weight in weights.items()
    }
    shares = {key: value.numerator // value.denominator for key, value in exact.items()}
    rest = total - sum(shares.values())
    for key in sorted(exact, key=lambda key: (shares[key] - exact[key], key))[:rest]:
        shares[key] += 1
    return shares


def share_capped(total: int, weights: Mapping[str, int | Fraction], caps: Mapping[str, int | None]) -> dict[str, int]:
    """As `share`, but nobody above their cap, as far as the caps leave room for the total."""
    if all(cap is not None for cap in caps.values()) and sum(cap or 0 for cap in caps.values()) < total:
        return share(total, weights)
    fixed: dict[str, int] = {}
    while True:
        open_ = {key: weight for key, weight in weights.items() if key not in fixed}
        if not open_:
            return fixed
        found = share(total - sum(fixed.values()), open_)
        above = {key: cap for key in found if (cap := caps.get(key)) is not None and found[key] > cap}
        if not above:
            return {**fixed, **found}
        fixed |= above
