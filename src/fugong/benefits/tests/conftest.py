"""Places made of tables, and what the tests of this room stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from fugong.policy import files
from fugong.policy.pack import Pack, checked

ROOT = Path(__file__).parents[4]
COVER = 'key = "{key}"\nname = "试验"\ninherits = "base"\n'
PLACES = 'code = "990109000000"\nlevel = "district"\nname = "试验区"\n'


def place(folder: Path, benefits: str, examples: str = "", **others: str) -> Path:
    """A folder with a pack that has nothing but benefits."""
    home = folder / "trial"
    home.mkdir(exist_ok=True)
    texts = {"pack": COVER.format(key="trial"), "places": PLACES, "benefits": benefits, "examples": examples, **others}
    for name, text in texts.items():
        (home / f"{name}.toml").write_text(text)
    return home


@pytest.fixture
def trial(tmp_path: Path) -> Any:
    """`trial(benefits)` is the pack that these tables make; PackFaulty where they can't be used."""

    def make(benefits: str, **others: str) -> Pack:
        with override("en"):
            return checked(files.read(place(tmp_path, benefits, **others)))[0]

    return make


def worked() -> list[tuple[str, str, str]]:
    """The worked examples of docs/packs.md: (title, tables, examples)."""
    text = (ROOT / "docs" / "packs.md").read_text()
    found = []
    for part in re.split(r"^### ", text, flags=re.MULTILINE):
        blocks = re.findall(r"```toml\n# (benefits|examples)\.toml\n(.*?)```", part, flags=re.DOTALL)
        if blocks:
            tables = {name: "".join(body for kind, body in blocks if kind == name) for name in ("benefits", "examples")}
            found.append((part.splitlines()[0], tables["benefits"], tables["examples"]))
    return found


@pytest.fixture
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def stage(cast: Any) -> Iterator[Any]:
    """The small place, matched; messages in English."""
    from fugong.benefits.tests import stage as ground

    with override("en"):
        yield ground.build(cast)
