"""A database is laid out in our way, which draws up few models, exactly as Django would do it; so is one that was left halfway.

For comparison Django does all but what would take it minutes: new models, indexes and constraints are drawn up alone there too
(core/tests/test_new_models.py compares each kind of step with all models drawn up afresh).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

AT_ONCE = "migrate_database()\n"
HALFWAY = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
MigrationExecutor(connection).migrate([("workforce", "0002_days_apart"), ("supplies", "0001_initial")])
"""
IN_TWO_GOES = HALFWAY + AT_ONCE
PROGRAM = """
import sys
from pathlib import Path
import django
from django.conf import settings
from fugong.core import new_models
name, way, done, told = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = name
from django.db.migrations.state import ProjectState
if way == "django":
    new_models.draw_up_alone = lambda: None
    ProjectState.add_model, ProjectState._append_option = new_models._add_model, new_models._append
django.setup()
from fugong.core.backup import programs
from fugong.web.cli.migrating import migrate_database
assert (ProjectState.add_field.__module__ == "fugong.core.new_models") == (way == "ours")
exec(done)
programs.run("pg_dump", "--schema-only", output=Path(told))
"""
WRITTEN = [
    "SELECT app, name FROM django_migrations ORDER BY app, name",
    "SELECT app_label, model FROM django_content_type ORDER BY 1, 2",
    "SELECT codename, p.name, model FROM auth_permission p JOIN django_content_type t ON t.id = content_type_id ORDER BY 1, 2, 3",
]
SAID_IN_SQL = {
    "passes.0002_only_from_an_approved_case": "CREATE TRIGGER pass_from_approved",
    "registry.0002_statistics": "ALTER COLUMN search_terms SET STATISTICS 1000",
    "web.0001_initial": "CREATE UNLOGGED TABLE public.web_callcount",
}
ROWS = f"""
from django.db import connection
rows = []
with connection.cursor() as cursor:
    for asked in {WRITTEN}:
        cursor.execute(asked)
        rows.append(cursor.fetchall())
    assert all(rows)
    cursor.execute("COMMENT ON SCHEMA public IS %s", [repr(rows)])
"""
"""What migrating wrote is told beside the tables, as a comment, which the dump shows."""
WANTED = [
    "CREATE TRIGGER",
    "CREATE POLICY",
    "PARTITION BY",
    "CREATE UNLOGGED",
    "SET STATISTICS",
    "procrastinate_fetch_job",
]


@contextmanager
def databases(*names: str) -> Iterator[None]:
    with connection._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield
    finally:
        with connection._nodb_cursor() as cursor:
            for name in names:
                cursor.execute(f'DROP DATABASE "{name}"')


def schema(name: str, way: str, done: str, folder: Path) -> list[str]:
    """All that PostgreSQL says of a database in which something was done, by a process of its own."""
    told, paths = folder / f"{name}.sql", os.pathsep.join(sys.path)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fugong.settings", "PYTHONPATH": paths}
    run = subprocess.run([sys.executable, "-c", PROGRAM, name, way, done, told], env=environment, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    return [line for line in told.read_text().splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_the_database_is_the_one_that_django_makes(django_db_blocker: Any, tmp_path: Path) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    plain, at_once, in_two_goes = (f"laid_{way}_{worker}" for way in ("plain", "at_once", "in_two_goes"))
    with django_db_blocker.unblock(), databases(plain, at_once, in_two_goes):
        wanted = schema(plain, "django", AT_ONCE + ROWS, tmp_path)
        assert schema(at_once, "ours", AT_ONCE + ROWS, tmp_path) == wanted
        assert schema(in_two_goes, "ours", IN_TWO_GOES + ROWS, tmp_path) == wanted
        assert [each for each in WANTED if each not in "\n".join(wanted)] == []
        less = schema(at_once, "ours", "".join(map(taken_back, SAID_IN_SQL)), tmp_path)
        missed = "\n".join(set(wanted) - set(less))
        assert [name for name, shown in SAID_IN_SQL.items() if shown not in missed] == [], "it wouldn't be missed"


def taken_back(name: str) -> str:
    app, _, migration = name.partition(".")
    (step,) = [
        each for each in MigrationLoader(None).get_migration(app, migration).operations if isinstance(each, RunSQL)
    ]
    return f"from django.db import connection; connection.cursor().execute({step.reverse_sql!r})\n"
