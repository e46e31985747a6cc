"""A7: workers are killed in the midst of their jobs: nothing is lost, nothing is done twice, nothing stays stuck.

A few kills in the ordinary run; `FUGONG_KILLS=200 bin/test tests/faults/test_killed_workers.py -p no:xdist` for the long one.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from faults.workers import Nursery, real_time
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from fugong.channels.models import Address, Delivery, Gateway
from fugong.core import clock, crypto
from fugong.demands import actions
from fugong.ledger.models import Event
from fugong.ledger.recording import record
from ground.receivers import Heard, Receiver, receiver

KILLS = int(os.environ.get("FUGONG_KILLS", "4"))
STUCK = 60  # seconds after which what isn't done counts as stuck
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(max(300, 10 * KILLS))]


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(connection.settings_dict["NAME"], tmp_path_factory.mktemp("workers") / "log") as found:
        yield found


@pytest.fixture
def nursery(house: Nursery, transactional_db: None) -> Iterator[Nursery]:
    """No worker and no job at the beginning and at the end."""
    _forget_jobs()
    yield house
    house.kill_all()
    _forget_jobs()


@pytest.fixture
def phones(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """An SMS gateway, and two people who are told everything by SMS."""
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds, "test.urgent": Kind("test.urgent", "test", urgent=True)})
    with receiver() as found:
        Gateway.objects.create(
            name="短信", url=found.url, body='{"id": "{id}"}', made_at=clock.now(), per_minute=600_000
        )
        for person in (cast.liaison, cast.officer):
            number = f"+86138{person.pk:08d}"
            Address.objects.create(
                person=person, channel="sms", value=number, index=crypto.blind_index(number, "channels.address"),
                label="138***", added_at=clock.now(), verified_at=clock.now(),
            )  # fmt: skip
        yield found


# Messages


@pytest.mark.thorough
def test_killed_workers_lose_no_message_and_repeat_only_what_was_on_its_way(
    cast: Any, nursery: Nursery, phones: Receiver
) -> None:
    """Every other one dies while a receiver listens to it, the others after a moment by chance; half the changes are
    rolled back."""
    killing = _Killing(nursery, random.Random(7))
    phones.says = killing.says
    kept: set[str] = set()
    while killing.kills < KILLS:
        killing.while_it_speaks = killing.kills % 2 == 0
        killing.worker = nursery.start()
        for _each in range(4):
            kept.add(_tell(cast))
            _tell(cast, takes_it_back=True)
        if killing.while_it_speaks:
            _until(lambda: not killing.worker)
        else:
            killing.within(0.6)
    phones.says = lambda heard: (200, b"")
    nursery.start()
    _until(lambda: not Delivery.objects.filter(state="waiting").exists() and not _unfinished())
    assert set(Delivery.objects.values_list("state", "code")) == {("sent", "")}
    assert set(phones.events) == kept, "each was sent, and nothing that was rolled back"
    repeats = Counter(heard.json["id"] for heard in phones.heard)
    assert set(repeats) == {str(uid) for uid in Delivery.objects.values_list("uid", flat=True)}, "repeats bear their id"
    assert sum(repeats.values()) > len(repeats), "some were killed on their way: else nothing was tried here"


@pytest.mark.thorough
def test_without_leases_what_a_killed_worker_held_is_lost(cast: Any, nursery: Nursery, phones: Receiver) -> None:
    """The negative control: the same kill, and a delivery that nobody takes up again."""
    killing = _Killing(nursery, random.Random(7))
    killing.while_it_speaks = True
    phones.says = killing.says
    _tell(cast)
    killing.worker = nursery.start("lease")
    _until(lambda: killing.kills == 1)
    nursery.start("lease")
    _until(lambda: _done("pick_up") >= 4 and not _unfinished())
    lost = "SELECT count(*) FROM channels_delivery WHERE state = 'waiting' AND due_at > now() + interval '1 day'"
    assert _ask(lost), "the job was done again, and what it had held it didn't find"


def test_what_is_told_outside_the_change_is_sent_though_it_was_rolled_back(
    cast: Any, nursery: Nursery, phones: Receiver
) -> None:
    """The negative control of the transaction: the test above can see a lie."""
    uid = _tell(cast, takes_it_back=True, outside=True)
    nursery.start()
    _until(lambda: phones.events)
    assert uid in phones.events and not Event.objects.filter(uid=uid).exists()


# Deadlines


@pytest.mark.thorough
def test_a_sweep_that_was_killed_is_done_by_another_and_fires_each_deadline_once(cast: Any, nursery: Nursery) -> None:
    demands = _late_demands(cast)
    _killed_in_the_midst_of_a_sweep(nursery)
    assert _fired() == [], "nothing is half done"
    nursery.start()
    _until(lambda: len(_fired()) >= 3 * len(demands))
    fired = _fired()
    assert len(fired) == len(set(fired)) == 3 * len(demands), "overdue, and both rungs of the ladder"


@pytest.mark.thorough
def test_without_free_jobs_a_killed_sweep_holds_up_all_that_follow(cast: Any, nursery: Nursery) -> None:
    """The negative control: its lock is held by a job of nobody, so no other sweep begins."""
    _late_demands(cast)
    _killed_in_the_midst_of_a_sweep(nursery)
    nursery.start("free_jobs")
    _until(lambda: _done("pick_up") >= 4 and "sweep_deadlines" in _held_by_the_dead())  # it may have had more in hand
    assert _fired() == []


class _Killing:
    """Kills the worker of the round: while it speaks to a receiver, or after a moment by chance."""

    def __init__(self, nursery: Nursery, chance: random.Random) -> None:
        self.nursery, self.chance = nursery, chance
        self.kills, self.worker, self.while_it_speaks = 0, 0, False
        self.guard = threading.Lock()

    def says(self, _heard: Heard) -> tuple[int, bytes]:
        with self.guard:
            if self.worker and self.while_it_speaks:
                self._kill()
        return 200, b""  # to nobody, where it was killed

    def within(self, seconds: float) -> None:
        threading.Event().wait(self.chance.uniform(0, seconds))
        with self.guard:
            self._kill()

    def _kill(self) -> None:
        self.nursery.kill(self.worker)
        self.kills, self.worker = self.kills + 1, 0


class _Undone(Exception):
    pass


def _tell(cast: Any, *, takes_it_back: bool = False, outside: bool = False) -> str:
    """A change with its event, told to two people; the id of the event."""
    uid = ""
    try:
        with real_time(), transaction.atomic():
            event = record("test.happened", cast.river, by=cast.desk)
            uid = str(event.uid)
            if not outside:
                _say(cast, event)
            if takes_it_back:
                raise _Undone
    except _Undone:
        if outside:
            _say(cast, event)
    return uid


def _say(cast: Any, event: Any) -> None:
    tell(kind="test.urgent", people=[cast.liaison, cast.officer], title="甲事已办", url="/me/", event=event)


def _late_demands(cast: Any) -> list[Any]:
    """Demands of the cast's day: on that of the workers they are overdue, and past both rungs of their ladder."""
    given = {"campaign": cast.campaign, "enterprise": cast.river, "category": "labour", "by": cast.liaison}
    return [actions.receive(text=f"缺焊工{n}", **given) for n in range(6)]


