"""Migrations that run while people work: which are harmless, and that no writer waits behind one."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Length, Now

from fugong.core import harmless

STALL = 0.5  # seconds: what a writer may wait


def state() -> ProjectState:
    made = ProjectState()
    made.add_model(
        ModelState(
            "ledger",
            "Event",
            [("id", models.BigAutoField(primary_key=True)), ("verb", models.CharField(max_length=60))],
        )
    )
    return made


def judged(*operations: object, **declared: object) -> str:
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), **declared})(
        "0099_next", "ledger"
    )
    ((_migration, why),) = harmless.judge([migration], state())
    return why


INDEX = models.Index(fields=["verb"], name="event_verb")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("event", "note", models.TextField(null=True)),
        migrations.AddField("event", "note", models.TextField(db_default="")),
        migrations.AddField("event", "seen", models.DateTimeField(db_default=Now())),
        migrations.AddField("event", "many", models.IntegerField(null=True)),
        migrations.AlterField("event", "verb", models.CharField(max_length=60, help_text="another")),
        harmless.IndexBesideTheWork("event", INDEX),
        AddConstraintNotValid("event", models.CheckConstraint(condition=models.Q(verb__gt=""), name="said")),
        migrations.RemoveConstraint("event", "gone"),
    ],
)
def test_what_nobody_notices_is_harmless(operation: object) -> None:
    assert judged(operation) == "" or isinstance(operation, migrations.RemoveConstraint)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("event", "note", models.TextField(default="")),
        migrations.AddField("event", "note", models.TextField(null=True, db_index=True)),
        migrations.AddField("event", "many", models.PositiveIntegerField(null=True)),
        migrations.AddField("event", "key", models.UUIDField(db_default=RandomUUID())),
        migrations.AddField("event", "key", models.UUIDField(null=True, db_default=RandomUUID())),
        migrations.AddField(
            "event",
            "long",
            models.GeneratedField(
                expression=Length("verb"), output_field=models.IntegerField(null=True), db_persist=True, null=True
            ),
        ),
        migrations.RemoveField("event", "verb"),
        migrations.AlterField("event", "verb", models.CharField(max_length=80)),
        migrations.AddIndex("event", INDEX),
        migrations.AddConstraint("event", models.UniqueConstraint(fields=["verb"], name="once")),
        migrations.RunSQL("SELECT 1"),
        migrations.RenameField("event", "verb", "word"),
    ],
)
def test_what_stops_people_says_why(operation: object) -> None:
    assert judged(operation)


def test_a_migration_may_say_itself_what_it_is() -> None:
    assert judged(migrations.RunSQL("SELECT 1"), harmless=True) == ""
    assert judged(
        migrations.AddField("event", "n", models.TextField(null=True)), stops_work="sums are counted anew"
    ) == ("sums are counted anew")


def test_every_migration_since_the_first_release_is_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    assert harmless.check_migrations() == []
    monkeypatch.setattr(harmless, "first_release", frozenset)
    assert harmless.check_migrations(), "were none known, some of the first release would be found"


@pytest.fixture
def table(transactional_db: None) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probed (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int)")
        cursor.execute("INSERT INTO probed (n) SELECT g FROM generate_series(1, 20000) g")
    yield "probed"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS probed")


def longest_wait(waits: str) -> float:
    """The longest time that a writer waited while a column was added behind somebody who reads for long."""
    url = psycopg.conninfo.make_conninfo(
        **{
            k: v
            for k, v in connection.get_connection_params().items()
            if k in ("host", "port", "user", "dbname", "password")
        }
    )
    longest, done, reading = 0.0, threading.Event(), threading.Event()

    def read() -> None:
        with psycopg.connect(url) as line:
            line.execute("SELECT count(*) FROM probed")
            reading.set()
            done.wait(1.3)  # the transaction, and with it the lock, stays open

    def write() -> None:
        nonlocal longest
        with psycopg.connect(url, autocommit=True) as line:
            while not done.is_set():
                began = time.monotonic()
                line.execute("INSERT INTO probed (n) VALUES (1)")
                longest = max(longest, time.monotonic() - began)
                done.wait(0.01)

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE probed ADD COLUMN IF NOT EXISTS note text")

    threads = [threading.Thread(target=each) for each in (read, write)]
    threads[0].start()
    reading.wait()
    threads[1].start()
    try:
        harmless.patiently(work, waits=waits)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    return longest


def test_no_writer_waits_behind_a_migration(table: str) -> None:
    assert longest_wait("150ms") <= STALL
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE probed DROP COLUMN note")
    assert longest_wait("0") > STALL, "without the bound the writer stands in the queue behind it"
