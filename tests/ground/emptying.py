"""Taking away what a test has committed: from the tables that hold anything, while what migrations wrote stays."""

from functools import cache
from typing import Any

from django.db import connection

from ground.snapshots import TABLES

KEPT = {"django_content_type", "auth_permission", "django_migrations"}
"""What Django writes when it migrates: writing it again after each test takes longer than most tests."""


def empty(*_case: Any) -> None:
    """In place of Django's own, which clears each of some hundred tables, full or not."""
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.settings_dict["NAME"]))
        if full := cursor.fetchone()[0]:
            cursor.execute(f"TRUNCATE {', '.join(full)} CASCADE")


@cache
def _question(_database: str) -> str:
    """Which tables hold anything, as one array: the queue's, which Django doesn't manage, among them."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        quoted = [connection.ops.quote_name(name) for (name,) in cursor.fetchall() if name not in KEPT]
    asked = (f"CASE WHEN EXISTS (SELECT FROM {name}) THEN '{name}' END" for name in quoted)
    return f"SELECT array_remove(ARRAY[{', '.join(asked)}], NULL)"
