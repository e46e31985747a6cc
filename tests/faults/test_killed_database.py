"""A2: PostgreSQL itself is killed in the midst of events coming in: none that was answered is lost, none doubled, and it is back.

It has its own server, as embedded in production. A small run with the others; `FUGONG_EVENTS=100000 FUGONG_KILLS=25 bin/test
tests/faults/test_killed_database.py -p no:xdist -s` for the long one.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from faults.events import Nursery, Orders, Sender
from fugong.core import embedded

EVENTS = int(os.environ.get("FUGONG_EVENTS", "1000"))
KILLS = int(os.environ.get("FUGONG_KILLS", "2"))
SIZE = max(25, min(1_000, EVENTS // 20 // KILLS))
BATCHES = 2 * (EVENTS // SIZE)
FIRMS = 10
PEOPLE = -(-max(SIZE, EVENTS // 100) // FIRMS) * FIRMS
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(max(300, EVENTS // 100))]


class Server:
    """PostgreSQL as a product in its own folder starts it, with the tables of the tests' database in it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.embedded = embedded.Embedded(embedded.data_folder(var / "pg"))

    def __enter__(self) -> "Server":
        self.embedded.join()
        tests = connection.settings_dict
        dump, psql = (str(embedded.programs() / name) for name in ("pg_dump", "psql"))
        made = subprocess.run(
            [dump, "--no-privileges", "-h", tests["HOST"], "-U", tests["USER"], tests["NAME"]],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [psql, "-q", "-v", "ON_ERROR_STOP=1", self.embedded.url], input=made.stdout, check=True, capture_output=True
        )
        return self

    def __exit__(self, *_fault: Any) -> None:
        self.embedded.erase()

    def ask(self, question: str) -> Any:
        with psycopg.connect(self.embedded.url, autocommit=True) as line:
            found = line.execute(question)
            return found.fetchone()[0] if found.description else None  # type: ignore[index]

    def kill(self) -> None:
        """As when memory is out or the current fails: the server and whoever works for it, at once and without a word."""
        for link in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if link.readlink() == self.embedded.data:
                    os.kill(int(link.parent.name), signal.SIGKILL)


@pytest.fixture(scope="module")
def nursery(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Senders, and below `server` what they send to."""
    var = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUGONG_DURABLE", "1")
        with Server(var) as server, Nursery(embedded.DATABASE, var / "log", FUGONG_VAR=str(var)) as found:
            found.server = server
            yield found


@pytest.fixture(scope="module")
def orders(nursery: Nursery) -> Orders:
    """The first half of what there is to send."""
    return replace(nursery.settle(FIRMS, PEOPLE, SIZE, BATCHES), last=BATCHES // 2, patient=True)


@pytest.mark.thorough
def test_what_was_answered_outlives_the_server(nursery: Nursery, orders: Orders) -> None:
    back = _send_all(nursery, orders, KILLS)
    assert len(back) == KILLS
    assert _events(nursery.server) == (orders.last * SIZE, 0)
    reports = nursery.server.ask("SELECT count(*) FROM workforce_healthreport")
    assert nursery.server.ask("SELECT sum(reports) FROM workforce_healthtotal") == reports
    print(f"{orders.last * SIZE} events, {KILLS} kills; answered again after {max(back):.1f} s at the latest")


@pytest.mark.thorough
def test_a_server_that_answers_before_it_has_written_loses_it(nursery: Nursery, orders: Orders) -> None:
    """The negative control."""
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
        nursery.server.ask(f"ALTER SYSTEM SET {setting}")
    nursery.server.ask("SELECT pg_reload_conf()")
    before, _doubled = _events(nursery.server)
    sender = nursery.start(replace(orders, first=orders.last, last=BATCHES, patient=False))
    _hear(nursery, sender, BATCHES // 4)
    nursery.server.kill()
    sender.kill()
    nursery.server.embedded.join()
    assert _events(nursery.server)[0] < before + len(sender.answered) * SIZE


def _send_all(nursery: Nursery, orders: Orders, kills: int) -> list[float]:
    """Sends every batch; how long after each kill the next was answered, in seconds."""
    chance, back = random.Random(11), []
    sender, batches = nursery.start(orders), orders.last - orders.first
    for kill in range(kills):
        _hear(nursery, sender, (batches - 1) * (kill + 1) // (kills + 1))
        time.sleep(chance.uniform(0, 0.02))
        nursery.server.kill()
        began, told = time.monotonic(), len(sender.answered)
        _hear(nursery, sender, min(told + 2, batches))  # one may have been on its way
        back.append(time.monotonic() - began)
    _hear(nursery, sender, batches)
    assert sender.answered == list(range(orders.first, orders.last))
    return back


def _hear(nursery: Nursery, sender: Sender, answers: int) -> None:
    while not sender.gone and len(sender.answered) < answers:
        sender.listen(60)
    assert len(sender.answered) >= answers, nursery.log.read_text()[-2000:]


def _events(server: Server) -> tuple[int, int]:
    """How many there are, and how many of them twice."""
    tables = ("workforce_healthreport", "testing_sample")
    there = sum(server.ask(f"SELECT count(*) FROM {table}") for table in tables)
    return there, there - sum(
        server.ask(f"SELECT count(DISTINCT (person_id, date_trunc('minute', at))) FROM {table}") for table in tables
    )
