"""Reads CEL expressions to check their types and to say in words what decided. CEL itself evaluates them (`conditions`).

The grammar is the part of CEL that rules need: comparisons, `&&`, `||`, `!`, `in`, arithmetic, `? :`, lists, and the
functions in FUNCTIONS and METHODS. Nothing here runs a pack's text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from fugong.policy.signs import plain_sign

TOKEN = re.compile(
    r"""\s*(?:
        (?P<double>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
      | (?P<int>\d+)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>&&|\|\||[<>=!]=|[<>!?:+\-*/%().,\[\]])
    )""",
    re.VERBOSE,
)
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
NUMBERS = frozenset({"int", "double"})
FUNCTIONS = {"size": "int", "int": "int", "double": "double"}
METHODS = {"contains": "bool", "startsWith": "bool", "endsWith": "bool", "matches": "bool", "size": "int"}
MEMBERSHIPS = {"has_segment": "segments", "has_tag": "tags", "on_list": "lists"}
"""`has_segment("key")` is short for `"key" in e.segments`."""


class Mistake(ValueError):
    """An expression that can't be used; `at` is the position of the offending sign."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression. `kind`: literal, fact, call, method, list, not, minus, choice or an operator's sign."""

    kind: str
    at: int
    value: object = None
    parts: tuple["Node", ...] = field(default=())

    def walk(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Sign:
    kind: str
    text: str
    at: int


def _signs(text: str) -> list[Sign]:
    signs, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise Mistake(_no_meaning(text[at]), at)
        signs.append(Sign(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    signs.append(Sign("end", "", end))
    return signs


def _no_meaning(sign: str) -> str:
    if sign == "=":
        return _("%(sign)r has no meaning here; is equal to is written ==") % {"sign": sign}
    if plain := plain_sign(sign):
        return _("%(sign)s is a full-width sign: write %(plain)s") % {"sign": sign, "plain": plain}
    return _("%(sign)r has no meaning here") % {"sign": sign}


WORDS = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!"}
"""How other languages join conditions, and how CEL does."""


class _Reader:
    """Recursive descent over CEL's precedence, from the loosest operator to the tightest."""

    LEVELS = (("||",), ("&&",), tuple(COMPARISONS), ("+", "-"), ("*", "/", "%"))
    DEEPEST = 40

    def __init__(self, text: str) -> None:
        self.signs = _signs(text)
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> Sign:
        return self.signs[self.place]

    def take(self, *texts: str) -> Sign | None:
        sign = self.next
        if sign.text in texts and sign.kind in ("sign", "name"):
            self.place += 1
            return sign
        return None

    def need(self, text: str) -> None:
        if not self.take(text):
            raise Mistake(_("%(sign)r is missing") % {"sign": text}, self.next.at)

    def whole(self) -> Node:
        node = self.choice()
        if self.next.text in WORDS:
            words = {"sign": self.next.text, "plain": WORDS[self.next.text]}
            raise Mistake(_("%(sign)s is written %(plain)s") % words, self.next.at)
        if self.next.kind != "end":
            raise Mistake(_("%(sign)r is one too many") % {"sign": self.next.text}, self.next.at)
        return node

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > self.DEEPEST:
            raise Mistake(_("too many brackets inside each other"), self.next.at)
        node = self.level(0)
        if sign := self.take("?"):
            yes = self.choice()
            self.need(":")
            node = Node("choice", sign.at, None, (node, yes, self.choice()))
        self.depth -= 1
        return node

    def level(self, depth: int) -> Node:
        if depth == len(self.LEVELS):
            return self.single()
        node = self.level(depth + 1)
        while sign := self.take(*self.LEVELS[depth]):
            node = Node(sign.text, sign.at, None, (node, self.level(depth + 1)))
            if sign.text in COMPARISONS and self.next.text in COMPARISONS:
                raise Mistake(_("compare two things at a time, joined by &&"), self.next.at)
        return node

    def single(self) -> Node:
        if sign := self.take("!", "-"):
            return Node("not" if sign.text == "!" else "minus", sign.at, None, (self.single(),))
        node = self.primary()
        while self.take("."):
            node = self.member(node)
        return node

    def member(self, owner: Node) -> Node:
        sign = self.name()
        if self.take("("):
            return Node("method", sign.at, sign.text, (owner, *self.items(")")))
        if owner.kind != "fact":
            raise Mistake(_("%(name)r belongs to nothing") % {"name": sign.text}, sign.at)
        return Node("fact", owner.at, f"{owner.value}.{sign.text}")

    def name(self) -> Sign:
        sign = self.next
        if sign.kind != "name":
            raise Mistake(_("a name is missing"), sign.at)
        self.place += 1
        return sign

    def items(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self.take(closing):
            if items:
                self.need(",")
            items.append(self.choice())
        return tuple(items)

    def primary(self) -> Node:
        sign = self.next
        if self.take("("):
            node = self.choice()
            self.need(")")
            return node
        if self.take("["):
            return Node("list", sign.at, None, self.items("]"))
        if sign.kind == "name":
            return self.named(self.name())
        if sign.kind in ("int", "double", "string"):
            self.place += 1
            return Node("literal", sign.at, _literal(sign))
        raise Mistake(_("something is missing at the end") if sign.kind == "end" else _("a value is missing"), sign.at)

    def named(self, sign: Sign) -> Node:
        if sign.text in ("true", "false"):
            return Node("literal", sign.at, sign.text == "true")
        if self.take("("):
            return Node("call", sign.at, sign.text, self.items(")"))
        if sign.text in WORDS:
            words = {"sign": sign.text, "plain": WORDS[sign.text]}
            raise Mistake(_("%(sign)s is written %(plain)s") % words, sign.at)
        return Node("fact", sign.at, sign.text)


def _literal(sign: Sign) -> object:
    if sign.kind == "int":
        return int(sign.text)
    if sign.kind == "double":
        return float(sign.text)
    return re.sub(r"\\(.)", r"\1", sign.text[1:-1])


def read(text: str) -> Node:
    """The expression as a tree. Raises Mistake."""
    return _Reader(text).whole()


def membership(node: Node) -> Node | None:
    """`has_segment("x")` as the `in` that it stands for; None where the node is something else."""
    if node.kind != "call":
        return None
    if node.value in MEMBERSHIPS and len(node.parts) == 1:
        listed = Node("fact", node.at, f"e.{MEMBERSHIPS[str(node.value)]}")
        return Node("in", node.at, None, (node.parts[0], listed))
    return None


def facts_in(node: Node) -> frozenset[str]:
    """The facts that an expression reads, e.g. `{"e.sector"}`."""
    found = {str(part.value) for part in node.walk() if part.kind == "fact"}
    return frozenset(found | {f"e.{MEMBERSHIPS[str(part.value)]}" for part in node.walk() if membership(part)})


@cache
def variable(fact: str) -> str:
    """The CEL variable of a fact: `e.sector` → `e__sector`. Flat variables cost less than maps."""
    return fact.replace(".", "__")


def written(node: Node, is_double: Callable[[Node], bool]) -> str:
    """The expression as CEL evaluates it: short forms spelled out, every bracket there.

    CEL adds and multiplies only numbers of one type, so both sides become doubles where `is_double` says so.
    """
    if spelled := membership(node):
        return written(spelled, is_double)
    parts = [written(part, is_double) for part in node.parts]
    match node.kind:
        case "literal":
            return _written_literal(node.value)
        case "fact":
            return variable(str(node.value))
        case "not" | "minus":
            return f"{'!' if node.kind == 'not' else '-'}({parts[0]})"
        case "list":
            return f"[{', '.join(parts)}]"
        case "call":
            return f"{node.value}({', '.join(parts)})"
        case "method":
            return f"({parts[0]}).{node.value}({', '.join(parts[1:])})"
        case "choice":
            return f"({parts[0]} ? {parts[1]} : {parts[2]})"
        case "+" | "-" | "*" | "/" if is_double(node):
            return f"(double({parts[0]}) {node.kind} double({parts[1]}))"
        case _:
            return f"({parts[0]} {node.kind} {parts[1]})"


def _written_literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
