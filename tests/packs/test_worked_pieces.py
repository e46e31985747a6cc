"""The worked pieces of docs/packs.md can be copied as they stand: each is sound in a pack that has nothing else of its own."""

import re
from pathlib import Path

import pytest

from fugong.policy import lint, loaded

PAGE = (Path(__file__).parents[2] / "docs" / "packs.md").read_text("utf-8")
CHAPTER = PAGE.split("\n## What planning goes by\n")[1].split("\n## ")[0]
PIECES = re.findall(r"^```toml\n# ([a-z]+)\.toml\n(.*?)^```$", CHAPTER, re.MULTILINE | re.DOTALL)
PACK = """
key      = "copied"
name     = { zh = "照抄县", en = "Copied" }
inherits = "base"
"""
PLACE = """
name      = { zh = "照抄县", en = "Copied" }
code      = "990101000000"
level     = "district"
languages = ["zh", "en"]
"""


def copied(folder: Path, *pieces: tuple[str, str]) -> None:
    (folder / "copied").mkdir()
    (folder / "copied" / "pack.toml").write_text(PACK, "utf-8")
    (folder / "copied" / "places.toml").write_text(PLACE, "utf-8")
    for section, text in pieces:
        (folder / "copied" / f"{section}.toml").write_text(text, "utf-8")


def faults() -> list[tuple[str, str]]:
    """All errors, and what the linter warns of in the pieces; a pack of a piece alone lacks much else, which it says too."""
    pieces = tuple(f"copied/{section}.toml" for section, _text in PIECES)
    found = lint.look("copied").faults
    return [(each.where, each.message) for each in found if each.level == "error" or each.where.startswith(pieces)]


@pytest.fixture(autouse=True)
def with_the_copied(settings, tmp_path: Path) -> None:
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, Path(__file__).parent, tmp_path]


@pytest.mark.parametrize(("section", "text"), PIECES, ids=[section for section, _text in PIECES])
def test_a_worked_piece_is_sound(tmp_path: Path, section: str, text: str) -> None:
    copied(tmp_path, (section, text))
    assert faults() == []


def test_a_piece_with_a_slip_would_be_found(tmp_path: Path) -> None:
    copied(tmp_path, ("supplies", dict(PIECES)["supplies"].replace("box   = 50", "boxes = 50", 1)))
    assert [where for where, _message in faults() if "boxes" in where]


def test_all_of_them_together_say_what_planning_goes_by(tmp_path: Path) -> None:
    assert {section for section, _text in PIECES} == {
        "transport", "supplies", "testing", "inspections", "chains", "lodging",
    }  # fmt: skip
    copied(tmp_path, *PIECES)
    pack = loaded.pack("copied")
    assert [(coach.seats, coach.load_percent) for coach in pack.transport.coaches if coach.count] == [
        (49, 50),
        (19, 75),
    ]
    assert (pack.testing.points.own_from, pack.testing.duties.reserves, pack.lodging.isolation.needed(200)) == (
        80,
        2,
        3,
    )
    assert (pack.inspections.rounds.stops, pack.inspections.rounds.verify, pack.chains.order.checks) == (6, 40, 30)
