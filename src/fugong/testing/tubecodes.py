"""What the code on a tube looks like at a place, so that a code misread or mistyped is not taken for another tube's."""

import re
from typing import Any, Literal

from django.utils.translation import gettext as _

from fugong.policy.shapes import Shape

Check = Literal["", "gs1", "luhn", "mod43"]
Reads = Literal["qr", "code_128", "code_39", "itf"]

UNCHECKED = ("code_39", "itf")
"""Kinds of bar code that don't know when they are misread: an ITF read slantwise gives a shorter number."""

DIGITS = "0123456789"
SIGNS_43 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""The signs of Code 39 in the order of their values."""

LONGEST = 40


class TubeCodes(Shape):
    """Which codes a tube may carry."""

    reads: tuple[Reads, ...] = ("qr", "code_128")
    """What the phone's camera looks for."""
    shapes: tuple[str, ...] = ()
    """What a code looks like: `#` a digit, `@` a letter, `*` either, any other sign itself. None: any code of 3 to 40 signs."""
    check: Check = ""
    """How the last sign follows from those before it."""

    def clean(self, text: str) -> str:
        """A code as it is kept: without spaces, in capitals."""
        return "".join(text.split()).upper()

    def fault(self, code: str) -> str:
        """What is wrong with a cleaned code, in words; "" where nothing is."""
        if not 3 <= len(code) <= LONGEST or not all(sign.isalnum() or sign in "-_./" for sign in code):
            return _("A tube code has 3 to 40 letters, digits or signs such as “-”.")
        if self.shapes and not any(fits(shape, code) for shape in self.shapes):
            said = {"code": code, "shapes": " / ".join(self.shapes)}
            return _("%(code)s isn’t a tube code of this place. They look like %(shapes)s. Read it once more.") % said
        if self.check and not CHECKS[self.check](code):
            return _("%(code)s can’t be right: its last sign doesn’t fit the others. Read it once more.") % {
                "code": code
            }
        return ""

    def find(self, report: Any) -> None:
        """What the linter says of it."""
        if not self.reads or len(set(self.reads)) < len(self.reads):
            report.error("tubes.reads", _("each once, and at least one"))
        for shape in self.shapes:
            if not re.fullmatch(r"[#@*0-9A-Z._/-]{3,40}", shape):
                report.error("tubes.shapes", _("3 to 40 signs: # @ * digits, capital letters and - . _ /"))
        unchecked = [each for each in self.reads if each in UNCHECKED]
        if unchecked and not self.shapes:
            words = _("%(kinds)s can be misread without anybody noticing: say in `shapes` what the codes look like")
            report.error("tubes.reads", words % {"kinds": ", ".join(unchecked)})


def fits(shape: str, code: str) -> bool:
    """Whether a code has this shape."""
    return len(shape) == len(code) and all(map(_same, shape, code))


def _same(wanted: str, sign: str) -> bool:
    if not sign.isascii():
        return False
    if wanted == "#":
        return sign.isdigit()
    if wanted == "@":
        return sign.isalpha()
    return wanted == sign or (wanted == "*" and sign.isalnum())


def gs1(code: str) -> bool:
    """GS1: the digits weigh 3 and 1 in turn, counted from the last but one."""
    digits = _digits(code)
    if len(digits) < 2:
        return False
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits[:-1])))
    return (total + digits[-1]) % 10 == 0


def luhn(code: str) -> bool:
    """Luhn: each second digit from the right doubled, its digits summed."""
    digits = _digits(code)
    doubled = [sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return len(digits) >= 2 and sum(doubled) % 10 == 0


def mod43(code: str) -> bool:
    """Code 39's own: the values of all signs but the last, modulo 43, are the last sign's."""
    values = [SIGNS_43.find(sign) for sign in code]
    return len(values) >= 2 and min(values) >= 0 and sum(values[:-1]) % 43 == values[-1]


def _digits(code: str) -> list[int]:
    return [DIGITS.index(sign) for sign in code if sign in DIGITS]


CHECKS = {"gs1": gs1, "luhn": luhn, "mod43": mod43}
