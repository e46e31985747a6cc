"""Free text made comparable: one form of each sign, and the short runs of signs that tell what it is about.

No word lists and no segmentation: Chinese, Japanese, Korean and English texts are all cut the same way.
"""

import itertools
import re
import unicodedata

LONGEST = 4_000
"""Signs that are read of a text: what it is about is said early, and a page of log output must not cost a minute."""

_APART = re.compile(r"[\W_]+")
_BLANK = re.compile(r"\s+")
_SIGNS = re.compile(r"[a-z\u00c0-\u024f\u0400-\u04ff]{3,40}|\S|\s")
"""A word of an alphabet is one sign; every other letter, digit and mark is one by itself, and so is the space between."""


def one_form(text: str) -> str:
    """Full-width and half-width, large and small letters made one; any blank is a single space."""
    return _BLANK.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]).lower()).strip()


def plain(text: str) -> str:
    """The same without marks: all that is no letter or digit becomes a single space."""
    return _APART.sub(" ", one_form(text)).strip()


def signs(text: str) -> list[str]:
    """The signs of a text in order, with an edge (a space) on both sides."""
    return _SIGNS.findall(f" {one_form(text)} ")


def runs(text: str) -> list[str]:
    """What a text is known by: its signs, each two neighbours, and for words of an alphabet their pieces of four letters."""
    found = signs(text)
    known = [sign for sign in found if sign != " "]
    known += [left + right for left, right in itertools.pairwise(found)]
    for word in known[: len(found)]:
        if len(word) > 3:
            known += {"~" + word[at : at + 4] for at in range(len(word) - 3)}
    return known
