"""The daily partitions of reports and standings. Whoever writes a day asks for its partition first."""

import datetime as dt

from django.db import connection, transaction

TABLES = ("resumption_report", "resumption_standing")
LOCK = 0x46554701  # the advisory lock of those who make partitions
FILL = {
    "resumption_report": 100,
    "resumption_standing": 50,
}  # standings are rewritten all day: room for it on each page


def ensure(day: dt.date) -> None:
    """Makes the partitions of one day where they are missing; two who ask at once wait for each other.

    A partition is made apart and then attached: nobody who reads or writes other days waits for it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not _missing(cursor, day):
            return
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for table in _missing(cursor, day):
            name = f"{table}_{day:%Y%m%d}"
            cursor.execute(
                f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) "
                f"WITH (fillfactor = {FILL[table]})"
            )
            cursor.execute(
                f"ALTER TABLE {table} ATTACH PARTITION {name} "
                f"FOR VALUES FROM ('{day}') TO ('{day + dt.timedelta(days=1)}')"
            )


def _missing(cursor: object, day: dt.date) -> list[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT t FROM unnest(%s::text[]) t WHERE to_regclass(t || %s) IS NULL", [list(TABLES), f"_{day:%Y%m%d}"]
    )
    return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]
