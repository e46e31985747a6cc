"""docs/security.md says what shows each promise and each requirement: every number once, every test that it names is there."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
TEST = re.compile(r"`([\w/.]+/test_\w+\.py)(?:::(\w+))?`")
PROMISES = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| A\d+ \|", line)
]
ASVS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
LEVELS = {"1", "2"}
CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 1,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 1,
}
"""Chapter → how many of its requirements of level 1 and 2 have a row here (10 and 17 have one for the whole chapter)."""


@cache
def named_in(path: str) -> frozenset[str] | None:
    """The tests in a file below the checkout or the package; None where there is no such file."""
    for folder in (ROOT, ROOT / "src" / "fugong"):
        if (folder / path).is_file():
            tree = ast.parse((folder / path).read_text("utf-8"))
            return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))
    return None


def missing(text: str) -> list[str]:
    """What is named as a test and isn't there."""
    found = []
    for path, name in TEST.findall(text):
        there = named_in(path)
        if there is None or (name and name not in there):
            found.append(f"{path}::{name}")
    return found


def test_every_promise_once_in_its_order():
    assert [row[0] for row in PROMISES] == [f"A{n}" for n in range(1, 27)]


def test_every_test_that_is_named_is_there():
    assert len(TEST.findall(TEXT)) > 150
    assert not missing(TEXT)


def test_one_that_is_not_there_is_found():
    assert missing("`core/tests/test_money.py::test_of_gold` `core/tests/test_gold.py`") == [
        "core/tests/test_money.py::test_of_gold",
        "core/tests/test_gold.py::",
    ]


@pytest.mark.parametrize("row", PROMISES, ids=[row[0] for row in PROMISES])
def test_each_promise_has_a_test_a_control_and_a_full_run(row):
    _number, promise, shown, control, run = row
    assert promise and control and TEST.search(shown)
    assert re.fullmatch(r"`(FUGONG_\w+=\d+ )*bin/test .+`", run)


def test_every_requirement_has_a_level_and_a_test_or_a_reason():
    for number, level, asked, answer in ASVS:
        assert level in LEVELS, number
        assert asked and (TEST.search(answer) or answer.startswith(("Not applicable:", "Left open:", "By design:"))), (
            number
        )


def test_no_requirement_is_told_twice_and_no_chapter_is_forgotten():
    assert not [number for number, many in Counter(row[0] for row in ASVS).items() if many > 1]
    assert Counter(int(row[0].split(".")[0]) for row in ASVS) == CHAPTERS
