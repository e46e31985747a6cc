"""Conditions of a pack: CEL, compiled and checked once, evaluated often, and able to say what decided."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import cel
from django.utils.translation import gettext as _

from fugong.policy import expressions, reasons
from fugong.policy.expressions import COMPARISONS, Mistake, Node
from fugong.policy.facts import Scope

Facts = Mapping[str, Any]
"""Facts of an enterprise by name, and under `filing`, where one is at hand, the answers of its form."""

UNDECIDED = (TypeError, KeyError, RuntimeError, ValueError, ZeroDivisionError, OverflowError)
"""What CEL raises where a fact isn't known (null) or a sum has no result: the condition then doesn't hold."""


class Condition:
    """`Condition('e.output_value >= 300000000', scope).holds(facts)`. Raises Mistake where it can't be used."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.tree = expressions.read(text)
        if scope.kind(self.tree) != "bool":
            raise Mistake(_("this is neither true nor false: compare it with something"), self.tree.at)
        self.names = expressions.facts_in(self.tree)
        self._program = _program(self.tree, scope)

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true. False where a fact that would decide isn't known."""
        return self.holds_in(context(self.names, self.scope, facts))

    def holds_in(self, prepared: cel.Context) -> bool:
        """The same for facts prepared by `context`, so that many conditions share one."""
        try:
            return self._program.execute(prepared) is True
        except UNDECIDED:
            return False

    def terms(self, facts: Facts, *, holds: bool | None = None) -> list[reasons.Term]:
        """The deciding comparisons with the actual values, as JSON that `reasons.say` puts into words later."""
        decided = self.holds(facts) if holds is None else holds
        return [self._term(node, positive, facts) for node, positive in self._deciding(self.tree, decided, facts)]

    def explain(self, facts: Facts) -> str:
        """What decided, in the reader's language: "output value 3.2 亿 ≥ 3 亿"."""
        return reasons.say(self.terms(facts), self.scope)

    def _deciding(self, node: Node, holds: bool, facts: Facts) -> Iterator[tuple[Node, bool]]:
        """The smallest parts that make `node` hold or fail, each with whether it holds."""
        if node.kind == "not":
            yield from self._deciding(node.parts[0], not holds, facts)
        elif node.kind not in ("&&", "||"):
            yield node, holds
        elif holds is (node.kind == "&&"):  # all parts agree
            for part in node.parts:
                yield from self._deciding(part, holds, facts)
        else:
            yield from self._first(node, holds, facts)

    def _first(self, node: Node, holds: bool, facts: Facts) -> Iterator[tuple[Node, bool]]:
        """One part is enough: the first that is as `holds` says; where none can be told, those that aren't known."""
        agreeing = [part for part in node.parts if self._part(part).is_(holds, facts)]
        for part in agreeing[:1] or node.parts:
            yield from self._deciding(part, holds, facts)

    @lru_cache(maxsize=64)  # noqa: B019  (conditions live as long as their pack)
    def _part(self, node: Node) -> "_Part":
        return _Part(node, self.scope)

    def _term(self, node: Node, holds: bool, facts: Facts) -> reasons.Term:
        spelled = expressions.membership(node) or node
        left, right = spelled.parts if spelled.kind in COMPARISONS else (spelled, None)
        if left.kind == "literal" and right is not None and right.kind == "fact" and spelled.kind == "in":
            listed = self._value(right, facts)
            return reasons.term(str(right.value), "has", listed, left.value, holds)
        if left.kind != "fact":
            return reasons.term("", spelled.kind, expressions.written(node, _never), None, holds)
        op = spelled.kind if right is not None else "is"
        bound = None if right is None else self._value(right, facts)
        return reasons.term(str(left.value), op, self._value(left, facts), bound, holds)

    def _value(self, node: Node, facts: Facts) -> Any:
        """What a part of the expression comes to; None where it isn't known."""
        if node.kind == "literal":
            return node.value
        if node.kind == "fact":
            return value_of(str(node.value), self.scope, facts)
        return self._part(node).value(facts)

    @cached_property
    def reads_segments(self) -> bool:
        """It asks for segments, which must be known first."""
        return "e.segments" in self.names

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"


class _Part:
    """A part of a condition, evaluated by itself to explain the whole."""

    def __init__(self, node: Node, scope: Scope) -> None:
        self.scope = scope
        self.names = expressions.facts_in(node)
        self.program = _program(node, scope)

    def value(self, facts: Facts) -> Any:
        try:
            return self.program.execute(context(self.names, self.scope, facts))
        except UNDECIDED:
            return None

    def is_(self, holds: bool, facts: Facts) -> bool:
        return self.value(facts) is holds


def _never(node: Node) -> bool:
    return False


def _program(tree: Node, scope: Scope) -> cel.Program:
    return cel.compile(expressions.written(tree, lambda node: scope.kind(node) == "double"))


def value_of(name: str, scope: Scope, facts: Facts) -> Any:
    """A fact by its dotted name, in its declared type; None where it isn't known."""
    root, _dot, key = name.partition(".")
    source = facts if root == "e" else facts.get(root) or {}
    return scope.facts[name].take(source.get(key))


def context(names: Iterable[str], scope: Scope, facts: Facts) -> cel.Context:
    """What CEL needs to evaluate conditions that read `names`, and nothing else: the conversion is what costs time."""
    variables: dict[str, dict[str, Any]] = {}
    for name in names:
        root, _dot, key = name.partition(".")
        variables.setdefault(root, {})[key] = value_of(name, scope, facts)
    return cel.Context(variables)


def first_holding(items: Iterable[tuple[Any, Condition | None]], facts: Facts) -> Any:
    """The first item whose condition holds, or that has none; None where there is no such item."""
    return next((item for item, condition in items if condition is None or condition.holds(facts)), None)
