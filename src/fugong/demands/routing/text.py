"""Free text made comparable: one form of each sign, and the short runs of signs that tell what it is about.

No word lists and no segmentation: Chinese, Japanese, Korean and English texts are all cut the same way.
"""

import re
import unicodedata

LONGEST = 4_000
"""Signs that are read of a text: what it is about is said at its beginning, and a page of log output must not cost a minute."""

_APART = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def plain(text: str) -> str:
    """Full-width and half-width, large and small letters made one; all that is no letter or digit becomes a single space."""
    return _APART.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]).lower()).strip()


def comparable(text: str) -> str:
    """The plain text with each number as one `0` and an edge on both sides: `A7县` and `A12县` are alike."""
    return f" {_DIGITS.sub('0', plain(text))} "


def runs(text: str, longest: int = 2) -> list[str]:
    """All runs of 1 to `longest` neighbouring signs of a comparable text, as often as they stand there."""
    found = [sign for sign in text if sign != " "]
    for size in range(2, longest + 1):
        found += [text[at : at + size] for at in range(len(text) - size + 1)]
    return found
