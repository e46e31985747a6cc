"""A26: the disk is full. Whoever writes is refused in words, nothing that was confirmed is lost, and with room it works again.

The database lies on a small file system of its own in memory, which takes root; elsewhere there is nothing to try.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from fugong.core.embedded import Embedded
from fugong.web import refusals

ROOM, BALLAST = 200, 40  # megabytes
BATCH = 500  # rows of a kilobyte


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fugong-full-"))
    folder.chmod(0o755)
    options = f"size={ROOM}m,mode=755"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("nothing can be mounted here: " + mounted.stderr.decode())
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    shutil.rmtree(folder, ignore_errors=True)


class Desk:
    """Writes batches, each in a transaction, and remembers those that were confirmed."""

    def __init__(self, server: Embedded) -> None:
        self.server, self.confirmed = server, set[int]()

    def write(self, batch: int) -> None:
        with psycopg.connect(self.server.url, connect_timeout=5) as line:
            line.execute(
                "INSERT INTO kept SELECT %s, repeat(md5(g::text), 32) FROM generate_series(1, %s) g", (batch, BATCH)
            )
        self.confirmed.add(batch)

    def kept(self) -> dict[int, int]:
        with psycopg.connect(self.server.url) as line:
            return dict(line.execute("SELECT batch, count(*) FROM kept GROUP BY batch").fetchall())

    def wait_until_back(self) -> None:
        """PostgreSQL that couldn't write its journal has stopped, and replays it by itself."""
        end = time.monotonic() + 120
        while True:
            try:
                psycopg.connect(self.server.url).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < end, "it doesn't come back"
                threading.Event().wait(0.1)

    def lost(self) -> set[int]:
        """Confirmed batches that aren't there, or not whole."""
        kept = self.kept()
        return {batch for batch in self.confirmed if kept.get(batch) != BATCH}


def test_a_full_disk_refuses_in_words_and_loses_nothing(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "FUGONG_DURABLE", "1"
    )  # as on a real installation; without it the last batches are lost, and seen
    ballast = small_disk / "ballast"
    server = Embedded(small_disk / "pg")
    server.join()
    try:
        with psycopg.connect(server.url) as line:
            line.execute("CREATE TABLE kept (batch int, filler text)")
        ballast.write_bytes(os.urandom(1 << 20) * BALLAST)
        desk, batch = Desk(server), 0
        with pytest.raises(psycopg.OperationalError) as refused:
            while batch < 2 * ROOM:
                desk.write(batch)
                batch += 1
        wrapped = OperationalError(str(refused.value))
        wrapped.__cause__ = refused.value
        said = refusals.of_the_machine(wrapped)
        assert said is not None and said.status in (503, 507) and said.message
        assert desk.confirmed, "there was room at first"
        with suppress(psycopg.OperationalError):  # and again, while it is full
            desk.write(batch)
        ballast.unlink()
        server.join()
        desk.wait_until_back()
        assert desk.lost() == set()
        desk.write(batch + 1)
        assert desk.lost() == set()
        with psycopg.connect(server.url) as line:
            line.execute("DELETE FROM kept WHERE batch = 0")
        assert desk.lost() == {0}, "a lost one would be seen"
    finally:
        server.leave()
