"""`fugong migrate`: brings the database and the static files to this version."""

import hashlib
import json
from pathlib import Path

import typer

NOT_SERVED = ["tabler", "redoc*"]  # icons stand inside the pages; one description of the API is enough


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate() -> None:
    """Bring the database and the static files to this version. Running it again changes nothing."""
    migrate_database(verbosity=1)
    collect_static()


def migrate_database(*, verbosity: int = 0) -> None:
    """Migrations of every room and of the job queue, and the table of the shared cache."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)
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
