"""`fugong migrate`: brings the database and the static files to this version."""

import hashlib
import json
from pathlib import Path

import typer


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
    from django.conf import settings
    from django.core.management import call_command

    seal = settings.VAR / "static.digest"
    digest = _digest()
    if settings.STATIC_ROOT.exists() and seal.exists() and seal.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    seal.write_text(digest)


def _digest() -> str:
    """What the static files are now: names, sizes and times of change, of all finders."""
    from django.contrib.staticfiles.finders import get_finders

    seen = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            seen.append((name, stat.st_size, stat.st_mtime_ns))
    return hashlib.sha256(json.dumps(sorted(seen)).encode()).hexdigest()
