"""Whom a room tells of something is everybody concerned: no list of people ends at a number without a word."""

import re
from pathlib import Path

CUT = re.compile(r"is_active=True\)[^\n]*\[\s*:\s*\w+\s*\]")
FILES = ("*/people.py", "*/telling.py", "registry/concerned.py")


def test_no_room_tells_only_the_first() -> None:
    files = [file for pattern in FILES for file in Path("src/fugong").glob(pattern)]
    assert len(files) > 10
    assert [file.as_posix() for file in files if CUT.search(file.read_text())] == []


def test_the_search_finds_them() -> None:
    rows = "User.objects.filter(pk__in=held, is_active=True)"
    assert CUT.search(f'{rows}.order_by("pk")[:50]') and CUT.search(f"{rows}[ : MOST ]") and not CUT.search(rows)
