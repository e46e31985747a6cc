"""A row's number, or another whole one, as an address or a form gives it: digits, full-width ones too, and nothing else."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _

from fugong.core.errors import Refused

DIGITS = 18
"""All numbers of so many digits fit into a bigint of PostgreSQL."""

MOST = 10**DIGITS - 1
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
"""As a Chinese keyboard may type them: ５０."""


def asked(text: str | None, most: int = MOST) -> int | None:
    """The number that `text` is in digits from 0 to 9 or ０ to ９; None for what is no number, has over 18 digits or is above `most`.

    “²”.isdigit() is true and int("²") fails; int() fails beyond 4,300 digits; a bigint ends at 19.
    """
    if not text or len(text) > DIGITS:
        return None
    plain = text.translate(FULL_WIDTH)
    if not (plain.isascii() and plain.isdecimal()):
        return None
    number = int(plain)
    return number if number <= most else None


def asked_many(texts: Iterable[str], most_of_them: int | None = None) -> list[int]:
    """The numbers among `texts` in their order, at most so many: of ticked rows, what is no number is left out."""
    found = [number for text in texts if (number := asked(text)) is not None]
    return found[:most_of_them]


def ticked(texts: Iterable[str], most: int) -> list[int]:
    """The numbers of ticked rows. Raises Refused where there are more than are taken at once: none is left out without a word."""
    found = asked_many(texts)
    if len(found) > most:
        raise Refused(_("At most %(n)s at once: untick some.") % {"n": most})
    return found


def short(value: Fraction) -> str:
    """2, 0.5, 1/100: decimals where they are short, else a fraction or one decimal."""
    if value.denominator == 1:
        return str(value.numerator)
    if 10 % value.denominator == 0 or 100 % value.denominator == 0:
        return f"{float(value):.2f}".rstrip("0").rstrip(".")
    return f"{float(value):.1f}" if value > 1 else f"{value.numerator}/{value.denominator}"
