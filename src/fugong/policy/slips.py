"""Slips of the pen in plain words: what TOML and pydantic found wrong, and what to write instead."""

import re
from typing import Any

from django.utils.translation import gettext as _

from fugong.policy.facts import closest
from fugong.policy.shapes import CODE, HOUR, KEY
from fugong.policy.signs import plain_sign

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def in_toml(found: str, text: str) -> tuple[int, str]:
    """The line (0: none) and the words for a mistake that tomllib found in `text`."""
    place = _AT.search(found)
    lines = text.splitlines()
    if place is None or place[1] is None:
        return len(lines), _("the file ends in the middle of something: a quote or a bracket isn't closed")
    line, column = int(place[1]), int(place[2])
    written = lines[line - 1] if line <= len(lines) else ""
    return line, _toml_words(found.removesuffix(place[0]), written, column)


def _toml_words(found: str, written: str, column: int) -> str:
    sign = written[column - 1 : column]
    if found.startswith(("Cannot overwrite", "Duplicate")):
        return _("this name is set a second time: keep one of the two")
    if found.startswith("Cannot declare"):
        return _("this table is there already, or is a list: open it once as [name], items of a list as [[name]]")
    if plain := plain_sign(sign):
        return _("%(sign)s is a full-width sign: write %(plain)s") % {"sign": sign, "plain": plain}
    if found.startswith("Expected ']"):
        return _("a square bracket is missing: [table] has one pair, [[list]] two")
    if "newline" in found and written.count('"') > 2:
        return _("the text ends too early: put a text that holds double quotes into single ones, as in when = '…'")
    if found.startswith("Invalid value"):
        return _('a value is missing here, or a text without quotes: write name = "text"')
    return _("this can't be read (%(found)s)") % {"found": found}


def in_shape(mistake: Any, known: list[str]) -> str:
    """Pydantic's finding in plain words. `known` are the keys that the table at hand may have."""
    kind, context = mistake["type"], mistake.get("ctx", {})
    match kind:
        case "missing":
            return _("is missing")
        case "extra_forbidden":
            return _("is not known here") + closest(str(mistake["loc"][-1]), known)
        case "literal_error":
            choices = re.findall(r"'([^']*)'", context["expected"])
            return _("must be one of %(choices)s") % {"choices": ", ".join(choices)} + closest(
                str(mistake["input"]), choices
            )
        case "string_pattern_mismatch":
            return _patterns().get(context["pattern"], str(mistake["msg"]))
        case "string_too_long":
            return _("can have %(n)s signs at most") % {"n": context["max_length"]}
        case "too_long":
            return _("can have %(n)s items at most") % {"n": context["max_length"]}
        case "too_short":
            return _("needs %(n)s items at least") % {"n": context["min_length"]}
        case "model_type" if context["class_name"] == "Text":
            return _('must be one text: "…" or { zh = "…", en = "…" }')
        case "value_error":
            return str(context["error"])
        case _:
            return _of_type(kind) or str(mistake["msg"])


def _patterns() -> dict[str, str]:
    return {
        KEY: _("a key has small letters, digits and underscores, and begins with a letter"),
        CODE: _('a code is a text of 12 digits, as "370214003000"'),
        HOUR: _('a time is a text like "08:30"'),
    }


def _of_type(kind: str) -> str:
    """What a value should have been, by the beginning of pydantic's name for the mistake."""
    words = {
        "string": _('must be a text in quotes: "…"'),
        "int": _("must be a whole number without quotes or unit, as 20"),
        "float": _("must be a number without quotes or unit, as 3.5"),
        "bool": _("must be true or false, without quotes"),
        "date": _("must be a day without quotes, as 2026-03-02"),
        "tuple": _("must be a list: [ … ]"),
        "model": _("must be a table: { name = … }"),
        "dict": _("must be a table: { name = … }"),
    }
    return words.get(kind.partition("_")[0], "")
