"""What can be seen of expressions without facts: conditions that can never all hold, divisions by what can be nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from fugong.benefits.exact import plain
from fugong.policy.expressions import Node

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
ORDERED = frozenset({"<", "<=", ">", ">=", "=="})


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts that must all hold."""
    if node.kind == "&&":
        for part in node.parts:
            yield from conjuncts(part)
    else:
        yield node


def compared(node: Node) -> tuple[str, str, Any] | None:
    """(fact, sign, value) of a comparison of one fact with a literal; a bare yes or no as == true."""
    if node.kind == "fact":
        return str(node.value), "==", True
    if node.kind == "not" and node.parts[0].kind == "fact":
        return str(node.parts[0].value), "==", False
    if node.kind not in MIRRORED:
        return None
    left, right = node.parts
    if left.kind == "fact" and right.kind == "literal":
        return str(left.value), node.kind, plain(right.value)
    if right.kind == "fact" and left.kind == "literal":
        return str(right.value), MIRRORED[node.kind], plain(left.value)
    return None


@dataclass
class _Room:
    """What is left for one fact."""

    low: Any = None
    low_open: bool = False
    high: Any = None
    high_open: bool = False
    not_these: list[Any] = field(default_factory=list)

    def narrow(self, sign: str, value: Any) -> bool:
        """Whether anything is left."""
        if sign == "!=":
            self.not_these.append(value)
        if sign in (">", ">=", "==") and (self.low is None or (value, sign == ">") > (self.low, self.low_open)):
            self.low, self.low_open = value, sign == ">"
        if sign in ("<", "<=", "==") and (
            self.high is None or value < self.high or (value == self.high and sign == "<")
        ):
            self.high, self.high_open = value, sign == "<"
        if self.low is None or self.high is None:
            return True
        if self.low == self.high:
            return not (self.low_open or self.high_open) and self.low not in self.not_these
        return bool(self.low < self.high)


def contradiction(trees: Sequence[Node]) -> tuple[int, str] | None:
    """Which of some conditions can't hold beside those before it (its place), in words; None where all can."""
    rooms: dict[str, _Room] = {}
    for at, tree in enumerate(trees):
        for part in conjuncts(tree):
            if part.kind == "literal" and part.value is False:
                return at, _("it never holds")
            said = compared(part)
            if said is None:
                continue
            name, sign, value = said
            try:
                left = rooms.setdefault(name, _Room()).narrow(sign, value)
            except TypeError:
                continue
            if not left:
                return at, _("it can never hold: the conditions contradict each other over %(fact)s") % {"fact": name}
    return None


def division_by_nothing(node: Node, guards: Sequence[Node]) -> int | None:
    """Where something is divided by what may be 0; None where nothing is. `guards`: conditions that hold there."""
    if node.kind == "&&":  # what stands before it holds
        held = list(guards)
        for part in node.parts:
            if (at := division_by_nothing(part, held)) is not None:
                return at
            held.append(part)
        return None
    if node.kind == "choice":
        test, yes, no = node.parts
        for part, given in ((test, guards), (yes, [*guards, test]), (no, guards)):
            if (at := division_by_nothing(part, given)) is not None:
                return at
        return None
    if node.kind in ("/", "%") and not _is_more_than_nothing(node.parts[1], guards):
        return node.parts[1].at
    found = (division_by_nothing(part, guards) for part in node.parts)
    return next((at for at in found if at is not None), None)


def _is_more_than_nothing(node: Node, guards: Sequence[Node]) -> bool:
    if node.kind == "literal":
        return plain(node.value) not in (Fraction(0), "", None)
    if node.kind == "call" and node.value in ("int", "double"):
        return node.value == "double" and _is_more_than_nothing(node.parts[0], guards)
    if node.kind != "fact":
        return False
    for guard in guards:
        for part in conjuncts(guard):
            said = compared(part)
            if said is None or said[0] != node.value or not isinstance(said[2], Fraction):
                continue
            _name, sign, value = said
            if (
                (sign in (">", "==") and value > 0)
                or (sign == ">" and value >= 0)
                or (sign == ">=" and value > 0)
                or (sign == "!=" and value == 0)
            ):
                return True
    return False
