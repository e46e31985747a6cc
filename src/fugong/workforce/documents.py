"""Identity documents: what kinds there are, how their numbers are written, and whether a number can be right.

Chinese resident cards by GB 11643 (check sign mod 11-2); permanent residence cards for foreigners of 2017 (three letters, twelve
digits) and of 2023 (18 digits beginning with 9); residence permits for Hong Kong, Macao (81, 82) and Taiwan (83) of 2018.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from operator import mul

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock, regions


class NotADocument(ValueError):
    """The number can't be right; the words say why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `pattern` is what a number looks like once it is normalised."""

    key: str
    name: str | Promise
    pattern: re.Pattern[str]
    checked: bool = False  # has a check sign by GB 11643


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "resident_card",
            gettext_lazy("Resident identity card"),
            re.compile(r"[1-6]\d{16}[\dX]"),
            True,
        ),
        Kind(
            "residence_permit",
            gettext_lazy("Residence permit for Hong Kong, Macao or Taiwan residents"),
            re.compile(r"8[123]\d{15}[\dX]"),
            True,
        ),
        Kind(
            "permanent_residence",
            gettext_lazy("Foreigner’s permanent residence card"),
            re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}"),
            False,
        ),
        Kind(
            "travel_permit",
            gettext_lazy("Mainland travel permit"),
            re.compile(r"[HM]\d{8}(\d{2})?|\d{8}|\d{10}[A-Z]?"),
            False,
        ),
        Kind(
            "passport",
            gettext_lazy("Passport"),
            re.compile(r"(?=.*\d)[A-Z0-9]{6,12}"),
            False,
        ),
    )
}
RESIDENT_CARD = KINDS["resident_card"].pattern
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OF_ZEROS = sum(_WEIGHTS) * ord("0")
OLDEST = 120  # years


def normalised(number: str) -> str:
    """One width, capitals, no space, no hyphen: `１１０１０1-…x` → `110101…X`."""
    if number.isascii() and number.isalnum():
        return number.upper()
    return "".join(unicodedata.normalize("NFKC", number).upper().replace("-", "").split())


def guessed(number: str) -> str:
    """The likeliest kind of a normalised number whose kind isn't said. What is no other kind's is a passport's."""
    if len(number) == 15 and number.isdecimal():
        return "resident_card"
    if RESIDENT_CARD.fullmatch(number):  # most are
        return "resident_card"
    return next((key for key, kind in KINDS.items() if key != "travel_permit" and kind.pattern.fullmatch(number)), "")


def checked(number: str, kind: str = "") -> tuple[str, str]:
    """(kind, normalised number). Raises NotADocument whose words say what to look at. A first-generation number of
    15 digits is taken as the 18 signs that it became.
    """
    plain = normalised(number)
    found = kind or guessed(plain)
    fits = bool(found) if not kind else kind in KINDS and KINDS[kind].pattern.fullmatch(plain)
    if found == "resident_card" and len(plain) == 15 and plain.isdecimal():
        plain = _of_second_generation(plain)
        fits = KINDS[found].pattern.fullmatch(plain)
    if not fits:
        raise NotADocument(_wrong_shape(plain, found))
    if KINDS[found].checked or (len(plain) == 18 and found == "permanent_residence"):
        _check_digits(plain)
    return found, plain


def birthday(number: str) -> dt.date | None:
    """The day of birth that a number of 18 signs holds; None for others."""
    if len(number) != 18 or not number[6:14].isdecimal():
        return None
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def region(number: str, kind: str) -> str:
    """The six digits of a resident card's place of issue where they are still listed; else ""."""
    return number[:6] if kind == "resident_card" and regions.is_listed(number[:6]) else ""


def check_sign(first: str) -> str:
    """The 18th sign for the 17 digits before it."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, first[:17].encode())) - _OF_ZEROS) % 11]


def _check_digits(number: str) -> None:
    born = birthday(number)
    today = clock.today()
    if born is None or not today.year - OLDEST <= born.year or born > today:
        raise NotADocument(_("Its signs 7 to 14 are no day of birth. Compare it with the card."))
    if check_sign(number) != number[17]:
        raise NotADocument(_("Its last sign doesn’t fit the others: a digit is wrong, or two are exchanged."))


def _of_second_generation(number: str) -> str:
    first = number[:6] + "19" + number[6:]
    return first + check_sign(first)


def _wrong_shape(number: str, kind: str) -> str:
    if not number:
        return _("The document number is missing.")
    if kind in ("", "resident_card") and number[:-1].isdecimal() and len(number) != 18:
        words = {"n": len(number)}
        return _("A resident card’s number has 18 signs; this one has %(n)s.") % words
    if kind in KINDS:
        return _("This doesn’t look like the number of a %(kind)s.") % {"kind": KINDS[kind].name}
    return _("This is no number of a document that is known here.")
