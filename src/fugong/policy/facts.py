"""The facts that conditions may read, each with one type, declared once: `Scope`."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fugong.policy.expressions import COMPARISONS, FUNCTIONS, METHODS, NUMBERS, Mistake, Node, membership

KINDS = {str: "string", int: "int", float: "double", bool: "bool", list: "list"}
LITERALS: dict[type, str] = {str: "string", int: "int", float: "double", bool: "bool"}


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact is. `allowed` are the texts it can be (None: any); `label` is shown in reasons."""

    kind: str  # string | int | double | bool | list
    label: Any = ""
    money: bool = False
    unit: Any = ""
    allowed: frozenset[str] | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    """Text → how it is shown in reasons."""

    def take(self, value: Any) -> Any:
        """`value` in the type that CEL expects. None, and what is no such thing, is None: "not known"."""
        if value is None:
            return None
        convert = _CONVERSIONS.get(self.kind)
        if convert is None:
            return value if isinstance(value, str | bool) else str(value)
        try:
            return convert(value)
        except (TypeError, ValueError, OverflowError):
            return None

    def refusal(self, value: Any) -> str:
        """Why a value written by hand can't be this fact's; empty where it can. None stands for "not known"."""
        if value is None:
            return ""
        if KINDS.get(type(value)) not in ({"int", "double"} if self.kind == "double" else {self.kind}):
            return _("must be %(kind)s") % {"kind": in_words(self.kind)}
        texts = value if isinstance(value, list) else [value]
        strange = [each for each in texts if isinstance(each, str) and each and each not in (self.allowed or texts)]
        if strange:
            return _("is never %(text)r") % {"text": strange[0]} + closest(strange[0], self.allowed or ())
        return ""


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {"double": float, "int": int, "list": list}


def closest(word: str, known: Iterable[str]) -> str:
    """ "; did you mean …?" where something known is spelled much the same, else nothing."""
    near = difflib.get_close_matches(word, [str(each) for each in known], n=1, cutoff=0.6)
    return _("; did you mean %(word)r?") % {"word": near[0]} if near else ""


def in_words(kind: str) -> str:
    """A type as its writer thinks of it."""
    words = {
        "string": _("a text"),
        "int": _("a whole number"),
        "double": _("a number"),
        "bool": _("a yes or no"),
        "list": _("a list"),
    }
    return words[kind]


def _hint(left: str, right: str) -> str:
    kinds = {left, right}
    if kinds == {"bool", "string"}:
        return _("; a yes or no stands by itself: e.foreign, !e.foreign")
    if "list" in kinds:
        return _('; whether a list has something is asked by in: "key" in e.tags')
    if "string" in kinds:
        return _("; numbers stand without quotes")
    return ""


