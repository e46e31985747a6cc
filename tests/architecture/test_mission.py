"""docs/mission.md says where each thing that the five places did is done: every id once, every page, command and test there."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from fugong.web.cli import nouns

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "mission.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| [LSWFJ]\d", line)
]
IDS = [*(f"L{n}" for n in range(1, 20)), *(f"S{n}" for n in range(1, 11)), *(f"W{n}" for n in range(1, 13))]
IDS += [*(f"F{n}" for n in range(1, 20)), *(f"J{n}" for n in range(1, 18))]


def _pages(resolver, room=""):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _pages(each, f"{each.namespace}:" if each.namespace else room)
        elif each.name:
            yield room + each.name


def _codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_id_once_in_its_order():
    assert [row[0] for row in ROWS] == IDS


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_it_names_is_there(row):
    _id, what, where, tried = row
    pages, known = _codes(where), set(_pages(get_resolver()))
    assert what and pages and _codes(tried)
    missing = [each for each in pages if not each.startswith("fugong ") and each not in known]
    missing += [each for each in pages if each.startswith("fugong ") and each.split()[1] not in nouns()]
    tests = [
        ROOT / folder / each
        for each in _codes(tried)
        for folder in ("", "src/fugong")
        if (ROOT / folder / each).is_file()
    ]
    assert not missing
    assert len(tests) == len(_codes(tried)), tried
