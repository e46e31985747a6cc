"""`fugong migrate`: brings the database and the static files to this version."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from fugong.web.cli.ground import AsJson, show_json, show_table

NOT_SERVED = ["tabler", "redoc*"]  # icons stand inside the pages; one description of the API is enough


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate(
    plan: Annotated[
        bool, typer.Option("--plan", help="Only say what would be done, and whether people may go on.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the database and the static files to this version. Running it again changes nothing."""
    if plan:
        _show_plan(as_json=as_json)
        return
    migrate_database(verbosity=1)
    collect_static()


def what_is_open() -> dict[str, Any]:
    """The migrations that aren't applied, each harmless or not; and those applied that this version doesn't know."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from fugong.core.harmless import judge

    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    open_ones = [migration for migration, _backwards in executor.migration_plan(leaves)]
    state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
    steps = [{"name": str(each), "harmless": not why, "why": why} for each, why in judge(open_ones, state)]
    if not executor.loader.applied_migrations:
        steps = [{**step, "harmless": True, "why": ""} for step in steps]  # nobody works with an empty database
    known = executor.loader.disk_migrations or {}
    unknown = [f"{app}.{name}" for app, name in executor.loader.applied_migrations if (app, name) not in known]
    return {"steps": steps, "harmless": all(step["harmless"] for step in steps), "unknown": sorted(unknown)}


def _show_plan(*, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    found = what_is_open()
    if as_json:
        show_json(found)
    else:
        rows = [(step["name"], _("harmless") if step["harmless"] else step["why"]) for step in found["steps"]]
        show_table((_("migration"), _("while people work")), rows)
        for name in found["unknown"]:
            print(_("%(name)s was applied by a newer version.") % {"name": name})
    raise typer.Exit(1 if found["unknown"] else 0)


def migrate_database(*, verbosity: int = 0) -> None:
    """Migrations of every room and of the job queue, and the table of the shared cache. Writers never wait behind them."""
    from django.core.management import call_command

    from fugong.core.harmless import patiently

    patiently(lambda: call_command("migrate", interactive=False, verbosity=verbosity))
    call_command("createcachetable", verbosity=verbosity)


def collect_static() -> None:
    """Copies, names and compresses the static files, where any has changed since the last time."""
    from django.core.management import call_command

    if not static_is_current():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=NOT_SERVED)
        _seal().write_text(_digest())


def static_is_current() -> bool:
    """Whether what is collected is what this version has."""
    from django.conf import settings

    return settings.STATIC_ROOT.exists() and _seal().exists() and _seal().read_text() == _digest()


def _seal() -> Path:
    from django.conf import settings

    return settings.VAR / "static.digest"


def _digest() -> str:
    """What the static files are now: names, sizes and times of change, of all finders."""
    from django.contrib.staticfiles.finders import get_finders

    seen = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            seen.append((name, stat.st_size, stat.st_mtime_ns))
    return hashlib.sha256(json.dumps(sorted(seen)).encode()).hexdigest()