class Scope:
    """Every fact by its dotted name, e.g. `e.sector` → FactType. Immutable."""

    def __init__(self, facts: Mapping[str, FactType]) -> None:
        self.facts = dict(facts)

    def with_(self, facts: Mapping[str, FactType]) -> "Scope":
        """This scope and more facts."""
        return Scope({**self.facts, **facts})

    def fact(self, node: Node) -> FactType:
        """The declared type of a fact. Raises Mistake with the nearest known name."""
        name = str(node.value)
        if name in self.facts:
            return self.facts[name]
        message = _("there is no fact %(name)r") % {"name": name} + closest(name, self.facts)
        if name.startswith("filing.") and not any(known.startswith("filing.") for known in self.facts):
            message = _("answers of the form (%(name)s) are known in resumption.toml only") % {"name": name}
        raise Mistake(message, node.at)

    def kind(self, node: Node) -> str:
        """The type of a whole expression: string, int, double, bool or list. Raises Mistake where types don't fit."""
        if spelled := membership(node):
            return self.kind(spelled)
        if node.kind in COMPARISONS:
            return self._comparison(node)
        return _RULES.get(node.kind, Scope._arithmetic)(self, node)

    def _literal(self, node: Node) -> str:
        return LITERALS[type(node.value)]

    def _fact(self, node: Node) -> str:
        return self.fact(node).kind

    def _list(self, node: Node) -> str:
        kinds = {self.kind(part) for part in node.parts}
        if len(kinds) > 1 and not kinds <= NUMBERS:
            raise Mistake(_("a list holds one type of value"), node.at)
        return "list"

    def _logic(self, node: Node) -> str:
        for part in node.parts:
            self._expect(part, {"bool"}, _("this is neither true nor false: compare it with something"))
        return "bool"

    def _minus(self, node: Node) -> str:
        return self._expect(node.parts[0], set(NUMBERS), _("only a number can be negative"))

    def _choice(self, node: Node) -> str:
        self._expect(node.parts[0], {"bool"}, _("before ? stands a condition"))
        yes, no = (self.kind(part) for part in node.parts[1:])
        if yes != no:
            raise Mistake(_("both sides of : need one type"), node.at)
        return yes

    def _call(self, node: Node) -> str:
        name = str(node.value)
        if name not in FUNCTIONS or len(node.parts) != 1:
            known = [*FUNCTIONS, "has_segment", "has_tag", "on_list"]
            raise Mistake(_("there is no function %(name)r") % {"name": name} + closest(name, known), node.at)
        allowed = {"string", "list"} if name == "size" else {"int", "double", "string"}
        self._expect(node.parts[0], allowed, _("%(name)s doesn't take this") % {"name": name})
        return FUNCTIONS[name]

    def _method(self, node: Node) -> str:
        name = str(node.value)
        if name not in METHODS or len(node.parts) != (1 if name == "size" else 2):
            raise Mistake(_("there is no function %(name)r") % {"name": name} + closest(name, METHODS), node.at)
        owners = {"string", "list"} if name == "size" else {"string"}
        self._expect(node.parts[0], owners, _("%(name)s belongs to a text") % {"name": name})
        for part in node.parts[1:]:
            self._expect(part, {"string"}, _("%(name)s takes a text") % {"name": name})
        return METHODS[name]

    def _arithmetic(self, node: Node) -> str:
        kinds = {self._expect(part, set(NUMBERS), _("only numbers can be reckoned with")) for part in node.parts}
        if node.kind == "%" and "double" in kinds:
            raise Mistake(_("% takes whole numbers"), node.at)
        return "double" if "double" in kinds else "int"

    def _comparison(self, node: Node) -> str:
        left, right = node.parts
        if node.kind == "in":
            self._expect(right, {"list"}, _("after in stands a list"))
            listed = {self.kind(part) for part in right.parts} or {"string"}
            self._expect(left, listed, _("the list holds another type of value"))
        else:
            self._same(node, self.kind(left), self.kind(right))
        self._known_texts(left, right)
        return "bool"

    def _same(self, node: Node, left: str, right: str) -> None:
        if left != right and not {left, right} <= NUMBERS:
            words = {"left": in_words(left), "right": in_words(right)}
            message = _("%(left)s can't be compared with %(right)s") % words
            raise Mistake(message + _hint(left, right), node.at)
        ordered = {"string", "int", "double"}
        if node.kind not in ("==", "!=") and left not in ordered:
            raise Mistake(_("%(left)s has no order: use == or !=") % {"left": in_words(left)}, node.at)

    def _known_texts(self, left: Node, right: Node) -> None:
        """`e.sector == "XX"`: the text must be one that the fact can be."""
        for fact, other in ((left, right), (right, left)):
            if fact.kind != "fact":
                continue
            allowed = self.fact(fact).allowed
            if allowed is None:
                continue
            for text in (other, *other.parts):
                if text.kind == "literal" and isinstance(text.value, str) and text.value not in {*allowed, ""}:
                    message = _("%(fact)s is never %(text)r") % {"fact": fact.value, "text": text.value}
                    raise Mistake(message + closest(text.value, allowed), text.at)

    def _expect(self, node: Node, kinds: set[str], message: str) -> str:
        kind = self.kind(node)
        if kind not in kinds:
            raise Mistake(message, node.at)
        return kind


_RULES: dict[str, Callable[[Scope, Node], str]] = {
    "literal": Scope._literal,
    "fact": Scope._fact,
    "list": Scope._list,
    "not": Scope._logic,
    "&&": Scope._logic,
    "||": Scope._logic,
    "minus": Scope._minus,
    "choice": Scope._choice,
    "call": Scope._call,
    "method": Scope._method,
}
