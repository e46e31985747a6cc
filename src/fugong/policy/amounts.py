"""Amounts of a pack: CEL that gives a whole number (fen, people, days), compiled and checked once."""

from __future__ import annotations

from typing import Any

import cel
from django.utils.translation import gettext as _

from fugong.policy import expressions
from fugong.policy.conditions import UNDECIDED, Facts, context
from fugong.policy.expressions import Mistake, Node
from fugong.policy.facts import Scope


class Amount:
    """`Amount('t.cost * 80 / 100', scope).of(facts)`. Raises Mistake where it isn't a whole number."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text, self.scope = text, scope
        tree = expressions.read(text)
        if scope.kind(tree) != "int":
            raise Mistake(_("this must give a whole number: leave decimals out"), tree.at)
        self._names = expressions.facts_in(tree)
        self._program = cel.compile(expressions.written(tree, self._is_double))

    def _is_double(self, node: Node) -> bool:
        return self.scope.kind(node) == "double"

    def of(self, facts: Facts) -> int | None:
        """The number; None where a fact that it needs isn't known."""
        try:
            found: Any = self._program.execute(context(self._names, self.scope, facts))
        except UNDECIDED:
            return None
        return found if isinstance(found, int) and not isinstance(found, bool) else None
