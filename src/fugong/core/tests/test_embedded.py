"""The embedded PostgreSQL: started at need, kept while used, stopped by the last, started again when it was killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fugong.core import embedded
from fugong.core.embedded import CannotStart, Embedded


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user can reach, with a space in its name."""
    path = Path(tempfile.mkdtemp(prefix="fugong test "))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(folder: Path) -> Iterator[Embedded]:
    server = Embedded(folder / "pg")
    yield server
    server.erase()


def _ask(server: Embedded, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        return connection.execute(question).fetchone()[0]


def test_it_starts_at_need_and_stops_with_its_last_user(server: Embedded) -> None:
    server.join()
    assert _ask(server, "SELECT 6 * 7") == 42
    other = subprocess.Popen(
        [sys.executable, "-c", _JOINS_AND_WAITS, str(server.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout.readline() == b"joined\n"
    server.leave()
    assert server.answers(), "another process still uses it"
    other.communicate(b"leave\n")
    assert not server.answers()


def test_a_user_that_was_killed_does_not_keep_it_running(server: Embedded) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _JOINS_AND_WAITS, str(server.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout.readline() == b"joined\n"
    server.join()
    other.kill()
    other.communicate()
    server.leave()
    assert not server.answers()


def test_what_was_committed_is_there_after_the_server_was_killed(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUGONG_TESTING", "0")  # tests' servers may forget; this one may not
    server.join()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    _wait_until_silent(server)
    server.join()
    assert _ask(server, "SELECT n FROM kept") == 1


def test_only_its_user_may_enter_its_folder(server: Embedded) -> None:
    server.join()
    assert server.data.stat().st_mode & 0o077 == 0


def test_data_in_use_are_not_erased(server: Embedded) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _JOINS_AND_WAITS, str(server.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout.readline() == b"joined\n"
    with pytest.raises(CannotStart, match="stop it first"):
        server.erase()
    other.communicate(b"leave\n")


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    server = Embedded(folder / ("deep" * 30) / "pg")
    assert len(os.fsencode(server.socket_folder / embedded.SOCKET_NAME)) < 100
    assert Embedded(folder / ("other" * 25) / "pg").socket_folder != server.socket_folder


def test_root_keeps_the_data_out_of_a_home_that_nobody_else_enters(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    folder.chmod(0o700)
    assert embedded.data_folder(folder / "var" / "pg").is_relative_to(embedded.SYSTEM_FOLDER)
    folder.chmod(0o755)
    assert embedded.data_folder(folder / "var" / "pg") == folder / "var" / "pg"


def _wait_until_silent(server: Embedded) -> None:
    for _ in range(100):
        if not server.answers():
            return
        time.sleep(0.05)
    pytest.fail("the killed server still answers")


_JOINS_AND_WAITS = """
import sys
from pathlib import Path
from fugong.core.embedded import Embedded
server = Embedded(Path(sys.argv[1]))
server.join()
print("joined", flush=True)
sys.stdin.readline()
"""
