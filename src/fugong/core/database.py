"""Which PostgreSQL: the one that DATABASE_URL names, or an embedded one that keeps its data in VAR/pg."""

import os
from pathlib import Path
from typing import Any

import environ

from fugong.core.embedded import DATABASE, SUPERUSER, Embedded, data_folder

DEMO_MARK = "fugong demo"  # the comment on a database that holds made-up data


def embedded(var: Path) -> Embedded | None:
    """The embedded server of that VAR folder; None where DATABASE_URL names another."""
    return None if os.environ.get("DATABASE_URL") else Embedded(data_folder(var / "pg"))


def database_settings(var: Path) -> dict[str, Any]:
    """Django's settings: checked connections, kept for ten minutes. The embedded server starts at the first of them."""
    server = embedded(var)
    if server:
        where = {
            "ENGINE": "fugong.core.postgresql",
            "NAME": DATABASE,
            "USER": SUPERUSER,
            "HOST": str(server.socket_folder),
            "EMBEDDED": server.data,
        }
    else:
        where = environ.Env.db_url_config(os.environ["DATABASE_URL"], engine="django.db.backends.postgresql")
    return {**where, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "TEST": {"TEMPLATE": "template0"}}


def is_demo() -> bool:
    """Whether the database says of itself that its data are made up."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        return cursor.fetchone()[0] == DEMO_MARK


def mark_as_demo() -> None:
    """Writes on the database itself that its data are made up: the mark goes where the data go."""
    from django.db import connection

    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{DEMO_MARK}'")
