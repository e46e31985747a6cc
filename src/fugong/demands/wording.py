"""What people type about a demand: cleaned of what nobody sees, limited, its language guessed by its script."""

import re

from django.utils.translation import gettext as _

from fugong.core import languages
from fugong.core.errors import Fault, Refused
from fugong.registry import search

LONGEST = 5_000
LONGEST_NOTE = 2_000
FOR_SEARCH = 1_500
"""So many signs of a demand can be searched for."""
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Without control signs; lines end in one way; no blanks around. Words in any script and emoji stay as they are."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def required(text: str, field: str = "text", *, longest: int = LONGEST, empty: str = "") -> str:
    """The cleaned text. Raises Refused at the field where it is empty or too long, saying the limit."""
    cleaned = clean(text)
    if not re.search(r"\S", re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", cleaned)):
        message = empty or _("Write what you need, in your own words.")
        raise Refused(message, fields=[Fault(field, message)])
    return _limited(cleaned, field, longest)


def optional(text: str, field: str = "text", *, longest: int = LONGEST_NOTE) -> str:
    """The cleaned text, which may be empty."""
    return _limited(clean(text), field, longest)


def _limited(text: str, field: str, longest: int) -> str:
    if len(text) > longest:
        words = {"n": len(text), "most": longest}
        message = (
            _("This has %(n)s characters; at most %(most)s can be sent. Shorten it, or attach it as a file.") % words
        )
        raise Refused(message, fields=[Fault(field, message)])
    return text


def language_of(text: str) -> str:
    """zh, en, ja or ko by the script; the reader's own language where the script says nothing."""
    if re.search("[\uac00-\ud7a3]", text):
        return "ko"
    if re.search("[\u3040-\u30ff]", text):
        return "ja"
    if re.search("[\u4e00-\u9fff]", text):
        return "zh"
    return "en" if re.search("[A-Za-z]{3}", text) else languages.current()


def terms(text: str) -> list[str]:
    """What a demand is found by: the pairs of neighbouring signs."""
    return sorted(set(search.pairs(search.squeeze(text)[:FOR_SEARCH])))
