"""Unified social credit codes (统一社会信用代码, GB 32100-2015).

Eighteen signs: registering department, category, six of the region, nine of the organisation, one check sign (mod 31).
`stdnum.cn.uscc` knows the arithmetic, but wants digits in front; rural collectives and others bear a letter there
(N2, Y1, A1), lawfully, so only its check digit is used.
"""

import re
import unicodedata
from dataclasses import dataclass
from operator import mul

from django.utils.translation import gettext as _
from stdnum.cn import uscc as standard

FORM = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")
SEPARATORS = str.maketrans("", "", " -_.·'`‐–—")
MISTAKEN = str.maketrans({"O": "0", "I": "1", "S": "5", "V": "U", "Z": "2"})  # letters the standard leaves out

_VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_value = _VALUES.__getitem__
_WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)


@dataclass(frozen=True, slots=True)
class Wrong(Exception):
    """The code can't be one; `message` says why and what to do, in the user's language."""

    message: str

    def __str__(self) -> str:
        return self.message


def compact(text: str) -> str:
    """Capitals of one width without the separators that people type."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.translate(SEPARATORS).upper()


def region(code: str) -> str:
    """The six digits of the place that registered it (GB/T 2260, as it was that year)."""
    return code[2:8]


def is_sound(code: str) -> bool:
    """Whether a compact code has the form and the right check sign. Quick: lists have 100,000 of them."""
    if FORM.fullmatch(code) is None:
        return False
    return sum(map(mul, map(_value, code), _WEIGHTS)) % 31 == 0


def check(text: str) -> str:
    """The code, compact. Raises `Wrong`, whose words say what to do."""
    if is_sound(text):
        return text
    code = compact(text)
    if is_sound(code):
        return code
    raise Wrong(_why(code))


def _why(code: str) -> str:
    if len(code) == 15 and code.isdigit():
        return _("15 digits are an old business registration number. Enter the unified social credit code, 18 signs.")
    if len(code) == 9:
        return _("9 signs are an organisation code. Enter the unified social credit code, 18 signs.")
    if len(code) != 18:
        return _(
            "The unified social credit code has 18 signs; this has %(count)s. Copy it from the business licence."
        ) % {"count": len(code)}
    likely = code.translate(MISTAKEN)
    if likely != code:
        if is_sound(likely):
            return _("The letters I, O, S, V and Z are not used in the code. Is it %(likely)s?") % {"likely": likely}
        return _("The letters I, O, S, V and Z are not used in the code: look for 1, 0, 5, U and 2.")
    if FORM.fullmatch(code) is None:
        return _("Signs 3 to 8 of the code are the region's digits. Copy the code from the business licence.")
    return _(
        "The last sign doesn't match the others (%(sign)s expected): one sign is mistyped. "
        "Copy the code from the business licence."
    ) % {"sign": standard.calc_check_digit(code[:17])}
