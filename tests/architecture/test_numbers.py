"""A number from outside is read in one way, `core.numbers.asked`: `.isdigit()` lets pass what int() refuses, and int() what SQL does."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "fugong"
JUDGES = {"isdigit", "isdecimal", "isnumeric"}
LISTS = {"lists.py", "listing.py", "shown.py", "coverage.py", "preview.py"}
HOME = PACKAGE / "core" / "numbers.py"


def read_by_hand(source: str, *, anywhere: bool = False) -> Iterator[int]:
    """Lines where a text is judged by its digits in a function that also turns it into a number; or that judge at all."""
    if not any(word in source for word in JUDGES):
        return
    for function in ast.parse(source).body:
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        judged = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in JUDGES]
        read = {_whole(call.args[0]) for call in calls if _is_int(call) and call.args}
        for call in judged:
            if anywhere or _text(call.func.value) in read:
                yield call.lineno


def _is_int(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "int"


def _text(node: ast.expr) -> str:
    """What is judged, named: `(key := given)` is `key`."""
    return ast.unparse(node.target if isinstance(node, ast.NamedExpr) else node)


def _whole(node: ast.expr) -> str:
    """What is read, named: `key[:18]` is `key`."""
    return _text(node.value if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) else node)


def test_no_number_is_read_by_hand() -> None:
    """In views and lists no text is judged by its digits at all; elsewhere none that becomes a number."""
    found = [
        f"{file.relative_to(PACKAGE)}:{line}"
        for file in PACKAGE.rglob("*.py")
        if file != HOME and "tests" not in file.parts
        for line in read_by_hand(file.read_text("utf-8"), anywhere="views" in file.parts or file.name in LISTS)
    ]
    assert not found


def test_one_that_is_read_by_hand_is_found() -> None:
    assert list(read_by_hand("def view(key):\n    return int(key) if key.isdigit() else 0")) == [2]
    assert list(read_by_hand("keys = [int(key[:18]) for key in given if key.isdecimal()]")) == [1]
    assert list(read_by_hand("if (key := post['key']).isdecimal():\n    row = found(int(key))")) == [1]
    assert list(
        read_by_hand("def view(rows, key):\n    return rows.filter(pk=key) if key.isdigit() else rows", anywhere=True)
    )


def test_judging_a_text_as_text_is_left_alone() -> None:
    assert not list(read_by_hand("def is_code(text):\n    return len(text) == 15 and text.isdigit()"))
