"""Numbers as people give them: a row's number of an address, digits and nothing else; and what is typed, `1,200.5`."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from fugong.core.errors import Refused

DIGITS = 18
"""All numbers of so many digits fit into a bigint of PostgreSQL."""

MOST = 10**DIGITS - 1
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
"""As a Chinese keyboard may type them: ５０."""
NARROW: dict[int, int | str] = {0xFF01 + sign: 0x21 + sign for sign in range(94)} | {0x3000: " ", 0x2212: "-"}
"""All that it types wide: １，２００．５. Other signs of numbers, such as ², are none."""


LONGEST = 40
_TYPED = re.compile(r"[-+]?(?:\d+|[1-9]\d{0,2}(?:[, ]\d{3})+)(?:\.\d*)?|[-+]?\.\d+", re.ASCII)
_WITH_COMMAS = re.compile(r"[-+]?[\d.,]*\d[\d.,]*", re.ASCII)
_POWER_OF_TEN = re.compile(r"[-+]?[\d.,]+e[-+]?\d+", re.ASCII | re.IGNORECASE)


class NotANumber(ValueError):
    """The text isn't a number; its words say what to write. `code` is stable, for programs."""

    def __init__(self, message: str, code: str = "number") -> None:
        super().__init__(message)
        self.code = code


def plain(text: str) -> str:
    """What was typed in narrow signs and without what parts thousands: 1200 for `１，２００`; any other comma stays."""
    given = text.translate(NARROW).strip()
    if len(given) > LONGEST or not _TYPED.fullmatch(given):
        return given
    return given.replace(",", "").replace(" ", "")


def read(text: str) -> Decimal:
    """The number that was typed: `1,200`, `1,200.5`, full-width ones too. Raises NotANumber."""
    given = plain(text)
    if len(given) > LONGEST:
        raise NotANumber(_("Write a number, such as 120."))
    if _TYPED.fullmatch(given):
        return Decimal(given)
    if "," in given and _WITH_COMMAS.fullmatch(given):
        words = _("A comma parts thousands only (1,200). Write decimals with a point, such as 120.5.")
        raise NotANumber(words, "comma")
    if _POWER_OF_TEN.fullmatch(given):
        raise NotANumber(_("Write the number out in digits, such as 1200000."), "power")
    raise NotANumber(_("Write a number, such as 120."))


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
