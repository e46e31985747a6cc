"""Telephone numbers as people write them, made comparable. The number itself is sealed; this is what is done before."""

import phonenumbers
from django.utils.translation import gettext as _

from fugong.core import crypto

CONTEXT = "contact.phone"
REGION, COUNTRY_CODE = "CN", 86
"""The country of numbers written without a country code."""


class NotAPhone(ValueError):
    """The text isn't a telephone number; its words say what to write."""


def normalised(text: str) -> str:
    """`138-1234-5678` → `13812345678`, `0532 8888 0000-12` → `053288880000-12`, `+81 3 …` → `+813…`. Raises NotAPhone."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        message = _("“%(text)s” is not a telephone number. Write it with its area code, or with + and the country's.")
        raise NotAPhone(message % {"text": text[:30]})
    extension = f"-{number.extension}" if number.extension else ""
    if number.country_code != COUNTRY_CODE:
        return f"+{number.country_code}{number.national_number}{extension}"
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split(" ext")[0]
    return "".join(sign for sign in national if sign.isdigit()) + extension


def index(number: str) -> bytes:
    """The blind index by which an equal number is found without opening any."""
    return crypto.blind_index(number, CONTEXT)
