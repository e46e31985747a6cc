"""`fugong nightly`: what every installation needs every night, from a timer: a backup, old ones gone, logs turned over."""

import datetime as dt
import json
from pathlib import Path

import typer

MONTHS = 6
TRIED_WEEKDAY = 6  # Sundays a backup is restored to try it


def register(app: typer.Typer) -> None:
    app.command()(nightly)


def nightly() -> None:
    """Make the night's backup, drop old ones, try one on Sundays, turn logs over. For a timer, or cron."""
    from django.conf import settings

    from fugong.core import backup as backups
    from fugong.core import clock, logs
    from fugong.core.backup import trying

    now = clock.local(clock.now())
    folder = Path(settings.BACKUPS)
    logs.turn_over(settings.VAR / "log", day=now.date(), keep=settings.LOG_DAYS)
    _forget_counts(settings.VAR / "metrics")
    file = folder / f"nightly-{now:%Y%m%d-%H%M%S}.tar"
    manifest = backups.make(file, with_secrets=False)
    for old in superfluous(folder, keep=settings.BACKUPS_KEPT):
        old.unlink()
        trying.note_of(old).unlink(missing_ok=True)
    tried = now.weekday() == TRIED_WEEKDAY or not any(folder.glob("*.tried.json"))
    if tried:
        trying.attempt(file)
    said = {
        "file": str(file),
        "rows": sum(manifest.tables.values()),
        "documents": len(manifest.files) - 1,
        "tried": tried,
    }
    print(json.dumps({"at": now.isoformat(), "event": "nightly", **said}, ensure_ascii=False))


def superfluous(folder: Path, *, keep: int) -> list[Path]:
    """The nights' backups that are neither among the newest `keep` nor the last of one of the last six months."""
    nights = sorted(folder.glob("nightly-????????-??????.tar"), reverse=True)
    months = {night.name[8:14]: night for night in reversed(nights)}  # the last of each month stands
    kept = {*nights[:keep], *(months[month] for month in sorted(months)[-MONTHS:])}
    return [night for night in nights if night not in kept]


def _forget_counts(folder: Path) -> None:
    """Counts of processes that ended long ago."""
    from fugong.core import clock

    for path in folder.glob("*.db"):
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        if clock.now() - written > dt.timedelta(days=2):
            path.unlink(missing_ok=True)
