"""A condition in words, without an enterprise at hand: what a page says of a rule, with its code in a fold below."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fugong.policy import expressions
from fugong.policy.expressions import COMPARISONS, Mistake, Node, membership
from fugong.policy.facts import FactType, Scope
from fugong.policy.reasons import OPPOSITES, SIGNS, UNKNOWN, shown

SUMS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


class Unsaid(ValueError):
    """Part of a condition has no words."""


def in_words(text: str, scope: Scope) -> str:
    """The whole condition in the reader's language; empty where a part of it can only be read as code."""
    try:
        return _Words(scope).of(expressions.read(text), holds=True)
    except (Unsaid, Mistake):
        return ""


class _Words:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of(self, node: Node, *, holds: bool) -> str:
        """What it says, or where it doesn't hold its opposite."""
        node = membership(node) or node
        match node.kind:
            case "not":
                return self.of(node.parts[0], holds=not holds)
            case "&&" | "||":
                return self._joined(node, holds)
            case "in":
                return self._listed(node, holds)
            case "method":
                return self._text(node, holds)
            case "fact":
                return self._yes_or_no(node, holds)
            case "literal":
                return pgettext("a condition", "always") if node.value is holds else pgettext("a condition", "never")
            case kind if kind in COMPARISONS:
                return self._compared(node, holds)
        raise Unsaid

    def _joined(self, node: Node, holds: bool) -> str:
        """Of all parts, or of one of them; what fails where all must hold fails where one doesn't."""
        every = holds is (node.kind == "&&")
        flat = _flat(node, node.kind)
        if holds and node.kind == "||" and _begin_alike(flat):
            texts = _(", ").join(str(part.parts[1].value) for part in flat)
            return _("%(fact)s begins with one of %(texts)s") % {"fact": self._label(flat[0].parts[0]), "texts": texts}
        parts = [self._bracketed(part, holds) for part in flat]
        join = _("%(one)s, and %(other)s") if every else _("%(one)s, or %(other)s")
        whole = parts[0]
        for part in parts[1:]:
            whole = join % {"one": whole, "other": part}
        return whole

    def _bracketed(self, part: Node, holds: bool) -> str:
        said = self.of(part, holds=holds)
        inner = part
        while inner.kind == "not":
            inner = inner.parts[0]
        is_joined = inner.kind in ("&&", "||") and not _begin_alike(_flat(inner, inner.kind))
        return pgettext("part of a condition", "(%(part)s)") % {"part": said} if is_joined else said

    def _listed(self, node: Node, holds: bool) -> str:
        left, right = node.parts
        if left.kind == "literal" and right.kind == "fact":
            words = {"fact": self._label(right), "bound": shown(left.value, self._fact(right))}
            return _("%(fact)s: %(bound)s") % words if holds else _("%(fact)s: not %(bound)s") % words
        if left.kind != "fact" or right.kind != "list":
            raise Unsaid
        bound = [self._literal(part) for part in right.parts]
        words = {"fact": self._label(left), "bound": shown(bound, self._fact(left))}
        return _("%(fact)s is one of %(bound)s") % words if holds else _("%(fact)s is none of %(bound)s") % words

    def _text(self, node: Node, holds: bool) -> str:
        said: dict[object, Callable[[], tuple[str, str]]] = {
            "startsWith": lambda: (_("%(fact)s begins with %(text)s"), _("%(fact)s doesn’t begin with %(text)s")),
            "endsWith": lambda: (_("%(fact)s ends with %(text)s"), _("%(fact)s doesn’t end with %(text)s")),
            "contains": lambda: (_("%(fact)s contains %(text)s"), _("%(fact)s doesn’t contain %(text)s")),
        }
        if node.value not in said or node.parts[0].kind != "fact":
            raise Unsaid
        words = {"fact": self._label(node.parts[0]), "text": self._literal(node.parts[1])}
        return said[node.value]()[0 if holds else 1] % words

    def _yes_or_no(self, node: Node, holds: bool) -> str:
        label = {"fact": self._label(node)}
        return _("%(fact)s: yes") % label if holds else _("%(fact)s: no") % label

    def _compared(self, node: Node, holds: bool) -> str:
        left, right = node.parts
        op = node.kind if holds else OPPOSITES[node.kind]
        fact = next((self._fact(part) for part in (left, right) if part.kind == "fact"), UNKNOWN)
        if op in ("==", "!=") and left.kind == "fact" and right.kind == "literal":
            if isinstance(right.value, bool):
                return self._yes_or_no(left, right.value is (op == "=="))
            words = {"fact": self._label(left), "bound": shown(right.value, fact)}
            return _("%(fact)s: %(bound)s") % words if op == "==" else _("%(fact)s: not %(bound)s") % words
        return f"{self._sum(left, fact)} {SIGNS[op]} {self._sum(right, fact)}"

    def _sum(self, node: Node, fact: FactType) -> str:
        """A side of a comparison: a fact, a value, or what is reckoned from them."""
        match node.kind:
            case "fact":
                return self._label(node)
            case "literal":
                return shown(node.value, fact)
            case "call" if node.value in ("int", "double"):
                return self._sum(node.parts[0], fact)
            case kind if kind in SUMS and len(node.parts) == 2:
                one, other = (self._part(part, kind) for part in node.parts)
                return f"{one} {SUMS[kind]} {other}"
        raise Unsaid

    def _part(self, node: Node, around: str) -> str:
        said = self._sum(node, UNKNOWN)
        return f"({said})" if node.kind in "+-" and around != "+" else said

    def _literal(self, node: Node) -> object:
        if node.kind != "literal":
            raise Unsaid
        return node.value

    def _fact(self, node: Node) -> FactType:
        return self.scope.facts.get(str(node.value), UNKNOWN)

    def _label(self, node: Node) -> str:
        return str(self._fact(node).label) or str(node.value)


def _flat(node: Node, kind: str) -> list[Node]:
    """`a && b && c` as its three parts."""
    return [each for part in node.parts for each in _flat(part, kind)] if node.kind == kind else [node]


def _begin_alike(parts: list[Node]) -> bool:
    """`code.startsWith("C27") || code.startsWith("C28")` is one thing to say."""
    begin = all(part.kind == "method" and part.value == "startsWith" for part in parts)
    return (
        begin
        and [part.parts[0].kind for part in parts] == ["fact"] * len(parts)
        and len({_owner(p) for p in parts}) == 1
    )


def _owner(part: Node) -> object:
    return part.parts[0].value
