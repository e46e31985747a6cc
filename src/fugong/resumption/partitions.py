"""The daily partitions of reports and standings. Whoever writes a day asks for its partition first."""

import datetime as dt

from django.db import connection, transaction

TABLES = ("resumption_report", "resumption_standing")
LOCK = 0x46554701  # the advisory lock of those who make partitions


def ensure(day: dt.date) -> None:
    """Makes the partitions of one day where they are missing; two who ask at once wait for each other."""
    with transaction.atomic(), connection.cursor() as cursor:
        names = [f"{table}_{day:%Y%m%d}" for table in TABLES]
        cursor.execute("SELECT count(to_regclass(n)) FROM unnest(%s::text[]) n", [names])
        if cursor.fetchone()[0] == len(TABLES):
            return
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for table, name in zip(TABLES, names, strict=True):
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} "
                f"FOR VALUES FROM ('{day}') TO ('{day + dt.timedelta(days=1)}')"
            )
