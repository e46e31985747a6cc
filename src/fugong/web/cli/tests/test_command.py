"""The fugong command: each noun says what it does, and a refusal is a sentence."""

from pathlib import Path

import pytest
import typer
from django.db import connection, transaction
from typer.testing import CliRunner

from fugong.core.embedded import CannotStart
from fugong.core.errors import Fault, Refused
from fugong.web.cli import build, demo, ground, nouns
from fugong.web.cli.supervision import Family


@pytest.mark.parametrize("noun", nouns())
def test_every_noun_is_there_and_explains_itself(noun: str) -> None:
    app = build([noun])
    told = CliRunner().invoke(app, [noun, "--help"])
    assert told.exit_code == 0, told.output
    assert "Usage" in told.output


def test_a_refusal_is_said_with_its_faults(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end, ground.refusals_as_sentences():
        raise Refused("The sheet was not applied.", fields=[Fault("D17", "This is no date.")])
    assert end.value.code == 1
    assert capsys.readouterr().err == "fugong: The sheet was not applied.\n  D17: This is no date.\n"


def test_a_database_that_does_not_start_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), ground.refusals_as_sentences():
        raise CannotStart("The folder belongs to another user.")
    assert capsys.readouterr().err == "fugong: The folder belongs to another user.\n"


@pytest.mark.django_db
def test_a_database_of_another_version_says_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), ground.refusals_as_sentences(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM not_yet_migrated")
    assert "fugong migrate" in capsys.readouterr().err


def test_a_table_that_is_piped_on_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    ground.show_table(("code", "name"), [("91370200MA3C0000XY", "复" * 60)])
    assert "91370200MA3C0000XY   " + "复" * 60 in capsys.readouterr().out


def test_a_mistake_of_ours_stays_visible() -> None:
    with pytest.raises(ZeroDivisionError), ground.refusals_as_sentences():
        raise ZeroDivisionError


def test_json_keeps_chinese_readable(capsys: pytest.CaptureFixture[str]) -> None:
    ground.show_json({"name": "复工"})
    assert "复工" in capsys.readouterr().out


def test_list_and_place_belong_together(tmp_path: pytest.TempPathFactory) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("企业名称\n")
    assert CliRunner().invoke(build(["demo"]), ["demo", "--list", str(sheet)]).exit_code == 1


@pytest.mark.parametrize(
    ("content", "place", "said"), [("企业名称\n", "nowhere", "nowhere"), ("PK\x03\x04", "jimei", "damaged")]
)
def test_a_list_that_cannot_be_loaded_is_refused_before_anything_is_made_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, place: str, said: str
) -> None:
    monkeypatch.setattr(demo, "_erase", lambda: pytest.fail("thrown away"))
    monkeypatch.setattr(demo.ground, "set_up", lambda: None)
    sheet = tmp_path / "list.xls"
    sheet.write_text(content)
    with pytest.raises(Refused) as refusal:
        demo._start(Family(tmp_path), host="127.0.0.1", port=1, fresh=True, sheet=sheet, place=place)
    assert said in refusal.value.message, "the pack or the file"


def test_the_demo_leaves_an_external_database_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://example/fugong")
    told = CliRunner().invoke(build(["demo"]), ["demo"])
    assert told.exit_code == 1


def test_typer_is_what_we_build_on() -> None:
    assert isinstance(build(["doctor"]), typer.Typer)
