"""Migrations on a table of a million rows while two people work: one reads, one writes. What counts is how long either waited.

Each change is done as an upgrade does it (`core.harmless.patiently`); those that `core.harmless` calls harmful stand beside as
controls. Every second somebody reads the whole table, so that there is a lock to wait for. FUGONG_ROWS=10000000 for ten million.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg

from benchmarks.house import database

ROWS = int(os.environ.get("FUGONG_ROWS", "1000000"))
LABEL = "ledger"  # whose table it seems to be


def run() -> dict[str, Any]:
    from django.db import connection

    from fugong.core import harmless

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ledger_probe (id bigint PRIMARY KEY, n int NOT NULL, said varchar(60) NOT NULL)")
        cursor.execute(
            "INSERT INTO ledger_probe SELECT g, g %% 1000, 'row ' || g FROM generate_series(1, %s) g", [ROWS]
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_probe")
    state, found = _state(), {}
    for name, migration in _migrations():
        ((_migration, why),) = harmless.judge([migration], state.clone())
        with _people() as waits:
            began = time.monotonic()
            after = _apply(migration, state)
            took = time.monotonic() - began
        found[name] = {"harmless": not why, "took": round(took, 2), **waits}
        state = after
    worst = max(max(each["read"], each["write"]) for each in found.values() if each["harmless"])
    return {"rows": ROWS, "changes": found, "longest wait behind a harmless one": worst}


def _state() -> Any:
    from django.db import models
    from django.db.migrations.state import ModelState, ProjectState

    made = ProjectState()
    fields = [("id", models.BigIntegerField(primary_key=True)), ("n", models.IntegerField())]
    made.add_model(ModelState(LABEL, "Probe", [*fields, ("said", models.CharField(max_length=60))]))
    return made


def _migrations() -> Iterator[tuple[str, Any]]:
    from django.contrib.postgres.functions import RandomUUID
    from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
    from django.db import migrations, models

    from fugong.core.harmless import IndexBesideTheWork

    def of(*operations: Any, atomic: bool = True) -> Any:
        return type("Migration", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})("0099", LABEL)  # fmt: skip

    small = models.CheckConstraint(condition=models.Q(n__lt=1_000_000), name="probe_small")
    yield "a column that may be empty", of(migrations.AddField("probe", "note", models.TextField(null=True)))
    yield "a column with a value for all", of(migrations.AddField("probe", "kind", models.TextField(db_default="")))
    index = models.Index(fields=["n"], name="probe_n")
    yield "an index beside the work", of(IndexBesideTheWork("probe", index), atomic=False)
    yield "a check, not yet tried", of(AddConstraintNotValid("probe", small))
    yield "the check tried on all rows", of(ValidateConstraint("probe", "probe_small"))
    yield "an index taken away", of(migrations.RemoveIndex("probe", "probe_n"))
    yield "an index in the way", of(migrations.AddIndex("probe", models.Index(fields=["n"], name="probe_m")))
    yield (
        "a check tried at once",
        of(
            migrations.AddConstraint(
                "probe", models.CheckConstraint(condition=models.Q(n__gte=0), name="probe_m_check")
            )
        ),
    )
    yield (
        "a column with a check of its own",
        of(migrations.AddField("probe", "many", models.PositiveIntegerField(null=True))),
    )
    yield (
        "a column filled at random",
        of(migrations.AddField("probe", "key", models.UUIDField(db_default=RandomUUID()))),
    )
    yield "a wider column", of(migrations.AlterField("probe", "n", models.BigIntegerField()))


def _apply(migration: Any, state: Any) -> Any:
    from django.db import connection

    from fugong.core import harmless

    after: list[Any] = []

    def work() -> None:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            after.append(migration.apply(state.clone(), editor))

    harmless.patiently(work)
    return after[-1]


@contextmanager
def _people() -> Iterator[dict[str, float]]:
    """Somebody who reads and somebody who writes single rows, and a third who reads all; the longest that the first two waited."""
    over, waits = threading.Event(), {"read": 0.0, "write": 0.0}
    work = {
        "read": "SELECT said FROM ledger_probe WHERE id = %s",
        "write": "UPDATE ledger_probe SET said = 'again' WHERE id = %s",
    }

    def person(name: str) -> None:
        with psycopg.connect(_url(), autocommit=True) as line:
            while not over.is_set():
                began = time.monotonic()
                line.execute(work[name], [random.randint(1, ROWS)])
                waits[name] = round(max(waits[name], time.monotonic() - began), 3)
                time.sleep(0.002)

    def reader_of_all() -> None:
        with psycopg.connect(_url(), autocommit=True) as line:
            while not over.wait(1.0):
                line.execute("SELECT count(*), sum(length(said)) FROM ledger_probe")

    threads = [threading.Thread(target=person, args=(name,)) for name in work]
    threads.append(threading.Thread(target=reader_of_all))
    for thread in threads:
        thread.start()
    time.sleep(1.2)  # the third is reading
    try:
        yield waits
    finally:
        time.sleep(0.5)
        over.set()
        for thread in threads:
            thread.join()


def _url() -> str:
    from django.db import connection

    known = connection.get_connection_params()
    names = ("host", "port", "user", "dbname", "password")
    return psycopg.conninfo.make_conninfo(**{key: known[key] for key in names if key in known})


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