def _killed_in_the_midst_of_a_sweep(nursery: Nursery) -> None:
    """The sweep has taken its rows and waits to write its events when its worker is killed."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=False) as other:
        other.execute("LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE")
        worker = nursery.start()
        _until(lambda: _ask("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'ledger_event'::regclass"))
        nursery.kill(worker)
        other.rollback()
    _until(lambda: not _ask(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query LIKE 'COPY ledger%%'"
    ))  # fmt: skip


def _fired() -> list[tuple[Any, ...]]:
    verbs = ["demand.overdue", "demand.escalate"]
    return list(Event.objects.filter(verb__in=verbs).values_list("verb", "subject_key", "data__was_due"))


def _unfinished() -> int:
    """Jobs that some worker, dead or alive, has in hand, or that nobody has begun."""
    return int(
        _ask(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name LIKE '%%.deliver'"
        )
    )


def _held_by_the_dead() -> list[str]:
    """Names of the jobs in the hands of workers that say nothing any more."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT DISTINCT split_part(task_name, '.', 4) FROM procrastinate_jobs job
            LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
            WHERE status = 'doing' AND (worker.id IS NULL OR last_heartbeat < now() - interval '3 seconds')
        """)
        return [name for (name,) in cursor.fetchall()]


def _done(task: str) -> int:
    return int(
        _ask(f"SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded' AND task_name LIKE '%%.{task}'")
    )


def _ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, [])
        return cursor.fetchone()[0]


def _until(happened: Callable[[], Any]) -> None:
    """Returns once it happened; what doesn't within STUCK seconds is stuck."""
    for _look in range(STUCK * 20):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("stuck")


def _forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"
        )
