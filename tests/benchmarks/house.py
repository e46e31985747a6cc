"""A database of one's own for a benchmark: made, migrated, and thrown away."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database() -> Iterator[None]:
    """Django set up on an empty, migrated database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")
    os.environ.setdefault("FUGONG_TESTING", "1")
    import django
    import structlog

    django.setup()
    from fugong.core import garbage

    garbage.look_seldom()  # as every process of an installation
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # figures alone on screen
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def tidy() -> None:
    """Statistics and free space as autovacuum keeps them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def processor() -> float:
    """Seconds of processor that this process and its database session have used."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ticks = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
