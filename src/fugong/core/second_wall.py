"""The role of the database under which pages read (the second wall, ADR 0043), and stepping out of it for what the installation does."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from django.db import connection
from psycopg.errors import InFailedSqlTransaction

ROLE = "fugong_reader"
BUILT = """
SELECT coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') AND has_table_privilege(oid, 'places_campaign', 'SELECT')
                 FROM pg_roles WHERE rolname = %(role)s), false)
"""


@cache
def is_built(_database: str) -> bool:
    """Whether the role is there, may be taken on and may read. Looked at once a process."""
    return bool(said(BUILT, {"role": ROLE})[0])


def is_up() -> bool:
    """Whether this line reads behind the wall."""
    return bool(getattr(connection, "fugong_wall", False))


def mark(up: bool) -> None:
    connection.fugong_wall = up  # type: ignore[attr-defined]


def said(statement: str, values: Any = None) -> Any:
    """Says something about the line itself, and gives the first row: it is no question of the page's, and isn't counted as one."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


@contextmanager
def as_installation() -> Iterator[None]:
    """What happens here is done for everybody, though one person's reading set it off: the day's first look makes its rows."""
    if not is_up():
        yield
        return
    said("SELECT set_config('role', 'none', false)")
    mark(False)
    try:
        yield
    finally:
        mark(True)
        with suppress(InFailedSqlTransaction):  # rolling back brings the role back by itself
            said("SELECT set_config('role', %s, false)", [ROLE])
