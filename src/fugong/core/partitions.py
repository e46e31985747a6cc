"""Tables partitioned by day: whoever writes a day asks for its partition first, and days that are over go as a whole."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from fugong.core.second_wall import as_installation

LOCK = 0x46554701  # the advisory lock of those who make or drop partitions


@dataclass(frozen=True)
class Daily:
    """Tables that are partitioned alike; each with its fill factor: less than 100 where rows are rewritten."""

    tables: Mapping[str, int]

    @as_installation()
    def ensure(self, day: dt.date) -> None:
        """Makes the partitions of one day where they are missing; two who ask at once wait for each other.

        A partition is made apart and then attached: nobody who reads or writes other days waits for it.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            if not self._missing(cursor, day):
                return
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            for table in self._missing(cursor, day):
                name = f"{table}_{day:%Y%m%d}"
                cursor.execute(
                    f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) "
                    f"WITH (fillfactor = {self.tables[table]})"
                )
                cursor.execute(
                    f"ALTER TABLE {table} ATTACH PARTITION {name} "
                    f"FOR VALUES FROM ('{day}') TO ('{day + dt.timedelta(days=1)}')"
                )

    def days(self, table: str) -> list[dt.date]:
        """The days that a table has partitions for, the oldest first."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [table])
            names = [name.rpartition("_")[2] for (name,) in cursor.fetchall()]
        return sorted(dt.datetime.strptime(name, "%Y%m%d").date() for name in names)  # noqa: DTZ007 (a day)

    def drop(self, table: str, day: dt.date) -> None:
        """Removes a day as a whole; its pages are given back to the disk at once."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute(f"DROP TABLE IF EXISTS {table}_{day:%Y%m%d}")

    def _missing(self, cursor: Any, day: dt.date) -> list[str]:
        """By the catalogue's own rows: `to_regclass` remembers "there is none" while another makes it."""
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) t WHERE NOT EXISTS (SELECT FROM pg_class"
            " WHERE relname = t || %s AND relnamespace = current_schema()::regnamespace)",
            [list(self.tables), f"_{day:%Y%m%d}"],
        )
        return [row[0] for row in cursor.fetchall()]
