"""How a place is written: in one transaction, of which no part is taken back alone, and whose references nobody looks up.

Savepoints would be a third of its statements, and looking up half a million references takes as long as filling a place. Tests write
places by the same code, and there each reference is checked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

ALIKE = 3  # times that a statement is told before its plan is kept
on_trust: ContextVar[bool] = ContextVar("on_trust", default=False)
"""Whether references are taken on trust here: in the processes of a demo."""


def plan_once() -> None:
    """From the next connection on the database keeps the plans of what it is told more than a few times, and joins as it is
    told: a place is twenty thousand statements, most of them alike and each of a few rows.
    """
    connection.close()
    connection.settings_dict["OPTIONS"] |= {
        "server_side_binding": True, "prepare_threshold": ALIKE, "options": "-c join_collapse_limit=2 -c synchronous_commit=off",
    }  # fmt: skip


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Within the block nested transactions have no savepoint: where one of them fails, all fails."""
    with _savepoints(False):
        yield


@contextmanager
def attempt() -> Iterator[None]:
    """Around what may be refused: it can be taken back alone again."""
    with _savepoints(True), transaction.atomic():
        yield


@contextmanager
def _savepoints(wanted: bool) -> Iterator[None]:
    features: Any = connection.features
    before = features.uses_savepoints
    features.uses_savepoints = wanted
    try:
        yield
    finally:
        features.uses_savepoints = before


@contextmanager
def unchecked() -> Iterator[None]:
    """Within the block no trigger fires, and so no reference is looked up: where that is wanted, and the database lets us.

    Not around supplies, whose balances a trigger keeps.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        if not on_trust.get() or not cursor.fetchone()[0]:
            yield
            return
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("RESET session_replication_role")
