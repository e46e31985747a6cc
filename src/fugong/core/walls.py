"""The role of the database under which pages read (the second wall, ADR 0043), and stepping out of it for what the installation does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg.errors import InFailedSqlTransaction

ROLE = "fugong_reader"


def is_up() -> bool:
    """Whether this line reads behind the wall."""
    return bool(getattr(connection, "fugong_wall", False))


def mark(up: bool) -> None:
    connection.fugong_wall = up  # type: ignore[attr-defined]


def said(statement: str, values: Any = None) -> None:
    """Says something about the line itself: it is no question of the page's, and isn't counted as one."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def as_installation() -> Iterator[None]:
    """What happens here is done for everybody, though the reading of one person set it off: the day's first look makes the day's rows."""
    if not is_up():
        yield
        return
    said("SELECT set_config('role', 'none', false)")
    mark(False)
    try:
        yield
    finally:
        mark(True)
        try:
            said("SELECT set_config('role', %s, false)", [ROLE])
        except InFailedSqlTransaction:  # rolling back brings the role back by itself
            pass
