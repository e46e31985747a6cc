"""Texts that carry their languages, as packs write them: `{ zh = "…", en = "…" }`."""

from collections.abc import Mapping

from django.utils.translation import get_language

SHORT = {"zh-hans": "zh", "en": "en", "ja": "ja", "ko": "ko"}


def current() -> str:
    """The reader's language as packs name it: zh, en, ja or ko."""
    return SHORT.get((get_language() or "zh-hans").lower(), "zh")


def pick(texts: "Mapping[str, str] | str | None", language: str | None = None) -> str:
    """The text in the reader's language, else Chinese, else English, else any."""
    if texts is None:
        return ""
    if isinstance(texts, str):
        return texts
    for key in (language or current(), "zh", "en"):
        if texts.get(key):
            return texts[key]
    return next(iter(texts.values()), "")
