"""Running PostgreSQL's own programs against the database that Django uses."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from fugong.core import embedded
from fugong.core.errors import Refused

CONNECTION = ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "options")


def run(program: str, *arguments: object, output: Path | None = None) -> None:
    """Runs pg_dump, pg_restore or psql; `output` takes what it prints. Raises Refused with what it said."""
    command = [_path(program), *map(str, arguments)]
    with (output or Path(os.devnull)).open("wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=_environment(), check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Refused(_("%(program)s did not succeed: %(said)s") % {"program": program, "said": said})


def _path(program: str) -> str:
    try:
        return str(embedded.programs() / program)
    except embedded.CannotStart:
        found = shutil.which(program)
    if not found:
        raise Refused(_("%(program)s is not installed here.") % {"program": program})
    return found


def _environment() -> dict[str, str]:
    """The connection as PostgreSQL's programs read it: nothing secret stands in the command line."""
    parameters: dict[str, Any] = {**connection.get_connection_params()}
    names = {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    told = {
        names.get(key, f"PG{key.upper()}"): str(parameters[key])
        for key in (*CONNECTION, "password")
        if parameters.get(key) not in (None, "")
    }
    return {**os.environ, **told, "PGCONNECT_TIMEOUT": "10"}
