"""Reasons: the comparisons that decided, kept as data and put into the reader's words when shown."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fugong.core import languages
from fugong.policy.facts import FactType, Scope


class Term(TypedDict):
    """One comparison. `op`: ==, !=, <, <=, >, >=, in, has, is, or another sign of CEL. JSON through and through."""

    fact: str
    op: str
    value: Any
    bound: Any
    holds: bool


SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
UNKNOWN = FactType(kind="string")


def term(fact: str, op: str, value: Any, bound: Any, holds: bool) -> Term:
    """One comparison as data."""
    return {"fact": fact, "op": op, "value": value, "bound": bound, "holds": holds}


def say(terms: Sequence[Term], scope: Scope) -> str:
    """All terms in one line, in the reader's language."""
    return _("; ").join(_one(term, scope.facts.get(term["fact"], UNKNOWN)) for term in terms)


def _one(term: Term, fact: FactType) -> str:
    label = str(fact.label) or term["fact"]
    value, bound, holds = term["value"], term["bound"], term["holds"]
    if value is None:
        return _("%(fact)s is not known") % {"fact": label}
    if not term["fact"]:
        return _("%(term)s holds") % {"term": value} if holds else _("%(term)s doesn't hold") % {"term": value}
    match term["op"]:
        case "has":
            words = {"fact": label, "bound": shown(bound, fact)}
            return _("%(fact)s: %(bound)s") % words if holds else _("%(fact)s: not %(bound)s") % words
        case "is" if fact.kind == "bool":
            return _("%(fact)s: yes") % {"fact": label} if value else _("%(fact)s: no") % {"fact": label}
        case "in":
            words = {"fact": label, "value": shown(value, fact), "bound": shown(bound, fact)}
            if holds:
                return _("%(fact)s %(value)s is one of %(bound)s") % words
            return _("%(fact)s %(value)s is none of %(bound)s") % words
        case _:
            return _comparison(label, term, fact)


def _comparison(label: str, term: Term, fact: FactType) -> str:
    op = term["op"] if term["holds"] else OPPOSITES.get(term["op"], term["op"])
    value, bound = shown(term["value"], fact), shown(term["bound"], fact)
    if op == "==" and value == bound:
        return _("%(fact)s: %(value)s") % {"fact": label, "value": value}
    return f"{label} {value} {SIGNS.get(op, op)} {bound}"


def shown(value: Any, fact: FactType) -> str:
    """A value of a fact in the reader's words: the name of a choice, yes or no, a number with its unit."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return _(", ").join(shown(each, fact) for each in value)
    if isinstance(value, int | float):
        return money(value) if fact.money else _number(value, str(fact.unit))
    return str(fact.choices.get(value, value)) if value else pgettext("a fact without a value", "none")


def _number(value: float, unit: str) -> str:
    return (
        f"{value:,.10g}{' ' if unit else ''}{unit}" if isinstance(value, float) else f"{value:,}{unit and ' ' + unit}"
    )


def money(yuan: float) -> str:
    """Yuan as the reader's language counts them: 3.2 亿元, 320 million yuan, 3.2 億元, 3.2억 위안."""
    language = languages.current()
    if language == "en":
        return _scaled(yuan, ((1e9, " billion yuan"), (1e6, " million yuan")), " yuan")
    units = {"zh": ("亿元", "万元", "元"), "ja": ("億元", "万元", "元"), "ko": ("억 위안", "만 위안", "위안")}[language]
    return _scaled(yuan, ((1e8, f" {units[0]}"), (1e4, f" {units[1]}")), f" {units[2]}")


def _scaled(yuan: float, units: tuple[tuple[float, str], ...], rest: str) -> str:
    for size, name in units:
        if abs(yuan) >= size:
            return f"{round(yuan / size, 4):,.10g}{name}"
    return f"{yuan:,.10g}{rest}"
