"""Number plates (GA 36-2018), as they are written and as they are known: `沪 a·D12345` is 沪AD12345."""

import re
import unicodedata

from django.utils.translation import gettext as _

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "A-HJ-NP-Z0-9"
PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-Z](?:[{LETTERS}]{{5}}|[{LETTERS}]{{4}}[挂学警港澳超]|[{LETTERS}]{{6}})"  # 6: new energy
    rf"|WJ[{PROVINCES}]?[0-9A-Z]{{5,6}}"  # armed police
    rf"|使[0-9]{{6}}|[0-9]{{6}}使"
)


class NotAPlate(ValueError):
    """It isn't one; the message says what one looks like."""


def normalised(text: str) -> str:
    """Raises NotAPlate."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[\s·•.・\-_]", "", plain)
    if not PLATE.fullmatch(plain):
        raise NotAPlate(_("Write a number plate such as 沪A12345 or 沪AD12345."))
    return plain
