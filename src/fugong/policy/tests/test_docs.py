"""docs/packs.md tells of every key that a pack can have: whoever follows it needs nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest

from fugong.core.measures import REGISTERED
from fugong.policy import schema
from fugong.registry.fact_types import FACTS

DOCS = Path(__file__).parents[4] / "docs" / "packs.md"


def told() -> set[str]:
    """Every word in the page that is marked as code, in lines or in blocks."""
    page = DOCS.read_text("utf-8")
    blocks = re.findall(r"```(.*?)```", page, re.DOTALL)
    words = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    return set(re.findall(r"[a-z][a-z0-9_.]*", " ".join([*blocks, *words])))


def keys_in(table: Any) -> set[str]:
    """All property names anywhere in a JSON Schema."""
    found: set[str] = set()
    for part in (table, *table.get("$defs", {}).values()):
        found |= set(part.get("properties", {}))
    return found


@pytest.mark.parametrize("name", schema.names())
def test_every_key_is_told_of(name: str) -> None:
    assert keys_in(schema.of_section(name)) - told() == set()


def test_every_fact_and_measure_is_told_of() -> None:
    assert {f"e.{name}" for name in FACTS} - told() == set()
    assert set(REGISTERED) - told() == set()
