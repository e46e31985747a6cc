"""Finding an enterprise by pieces of what people remember: of its name, its address, its code, its pinyin initials.

Two columns work together. `search_terms` holds the pairs of neighbouring signs, in a GIN index, and narrows 100,000
enterprises to a handful; `search_text`, which the database derives by itself, then tells whether the pieces really occur.
"""

import functools
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import Func, Lookup, Q, TextField

IGNORED = " \t\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~、。〈〉《》「」『』【】〔〕·•‘’“”…—–　\u200b\ufeff"
"""Signs that people leave out or type differently."""
LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", IGNORED)
MARK = "~"
"""Stands before a pair of pinyin initials, so that it is never taken for a pair of signs."""
TAILS = (4, 6)
"""How many last signs of a credit code find it, beside the whole."""
MOST_FRAGMENTS = 8
LONGEST_FRAGMENT = 60

READINGS = {"厦": "x", "长": "c", "重": "z", "行": "h", "乐": "l", "单": "d", "曾": "z"}
"""Signs whose reading in names of places and firms isn't the one that stands first in dictionaries."""


def squeeze(text: str) -> str:
    """Half-width, small letters, without punctuation: `青岛（集团）ABC` → `青岛集团abc`. The column does the same in SQL."""
    return unicodedata.normalize("NFKC", text).translate(LOWER)


def terms(name: str, address: str = "", uscc: str = "") -> list[str]:
    """What goes into `search_terms`: some 40 short texts."""
    code = uscc.lower()
    tails = [code[-size:] for size in TAILS] if len(code) > max(TAILS) else []
    return sorted(
        {*pairs(squeeze(name)), *pairs(squeeze(address)), *_marked(initials(name)), *tails, *filter(None, [code])}
    )


def pairs(text: str) -> list[str]:
    """Every two neighbouring signs."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


def initials(name: str) -> str:
    """The pinyin initials of the Chinese signs of a name: `青岛国投` → `qdgt`."""
    return "".join(_initial(sign) for sign in name if "\u4e00" <= sign <= "\u9fff")


@functools.lru_cache(maxsize=30_000)
def _initial(sign: str) -> str:
    from pypinyin import Style, lazy_pinyin  # half a second of dictionaries, which most commands never need

    return READINGS.get(sign) or lazy_pinyin(sign, style=Style.FIRST_LETTER)[0][:1]


def _marked(text: str) -> list[str]:
    return [MARK + pair for pair in pairs(text)]


def matching(text: str, prefix: str = "", *, indexed: bool = True) -> Q:
    """The filter for what a person typed: every fragment (split at blanks) must occur, in any order.

    `prefix` leads from the filtered rows to the enterprise, e.g. `enterprise__`. Without `indexed` the rows are only looked
    at one by one: for when there are few.
    """
    wanted = Q()
    for fragment in fragments(text):
        wanted &= _matches(fragment, prefix, indexed)
    return wanted


def fragments(text: str) -> Iterator[str]:
    """The pieces of what was typed, squeezed; at most MOST_FRAGMENTS."""
    squeezed = (squeeze(part)[:LONGEST_FRAGMENT] for part in text.split()[:MOST_FRAGMENTS])
    return (part for part in squeezed if part)


def _matches(fragment: str, prefix: str, indexed: bool) -> Q:
    terms_contain = f"{prefix}search_terms__contains"
    found = Q(**{f"{prefix}search_text__holds": fragment})
    if indexed and len(fragment) > 1:
        found &= Q(**{terms_contain: _apart(fragment)})
    if not fragment.isascii():
        return found
    if len(fragment) in (*TAILS, 18):
        found |= Q(**{terms_contain: [fragment]})
    if len(fragment) > 1 and fragment.isalpha():
        found |= Q(**{terms_contain: _marked(fragment)})
    return found


def _apart(fragment: str) -> list[str]:
    """Pairs that don't overlap: the planner takes pairs for independent, and overlapping ones are anything but."""
    return pairs(fragment)[::2]


@TextField.register_lookup
class Holds(Lookup):
    """`search_text__holds="滨河路"`: the text occurs. Unlike LIKE, it doesn't make the planner expect next to nothing."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, given = self.process_lhs(compiler, connection)
        sought, more = self.process_rhs(compiler, connection)
        return f"position({sought} in {column}) > 0", [*more, *given]


class Squeezed(Func):
    """`squeeze` in SQL, each column on its own line; immutable, so that a generated column can be made of it."""

    template = 'translate(lower(normalize(%(expressions)s, NFKC) COLLATE "C"), %(ignored)s, %(nothing)s)'
    arg_joiner = " || chr(10) || "
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        ignored = "'" + IGNORED.replace("'", "''").replace("%", "%%") + "'"
        return super().as_sql(compiler, connection, *args, ignored=ignored, nothing="''", **extra)
