"""Conditions with three answers: yes, no, and can't be told, because a fact that would decide isn't known."""

from __future__ import annotations

from collections.abc import Iterator

import cel

from fugong.benefits.exact import Expression, compiled, fact
from fugong.policy.conditions import Condition, Facts, context
from fugong.policy.expressions import Node, facts_in
from fugong.policy.facts import Scope
from fugong.policy.reasons import Term


class Test:
    """A condition under the name by which it is told. CEL decides where all facts are known; where some aren't, what can be
    told without them."""

    def __init__(self, key: str, text: str, scope: Scope) -> None:
        self.key = key
        self.condition = Condition(text, scope)
        self._told = Expression(text)

    @property
    def names(self) -> frozenset[str]:
        return self.condition.names

    def prepared(self, facts: Facts) -> cel.Context:
        return context(self.names, self.condition.scope, facts)

    def decide(self, facts: Facts, prepared: cel.Context | None = None) -> bool | None:
        """Whether it holds; None where a fact that would decide isn't known."""
        if all(fact(name, facts) is not None for name in self.names):
            return self.condition.holds_in(self.prepared(facts) if prepared is None else prepared)
        found = self._told.value(facts)
        return found if isinstance(found, bool) else None

    def lacking(self, facts: Facts) -> list[str]:
        """The facts for want of which it can't be decided."""
        return sorted(set(_lacking(self.condition.tree, facts)))

    def why_not(self, facts: Facts) -> tuple[Term, ...]:
        """The comparisons that make it fail; those over facts that aren't known only where there are no others."""
        terms = self.condition.terms(facts, holds=False)
        return tuple([term for term in terms if term["value"] is not None] or terms)


def _lacking(node: Node, facts: Facts) -> Iterator[str]:
    if node.kind not in ("&&", "||", "not"):
        yield from (name for name in facts_in(node) if fact(name, facts) is None)
        return
    for part in node.parts:
        if not isinstance(compiled(part)(facts), bool):
            yield from _lacking(part, facts)
