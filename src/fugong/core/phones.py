"""Telephone numbers as people write them, made comparable. The number itself is sealed; this is what is done before."""

import re

import phonenumbers
from django.utils.translation import gettext as _

from fugong.core import crypto

CONTEXT = "contact.phone"
REGION, COUNTRY_CODE = "CN", 86
EXTENSION = re.compile(r"(.{8,}?)\s*(?:-|—|－|转|轉|分机)\s*(\d{1,6})\s*")
"""A number and its extension, as switchboards in China are written."""
MOBILE = 11  # digits of a mobile number: 1, then 3 to 9
"""The country of numbers written without a country code."""
MASK = "*"
"""Stands for the digits that a masked number keeps to itself."""


class NotAPhone(ValueError):
    """The text isn't a telephone number; its words say what to write."""


def normalised(text: str) -> str:
    """`138-1234-5678` → `13812345678`, `0532 8888 0000-12` → `053288880000-12`, `+81 3 …` → `+813…`. Raises NotAPhone."""
    number = _parsed(text)
    if number is None and (found := EXTENSION.fullmatch(text)):
        number = _parsed(f"{found[1]} ext. {found[2]}")
    if number is None:
        message = _("“%(text)s” is not a telephone number. Write it with its area code, or with + and the country's.")
        raise NotAPhone(message % {"text": text[:30]})
    extension = f"-{number.extension}" if number.extension else ""
    if number.country_code != COUNTRY_CODE:
        return f"+{number.country_code}{number.national_number}{extension}"
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split(" ext")[0]
    return "".join(sign for sign in national if sign.isdigit()) + extension


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) and not _is_slip(number) else None


def _is_slip(number: phonenumbers.PhoneNumber) -> bool:
    """A mobile number with a digit too many or too few, which would pass as a landline's of unknown length."""
    national = str(number.national_number)
    return (
        number.country_code == COUNTRY_CODE and national[0] == "1" and national[1:2] > "2" and len(national) != MOBILE
    )


def index(number: str) -> bytes:
    """The blind index by which an equal number is found without opening any."""
    return crypto.blind_index(number, CONTEXT)
