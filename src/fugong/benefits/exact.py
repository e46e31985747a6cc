"""Reckons CEL expressions exactly: money is never a binary number on its way to the fen.

`compiled(node)` gives a function of the facts; it gives a Fraction, a text, a truth, or None where a fact isn't known.
A condition inside (`x > 3 ? 1 : 2`) is read the same way. Raises nothing: what has no result is None.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from fugong.policy.expressions import Node, facts_in, membership, read

Facts = Mapping[str, Any]
Reckon = Callable[[Facts], Any]

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Expression:
    """`Expression("b.rent * 3").of(facts)`; `names` are the facts that it reads."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = read(text)
        self.names = facts_in(self.tree)
        self._reckon = compiled(self.tree)

    def of(self, facts: Facts) -> Fraction | None:
        """The number; None where a fact that it needs isn't known, or there is none."""
        found = self._reckon(facts)
        return found if isinstance(found, Fraction) else None

    def value(self, facts: Facts) -> Any:
        return self._reckon(facts)

    def lacking(self, facts: Facts) -> list[str]:
        """The facts that it needs and that aren't known."""
        return sorted(name for name in self.names if fact(name, facts) is None)


def fact(name: str, facts: Facts) -> Any:
    """A fact by its dotted name: enterprise facts stand at the top, others below their letter."""
    root, _dot, key = name.partition(".")
    source = facts if root == "e" else facts.get(root) or {}
    return plain(source.get(key))


def plain(value: Any) -> Any:
    """A value as it is reckoned with."""
    if isinstance(value, bool) or value is None or isinstance(value, str | Fraction):
        return value
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, float):
        return Fraction(str(value)) if value == value and abs(value) != float("inf") else None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    try:
        return Fraction(value)
    except (TypeError, ValueError, OverflowError):
        return None


def compiled(node: Node) -> Reckon:
    """A function of the facts for one part of an expression."""
    if spelled := membership(node):
        return compiled(spelled)
    parts = [compiled(part) for part in node.parts]
    return _MAKERS.get(node.kind, _arithmetic)(node, parts)


def _literal(node: Node, _parts: list[Reckon]) -> Reckon:
    value = plain(node.value)
    return lambda facts: value


def _fact(node: Node, _parts: list[Reckon]) -> Reckon:
    name = str(node.value)
    return lambda facts: fact(name, facts)


def _list(_node: Node, parts: list[Reckon]) -> Reckon:
    return lambda facts: [part(facts) for part in parts]


def _not(_node: Node, parts: list[Reckon]) -> Reckon:
    def reckon(facts: Facts) -> Any:
        value = parts[0](facts)
        return (not value) if isinstance(value, bool) else None

    return reckon


def _minus(_node: Node, parts: list[Reckon]) -> Reckon:
    def reckon(facts: Facts) -> Any:
        value = parts[0](facts)
        return None if value is None else -value

    return reckon


def _logic(node: Node, parts: list[Reckon]) -> Reckon:
    ends = node.kind == "||"  # one part that is true ends ||, one that is false ends &&

    def reckon(facts: Facts) -> Any:
        values = [part(facts) for part in parts]
        if ends in values:
            return ends
        return None if None in values else not ends

    return reckon


def _choice(_node: Node, parts: list[Reckon]) -> Reckon:
    def reckon(facts: Facts) -> Any:
        held = parts[0](facts)
        return None if held is None else parts[1 if held else 2](facts)

    return reckon


def _in(_node: Node, parts: list[Reckon]) -> Reckon:
    def reckon(facts: Facts) -> Any:
        value, listed = parts[0](facts), parts[1](facts)
        return None if value is None or listed is None else value in listed

    return reckon


def _arithmetic(node: Node, parts: list[Reckon]) -> Reckon:
    do = OPERATORS[node.kind]

    def reckon(facts: Facts) -> Any:
        left, right = parts[0](facts), parts[1](facts)
        if left is None or right is None:
            return None
        try:
            return do(left, right)
        except (TypeError, ZeroDivisionError):
            return None

    return reckon


def _call(node: Node, parts: list[Reckon]) -> Reckon:
    def reckon(facts: Facts) -> Any:
        value = parts[0](facts)
        if value is None:
            return None
        if node.value == "size":
            return Fraction(len(value))
        if node.value == "int":
            return Fraction(int(value))
        return plain(value)

    return reckon


TEXTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}


def _method(node: Node, parts: list[Reckon]) -> Reckon:
    name = str(node.value)

    def reckon(facts: Facts) -> Any:
        values = [part(facts) for part in parts]
        if None in values:
            return None
        if name == "size":
            return Fraction(len(values[0]))
        return TEXTS[name](*values) if name in TEXTS else None

    return reckon


_MAKERS: dict[str, Callable[[Node, list[Reckon]], Reckon]] = {
    "literal": _literal, "fact": _fact, "list": _list, "not": _not, "minus": _minus, "&&": _logic, "||": _logic,
    "choice": _choice, "in": _in, "call": _call, "method": _method,
}  # fmt: skip
