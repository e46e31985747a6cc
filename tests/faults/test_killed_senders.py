"""A1: whoever takes events in bulk is killed in the midst of it: none is lost, none doubled, and totals are what the rows say.

A small run with the others; `FUGONG_EVENTS=1000000 FUGONG_KILLS=100 bin/test tests/faults/test_killed_senders.py -p no:xdist` for
the long one.
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from faults.events import Nursery, Orders, Sender, settle

EVENTS = int(os.environ.get("FUGONG_EVENTS", "2000"))
KILLS = int(os.environ.get("FUGONG_KILLS", "3"))
SIZE = max(100, min(2_500, EVENTS // 20))
PEOPLE = max(SIZE, EVENTS // 100)
FIRMS = 20
DOUBLED = "SELECT count(*) - count(DISTINCT (person_id, date_trunc('minute', at))) FROM {table}"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(max(300, EVENTS // 200))]

DRIFT = """
SELECT count(*) FROM {totals} t FULL JOIN (
    SELECT enterprise_id, day, count(DISTINCT person_id) AS people FROM {rows} GROUP BY 1, 2
) r USING (enterprise_id, day)
WHERE coalesce(t.{counted}, 0) <> coalesce(r.people, 0)
"""


@pytest.fixture(scope="module")
def nursery(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(connection.settings_dict["NAME"], tmp_path_factory.mktemp("senders") / "log") as found:
        yield found


@pytest.fixture
def orders(transactional_db: None) -> Orders:
    return settle(FIRMS, PEOPLE, SIZE, EVENTS // SIZE)


@pytest.mark.thorough
def test_killed_senders_lose_no_event_and_double_none(nursery: Nursery, orders: Orders) -> None:
    kills, replayed, seconds = _send_all(nursery, orders, KILLS)
    assert kills == KILLS, "else nothing was tried here"
    assert _count("workforce_healthreport") + _count("testing_sample") == EVENTS
    assert _doubled() == 0
    assert _drift() == 0
    assert _ask("SELECT sum(reports) FROM workforce_healthtotal") == _count("workforce_healthreport")
    print(f"{EVENTS} events, {kills} kills, {replayed} batches answered from what was kept, {seconds:.0f} s")


@pytest.mark.thorough
def test_what_was_answered_to_nobody_is_answered_again_and_taken_once(nursery: Nursery, orders: Orders) -> None:
    few = replace(orders, last=2)
    _killed_at(nursery, replace(few, pause="answer"))
    assert _wait_for(nursery, replace(few, attempt=1)).replayed == 1
    assert (_count("workforce_healthreport"), _count("testing_sample")) == (SIZE, SIZE)
    assert (_doubled(), _drift()) == (0, 0)


def test_without_keys_what_was_answered_to_nobody_is_doubled(nursery: Nursery, orders: Orders) -> None:
    """The negative control: the same kill, and a gate that knows no keys and takes the moment anew."""
    few = replace(orders, last=2, without="keys")
    _killed_at(nursery, replace(few, pause="answer"))
    _wait_for(nursery, replace(few, attempt=1))
    assert (_doubled(), _drift()) == (SIZE, 0)


def test_killed_between_the_rows_and_their_totals_nothing_is_there(nursery: Nursery, orders: Orders) -> None:
    _killed_at(nursery, replace(orders, pause="totals"))
    assert _count("workforce_healthreport") == 0 == _drift()
    _wait_for(nursery, replace(orders, last=1))
    assert _count("workforce_healthreport") == SIZE and _drift() == 0


def test_without_the_transaction_totals_drift(nursery: Nursery, orders: Orders) -> None:
    """The negative control: the same kill, and rows that no total knows."""
    _killed_at(nursery, replace(orders, pause="totals", without="transaction"))
    assert _count("workforce_healthreport") == SIZE
    assert _drift() > 0


def _send_all(nursery: Nursery, orders: Orders, kills_wanted: int) -> tuple[int, int, float]:
    """Sends every batch, again from the first that wasn't answered whenever the sender was killed."""
    chance, began = random.Random(7), time.monotonic()
    done = kills = replayed = 0
    usual = 0.02  # seconds of a batch
    while done < orders.last:
        sender = nursery.start(replace(orders, first=done, attempt=kills))
        _hear(sender, 1)
        first = time.monotonic()
        _hear(sender, 1 + chance.randrange(2) if kills < kills_wanted else orders.last)
        if more := len(sender.answered) - 1:
            usual = (time.monotonic() - first) / more
        if kills < kills_wanted and not sender.gone:
            time.sleep(chance.uniform(0, 1.5 * usual))
            sender.kill()
            kills += done + len(sender.answered) < orders.last
        assert sender.answered == list(range(done, done + len(sender.answered)))
        done += len(sender.answered)
        replayed += sender.replayed
        assert time.monotonic() - began < max(240, EVENTS // 250), f"{done} of {orders.last} after {kills} kills"
    return kills, replayed, time.monotonic() - began


def _hear(sender: Sender, answers: int) -> None:
    """Until it has told of so many, or is gone."""
    while not sender.gone and len(sender.answered) < answers:
        sender.listen(60)
    assert sender.answered, "it ended by itself: see its log"


def _wait_for(nursery: Nursery, orders: Orders) -> Sender:
    """Until all of it is sent."""
    sender = nursery.start(orders)
    while not sender.gone:
        sender.listen(60)
    assert sender.answered == list(range(orders.first, orders.last))
    return sender


def _killed_at(nursery: Nursery, orders: Orders) -> None:
    sender = nursery.start(orders)
    while not sender.paused and not sender.gone:
        sender.listen(60)
    assert sender.paused
    sender.kill()
    for _look in range(200):
        if not _ask(
            "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'workforce_healthtotal'"
        ):
            return
        time.sleep(0.05)
    pytest.fail("its session goes on")


def _doubled() -> int:
    return sum(_ask(DOUBLED.format(table=table)) for table in ("workforce_healthreport", "testing_sample"))


def _drift() -> int:
    """Enterprises' days whose totals aren't what their rows say."""
    health = DRIFT.format(totals="workforce_healthtotal", rows="workforce_healthreport", counted="reported")
    return int(_ask(health)) + int(
        _ask(DRIFT.format(totals="testing_testtotal", rows="testing_sample", counted="sampled"))
    )


def _count(table: str) -> int:
    return int(_ask(f"SELECT count(*) FROM {table}"))


def _ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
