"""Clauses of a pack's sentences that compare with the day before: where there is no day before they aren't said."""

import re
from collections.abc import Callable

PARTING, ENDING, OPENING, CLOSING = "，,、；;", "。.！!？?", "（(", "）)"
WORDS = rf"[^{PARTING}{ENDING}{OPENING}{CLOSING}{{}}]*"
CHANGE = r"\{(\w+)\.change\}"
CLAUSES = (
    re.compile(rf"\s*[{OPENING}]{WORDS}{CHANGE}{WORDS}[{CLOSING}]"),
    re.compile(rf"[{PARTING}]{WORDS}{CHANGE}{WORDS}"),
    re.compile(rf"(?:^|(?<=[{ENDING}])){WORDS}{CHANGE}{WORDS}[{PARTING}{ENDING}]\s*"),
)
"""In brackets; from a comma to the next sign; at the beginning of a sentence. None has another number in it."""


def without(template: str, is_unknown: Callable[[str], bool]) -> str:
    """The sentences without the clauses whose change is unknown; `is_unknown` is asked with the indicator's key."""
    for clause in CLAUSES:
        template = clause.sub(lambda found: "" if is_unknown(found[1]) else found[0], template)
    return template
