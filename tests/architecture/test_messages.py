"""Messages that the catalogues can hold: whole sentences, never pieces within an f-string, which nobody gathers."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "fugong"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def messages_within_f_strings(source: str) -> Iterator[int]:
    """Lines where a message is marked inside an f-string, or an f-string is marked as a message."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield from (each.lineno for each in ast.walk(node) if _is_mark(each))
        if _is_mark(node):
            yield from (each.lineno for each in node.args if isinstance(each, ast.JoinedStr))


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS


def test_no_message_hides_in_an_f_string() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{line}"
        for file in PACKAGE.rglob("*.py")
        for line in messages_within_f_strings(file.read_text("utf-8"))
    ]
    assert not found


def test_one_that_hides_is_found() -> None:
    assert list(messages_within_f_strings("f\"{_('late')} {name}\"")) == [1]
    assert list(messages_within_f_strings('_(f"{name} is late")')) == [1]
    assert not list(messages_within_f_strings('_("%(name)s is late") % {"name": f"{name}"}'))
