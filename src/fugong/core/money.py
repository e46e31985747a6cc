"""Rounding and units as official papers print them: once, half up, at print. Money is whole fen."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def half_up(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` places, exactly (no binary floating point on the way)."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
    if isinstance(value, Fraction):
        scaled = value * 10**decimals
        whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
        return Decimal(whole).scaleb(-decimals)
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def percent(numerator: int, denominator: int, decimals: int) -> str | None:
    """A rate as printed, e.g. `percent(307, 345, 1) == "89.0"`; None where there is nothing to divide by."""
    if not denominator:
        return None
    return str(half_up(Fraction(numerator * 100, denominator), decimals))


def yuan(fen: int) -> str:
    """Whole fen as yuan with two decimals and thousands."""
    return f"{Decimal(fen).scaleb(-2):,.2f}"
