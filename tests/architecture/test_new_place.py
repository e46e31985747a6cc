"""docs/new-place.md can be followed to the letter: its files, over those that `pack new` makes, lint without error and pass."""

import re
from pathlib import Path

from fugong.policy import lint, scaffolding

PAGE = Path(__file__).parents[2] / "docs" / "new-place.md"
BLOCK = re.compile(r"^```toml\n# (\w+\.toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _followed(page: str, shelf: Path) -> Path:
    """The folder that somebody has who follows the page."""
    folder = scaffolding.new("qinghe", inherits="base", shelf=shelf)
    for name, content in BLOCK.findall(page):
        (folder / name).write_text(content, "utf-8")
    return folder


def _errors(finding: lint.Finding) -> list[str]:
    return [str(each) for each in finding.faults if each.level == "error"]


def test_the_page_leads_to_a_pack_that_passes(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    folder = _followed(page, tmp_path)
    assert {name for name, _content in BLOCK.findall(page)} == {path.name for path in folder.glob("*.toml")}
    assert _errors(lint.look(str(folder))) == []
    tried = lint.try_examples(str(folder))
    assert _errors(tried) == [] and tried.examples == page.count("[[examples]]") == 4


def test_a_slip_on_the_page_would_be_found(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    wrong = _followed(page.replace('has_segment("damaged")\'\nwithin', 'has_segment("gone")\'\nwithin'), tmp_path / "a")
    assert _errors(lint.look(str(wrong)))
    late = _followed(page.replace('due = "2026-08-11 13:00"', 'due = "2026-08-11 12:00"'), tmp_path / "b")
    assert _errors(lint.try_examples(str(late)))
