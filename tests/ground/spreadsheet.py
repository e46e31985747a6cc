"""A workbook as a spreadsheet shows it."""

from fractions import Fraction
from typing import Any

from fugong.core.money import half_up


def as_shown(cell: Any) -> str:
    """A cell's words: a rate in per cent with the decimals of its format, everything else as it is."""
    if cell.data_type != "n" or not cell.number_format.endswith("%"):
        return str(cell.value)
    decimals = len(cell.number_format.rstrip("%").partition(".")[2])
    return f"{half_up(Fraction(cell.value).limit_denominator(10**6) * 100, decimals)}%"
