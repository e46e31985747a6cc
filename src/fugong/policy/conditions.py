"""Conditions of a pack: CEL, compiled and checked once, evaluated often, and able to say what decided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
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
        self._parts: dict[int, cel.Program] = {}  # by identity: the tree lives as long as the condition

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true. False where a fact that would decide isn't known."""
        return self.holds_in(context(self.names, self.scope, facts))

    def holds_in(self, prepared: cel.Context) -> bool:
        """The same for facts prepared by `context`, so that many conditions share one."""
        try:
            return self._program.execute(prepared) is True
        except UNDECIDED:
            return False

    def terms(
        self, facts: Facts, *, holds: bool | None = None, prepared: cel.Context | None = None
    ) -> list[reasons.Term]:
        """The deciding comparisons with the actual values, as JSON that `reasons.say` puts into words later.

        Whoever knows already whether it `holds`, or has a context `prepared` from these facts, saves work by saying so.
        """
        here = context(self.names, self.scope, facts) if prepared is None else prepared
        decided = self.holds_in(here) if holds is None else holds
        return [self._term(node, positive, facts, here) for node, positive in self._deciding(self.tree, decided, here)]

    def explain(self, facts: Facts) -> str:
        """What decided, in the reader's language: "output value 3.2 亿 ≥ 3 亿"."""
        return reasons.say(self.terms(facts), self.scope)

    def _deciding(self, node: Node, holds: bool, prepared: cel.Context) -> Iterator[tuple[Node, bool]]:
        """The smallest parts that make `node` hold or fail, each with whether it holds."""
        if node.kind == "not":
            yield from self._deciding(node.parts[0], not holds, prepared)
        elif node.kind not in ("&&", "||"):
            yield node, holds
        else:
            parts: Sequence[Node] = node.parts
            if holds is not (node.kind == "&&"):  # one part is enough: the first; all where none can be told
                parts = [part for part in parts if self._value(part, prepared) is holds][:1] or parts
            for part in parts:
                yield from self._deciding(part, holds, prepared)

    def _term(self, node: Node, holds: bool, facts: Facts, prepared: cel.Context) -> reasons.Term:
        spelled = expressions.membership(node) or node
        left, right = spelled.parts if spelled.kind in COMPARISONS else (spelled, None)
        if left.kind == "literal" and right is not None and right.kind == "fact" and spelled.kind == "in":
            return reasons.term(str(right.value), "has", self._known(right, facts, prepared), left.value, holds)
        if left.kind != "fact":
            shown = expressions.written(node, _never).replace("__", ".")
            return reasons.term("", spelled.kind, shown, None, holds)
        op = spelled.kind if right is not None else "is"
        bound = None if right is None else self._known(right, facts, prepared)
        return reasons.term(str(left.value), op, self._known(left, facts, prepared), bound, holds)

    def _known(self, node: Node, facts: Facts, prepared: cel.Context) -> Any:
        """What a part of a comparison comes to; None where it isn't known."""
        if node.kind == "literal":
            return node.value
        if node.kind == "fact":
            return value_of(str(node.value), self.scope, facts)
        return self._value(node, prepared)

    def _value(self, node: Node, prepared: cel.Context) -> Any:
        """What CEL makes of a part by itself; None where it can't tell."""
        if id(node) not in self._parts:
            self._parts[id(node)] = _program(node, self.scope)
        try:
            return self._parts[id(node)].execute(prepared)
        except UNDECIDED:
            return None

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"


def _never(node: Node) -> bool:
    return False


def _program(tree: Node, scope: Scope) -> cel.Program:
    return cel.compile(expressions.written(tree, lambda node: scope.kind(node) == "double"))


@cache
def _root_and_key(name: str) -> tuple[str, str]:
    root, _dot, key = name.partition(".")
    return root, key


def value_of(name: str, scope: Scope, facts: Facts) -> Any:
    """A fact by its dotted name, in its declared type; None where it isn't known."""
    root, key = _root_and_key(name)
    source = facts if root == "e" else facts.get(root) or {}
    return scope.facts[name].take(source.get(key))


def context(names: Iterable[str], scope: Scope, facts: Facts) -> cel.Context:
    """What CEL needs to evaluate conditions that read `names`, and nothing else: the conversion is what costs time."""
    return cel.Context({expressions.variable(name): value_of(name, scope, facts) for name in names})


def set_fact(prepared: cel.Context, name: str, value: Any) -> None:
    """Change one fact of a prepared context, e.g. `e.segments` while segments are being found."""
    prepared.add_variable(expressions.variable(name), value)


def first_holding(items: Iterable[tuple[Any, Condition | None]], facts: Facts) -> Any:
    """The first item whose condition holds, or that has none; None where there is no such item."""
    return next((item for item, condition in items if condition is None or condition.holds(facts)), None)
