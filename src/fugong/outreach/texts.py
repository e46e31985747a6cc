"""What people type into a group: cleaned, measured, and its language seen."""

import re
import unicodedata

from django.utils.translation import gettext as _

from fugong.core.errors import Fault, Refused
from fugong.registry import search

LONGEST = 5_000
TITLE = 60
INDEXED = 2_000
"""How many signs of a text are searched by pairs."""

KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]")
HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]")
BREAKS = re.compile(r"\n{4,}")


def clean(text: str) -> str:
    """The text with plain line ends, without control signs; letters, emoji and marks of direction stay."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
    return BREAKS.sub("\n\n\n", kept).strip()


def checked(text: str, field: str = "text", *, required: bool = True, longest: int = LONGEST) -> str:
    """The cleaned text. Raises Refused at `field` where it is empty or too long."""
    kept = clean(text)
    if required and not visible(kept):
        raise refused(field, _("Write what you want to say."))
    if len(kept) > longest:
        words = _("The text has %(n)s signs; at most %(most)s can be sent at once. Shorten it, or attach it as a file.")
        raise refused(field, words % {"n": f"{len(kept):,}", "most": f"{longest:,}"})
    return kept


def visible(text: str) -> bool:
    """Whether anything of it can be seen."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


def refused(field: str, message: str) -> Refused:
    return Refused(message, fields=[Fault(field, message)])


def language_of(text: str) -> str:
    """zh, en, ja or ko by its signs; "" where they don't tell."""
    if KANA.search(text):
        return "ja"
    hangul, han, latin = (len(each.findall(text)) for each in (HANGUL, HAN, LATIN))
    if hangul and hangul * 2 >= han:
        return "ko"
    if han:
        return "zh"
    return "en" if latin else ""


def title_of(text: str) -> str:
    """The first line, shortened."""
    first = next((line.strip() for line in text.splitlines() if visible(line)), "")
    return first if len(first) <= TITLE else first[: TITLE - 1].rstrip() + "…"


def terms(text: str) -> list[str]:
    """Pairs of signs under which the text is found."""
    return sorted(set(search.pairs(search.squeeze(text)[:INDEXED])))
