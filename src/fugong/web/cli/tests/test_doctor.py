"""The doctor finds what is wrong, says what to do, and never falls ill itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from fugong.web.cli import doctor
from fugong.web.cli.doctor import Finding

pytestmark = pytest.mark.django_db


def test_a_sound_database_is_found_sound() -> None:
    assert [finding.level for finding in doctor._examine((doctor._database, doctor._migrations))] == ["ok", "ok"]


def test_a_migration_not_applied_is_bad_and_says_what_to_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    (finding,) = doctor._examine((doctor._migrations,))
    assert finding.level == "bad"
    assert "fugong migrate" in finding.mend


def test_a_worker_that_never_came_is_missed() -> None:
    (finding,) = doctor._examine((doctor._worker,))
    assert finding.level == "bad"


def test_a_worker_that_breathes_is_well() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    (finding,) = doctor._examine((doctor._worker,))
    assert finding.level == "ok"


def test_a_secret_that_others_can_read_is_bad(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    for name, mode in (("data_key", 0o644), ("secret_key", 0o600)):
        (tmp_path / f"{name}.secret").write_text("made up")
        (tmp_path / f"{name}.secret").chmod(mode)
    assert [finding.level for finding in doctor._examine((doctor._secrets,))] == ["bad", "ok"]


def test_no_room_on_the_disk_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SCARCE", 2**80)
    assert {finding.level for finding in doctor._examine((doctor._folders,))} == {"bad"}


def test_a_check_that_breaks_is_a_finding_and_the_next_goes_on() -> None:
    def breaks() -> Iterator[Finding]:
        raise RuntimeError("the moon is wrong")
        yield

    def goes_on() -> Iterator[Finding]:
        yield Finding("next", "ok", "fine")

    assert [finding.level for finding in doctor._examine((breaks, goes_on))] == ["bad", "ok"]


def test_every_bad_finding_says_what_to_do(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.VAR = settings.STATIC_ROOT = tmp_path
    bad = [finding for finding in doctor._examine(doctor.FURTHER) if finding.level == "bad"]
    assert bad and all(finding.mend for finding in bad)
