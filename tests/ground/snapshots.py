"""Rows that many tests begin with are made once by the real actions, and laid down again as they were.

What is laid down was written by the same actions a moment before; only the making is spared.
"""

import io
import pickle
from dataclasses import dataclass
from typing import Any

import django
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DJANGO_VERSION_PICKLE_KEY, connection, transaction
from django.db.models import Model
from django.db.models.base import model_unpickle

ALWAYS_THERE = {ContentType._meta.db_table, Permission._meta.db_table, "django_migrations"}
COLUMNS = """
    SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""
TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    ORDER BY relname
"""


@dataclass(frozen=True)
class Snapshot:
    """The rows of every table, and the objects that stand for some of them."""

    rows: dict[str, tuple[str, bytes]]  # table → its columns, what COPY wrote
    objects: bytes

    @classmethod
    def take(cls, objects: Any) -> "Snapshot":
        """All rows there are; the database must have been `untouched` before they were made."""
        with connection.cursor() as cursor:
            rows = {}
            for table in _filled(cursor):
                cursor.execute(COLUMNS, [table])
                columns = cursor.fetchone()[0]
                with cursor.copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT (FORMAT binary)") as copy:
                    rows[table] = columns, b"".join(copy)
        kept = io.BytesIO()
        _Columns(kept).dump(objects)
        return cls(rows, kept.getvalue())

    def lay(self) -> Any:
        """Puts the rows back; gives the objects, each test its own. The numbers that they bear are given to nobody else:
        sequences never go back."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # rows that referred to each other still do
            for table, (columns, content) in self.rows.items():
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as copy:
                    copy.write(content)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        return pickle.loads(self.objects)  # noqa: S301 - our own, from this process


class _Columns(pickle.Pickler):
    """Keeps what a row holds and the rows that were read with it; nothing that was worked out from them."""

    def reducer_override(self, found: Any) -> Any:
        if not isinstance(found, Model):
            return NotImplemented
        names = [field.attname for field in found._meta.concrete_fields]
        columns = {name: value for name, value in vars(found).items() if name in names}
        state = {**columns, "_state": found._state, DJANGO_VERSION_PICKLE_KEY: django.__version__}
        return model_unpickle, (type(found),), state


def untouched() -> bool:
    """Whether nothing is in the database but what every installation begins with."""
    with connection.cursor() as cursor:
        return not _filled(cursor)


def _filled(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    tables = [table for (table,) in cursor.fetchall() if table not in ALWAYS_THERE]
    cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {table})" for table in tables))
    return [table for table, filled in zip(tables, cursor.fetchone(), strict=True) if filled]
