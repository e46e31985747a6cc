"""Texts of messages in every language, rendered once for all who are told."""

import re
from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import override

from fugong.core.languages import SHORT

Words = Mapping[str, str] | Callable[[], str] | str | Promise
"""Language (zh, en, ja, ko) → text; or a function without arguments, called once in each language; or a lazy text."""

LONGEST_TITLE = 200
LONGEST_BODY = 4_000
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""Mobile and identity numbers of China."""


def said(words: Words, longest: int) -> dict[str, str]:
    """The text by language, each at most `longest` signs."""
    if isinstance(words, Mapping):
        given = {key: str(text) for key, text in words.items() if key in SHORT.values()}
    else:
        given = {short: _in(words, code) for code, short in SHORT.items()}
    return {key: cut(text.strip(), longest) for key, text in given.items()}


def said_in_a_line(words: Words, longest: int) -> dict[str, str]:
    """The same on one line."""
    return {key: " ".join(text.split()) for key, text in said(words, longest).items()}


def _in(words: Callable[[], str] | str | Promise, code: str) -> str:
    with override(code):
        return str(words() if callable(words) else words)


def cut(text: str, longest: int) -> str:
    """At most `longest` signs, with an ellipsis where something was cut off."""
    text = text.replace("\x00", "")
    return text if len(text) <= longest else text[: longest - 1] + "…"


def cut_bytes(text: str, longest: int) -> str:
    """At most `longest` bytes of UTF-8, cut between signs, with an ellipsis where something was cut off."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= longest:
        return text
    return raw[: max(longest - 3, 0)].decode("utf-8", "ignore") + "…"


def without_personal_data(text: str) -> str:
    """Numbers that look like a person's are blacked out: the last guard before a group robot reads a text aloud."""
    return PERSONAL.sub(lambda found: "*" * len(found[0]), text)
