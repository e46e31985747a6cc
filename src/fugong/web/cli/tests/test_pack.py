"""`fugong pack` as an office uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fugong.web.cli import build


def run(*words: str) -> Result:
    return CliRunner().invoke(build(["pack"]), ["pack", *words])


@pytest.fixture(autouse=True)
def own_shelf(settings, tmp_path: Path) -> Path:
    settings.PACK_FOLDERS = [settings.PACK_FOLDERS[0], tmp_path]
    return tmp_path


def test_new_lint_and_test(own_shelf: Path) -> None:
    assert run("new", "our_county").exit_code == 0
    assert (own_shelf / "our_county" / "places.toml").is_file()
    assert run("lint", "our_county").exit_code == 0
    answer = json.loads(run("test", "our_county", "--json").stdout)
    assert [(each["key"], each["ready"], each["examples"]) for each in answer] == [("our_county", True, 2)]


def test_a_new_pack_says_its_hazard(own_shelf: Path) -> None:
    assert run("new", "our_county", "--hazard", "typhoon").exit_code == 0
    assert json.loads(run("show", "our_county", "places", "--json").stdout)["places"]["hazards"] == ["typhoon"]
    assert run("new", "other_county").exit_code == 0
    assert json.loads(run("show", "other_county", "places", "--json").stdout)["places"]["hazards"] == ["epidemic"]
    assert run("new", "third_county", "--hazard", "typhon").exit_code == 1
    assert not (own_shelf / "third_county").exists()


def test_a_mistake_ends_with_code_1_and_its_line(own_shelf: Path) -> None:
    run("new", "our_county")
    file = own_shelf / "our_county" / "registry.toml"
    file.write_text(file.read_text("utf-8").replace("e.output_value", "e.output"), "utf-8")
    result = run("lint", "our_county")
    assert result.exit_code == 1
    assert "our_county/registry.toml:7 segments[key_industrial].when" in result.stdout


def test_a_pack_that_is_not_there_is_named() -> None:
    result = run("lint", "jimie")
    assert result.exit_code == 1
    assert "jimei" in result.stdout


def test_a_warning_fails_only_when_strict(own_shelf: Path) -> None:
    run("new", "our_county")
    (own_shelf / "our_county" / "examples.toml").unlink()
    assert run("lint", "our_county").exit_code == 0
    assert run("lint", "our_county", "--strict").exit_code == 1


def test_show_tells_what_is_inherited() -> None:
    assert "registry.segments[foreign].when = e.foreign" in run("show", "base", "registry").stdout
    assert json.loads(run("show", "base", "--json").stdout)["resumption"]["form"]
    assert run("show", "base", "registery").exit_code == 1


def test_diff_and_schema(tmp_path: Path) -> None:
    found = json.loads(run("diff", "base", "epidemic", "--json").stdout)
    assert any(each["kind"] == "added" and each["path"].startswith("sections.resumption.checklists") for each in found)
    assert run("diff", "jimei", "jimei").stdout == ""
    assert json.loads(run("schema", "registry").stdout)["properties"]["segments"]
    assert run("schema", "registery").exit_code == 1
    assert run("schema", "--into", str(tmp_path / "schemas")).exit_code == 0
    assert (tmp_path / "schemas" / "places.schema.json").is_file()


def test_list() -> None:
    assert {"base", "jimei"} <= {each["key"] for each in json.loads(run("list", "--json").stdout)}
