"""Advisory locks are told apart by their numbers alone: two rooms with one number would wait for each other for nothing."""

import re
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "fugong"
LOCK = re.compile(r"\b0x465[0-9A-Fa-f]{5}\b")


def test_no_two_have_the_same_number() -> None:
    found = Counter(
        number.lower() for file in PACKAGE.rglob("*.py") for number in LOCK.findall(file.read_text("utf-8"))
    )
    assert len(found) > 15
    assert [number for number, many in found.items() if many > 1] == []
