"""`fugong doctor`: what is wrong with this installation, and how to mend it; `fugong health`: whether it works now."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

import typer

from fugong.web.cli.ground import AsJson, show_json, show_table

OLDEST_POSTGRESQL = 150_000
SCARCE, LITTLE = 200 * 2**20, 2 * 2**30  # bytes of free disk
CLOCKS_APART = timedelta(seconds=5)
WORKER_SILENT = timedelta(minutes=2)
UNSEALED = timedelta(minutes=15)
BACKUP_OLD = timedelta(days=2)
TRIAL_OLD = timedelta(days=40)
SIGNS = {"ok": "✓", "warn": "!", "bad": "✗"}

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    name: str
    level: Level
    found: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def register(app: typer.Typer) -> None:
    app.command()(doctor)
    app.command()(health)


def doctor(as_json: AsJson = False) -> None:
    """Look at everything that an installation needs, and say what to mend."""
    _report([*_examine(ESSENTIAL), *_examine(FURTHER)], as_json=as_json)


def health(as_json: AsJson = False) -> None:
    """Whether database, migrations and worker are well; exit code 1 where not."""
    _report(list(_examine(ESSENTIAL)), as_json=as_json)


def _examine(checks: tuple[Check, ...]) -> Iterator[Finding]:
    """Each check's findings; a check that breaks is a finding too, and the next goes on."""
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            name = check.__name__.strip("_").replace("_", " ")
            yield Finding(name, "bad", f"{type(error).__name__}: {error}".splitlines()[0])


def _report(findings: list[Finding], *, as_json: bool) -> None:
    well = not any(finding.level == "bad" for finding in findings)
    if as_json:
        show_json({"well": well, "findings": [asdict(finding) for finding in findings]})
    else:
        show_table(("", "", "", ""), [(SIGNS[f.level], f.name, f.found, f.mend) for f in findings])
    raise typer.Exit(0 if well else 1)


def _database() -> Iterator[Finding]:
    from django.db import connection
    from django.utils.translation import gettext as _

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
    old = number < OLDEST_POSTGRESQL
    yield Finding(
        _("database"), "bad" if old else "ok", f"PostgreSQL {version}", _("Use PostgreSQL 15 or newer.") if old else ""
    )


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.utils.translation import gettext as _

    executor = MigrationExecutor(connection)
    open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    found = _("%(n)s not applied") % {"n": len(open_ones)} if open_ones else _("all applied")
    yield Finding(_("migrations"), "bad" if open_ones else "ok", found, _("Run `fugong migrate`.") if open_ones else "")


def _worker() -> Iterator[Finding]:
    from django.db import connection
    from django.utils.translation import gettext as _

    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - max(last_heartbeat) FROM procrastinate_workers")
        silent = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'todo') FROM procrastinate_jobs"
        )
        failed, waiting = cursor.fetchone()
    away = silent is None or silent > WORKER_SILENT
    found = _("no sign of life") if away else _("at work; %(n)s jobs wait") % {"n": waiting}
    yield Finding(_("worker"), "bad" if away else "ok", found, _("Start `fugong worker`.") if away else "")
    if failed:
        yield Finding(_("failed jobs"), "warn", str(failed), _("See the worker's log, then table procrastinate_jobs."))


def _folders() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    for folder in dict.fromkeys((settings.VAR, settings.MEDIA_ROOT)):
        probe = folder / ".doctor"
        try:
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        except OSError as error:
            yield Finding(
                _("folder"), "bad", str(error), _("Let the service's user write to %(folder)s.") % {"folder": folder}
            )
            continue
        free = shutil.disk_usage(folder).free
        level: Level = "bad" if free < SCARCE else "warn" if free < LITTLE else "ok"
        found = _("%(folder)s: %(gigabytes)s GB free") % {"folder": folder, "gigabytes": round(free / 2**30, 1)}
        yield Finding(_("folder"), level, found, "" if level == "ok" else _("Make room on this disk."))


def _secrets() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    for name in ("data_key", "secret_key"):
        path: Path = settings.VAR / f"{name}.secret"
        if not path.exists():
            yield Finding(name, "ok", _("given by the environment"))
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(name, "bad", _("others may read %(file)s") % {"file": path}, f"chmod 600 {path}")
        else:
            mend = _("Keep a copy elsewhere: without it personal data can't be read.") if name == "data_key" else ""
            yield Finding(name, "ok", str(path), mend)


def _static_files() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    from fugong.web.cli.migrating import static_is_current

    current = static_is_current()
    found = _("collected") if current else _("older than this version, or not collected")
    yield Finding(_("static files"), "ok" if current else "bad", found, "" if current else _("Run `fugong migrate`."))


def _clock() -> Iterator[Finding]:
    from django.conf import settings
    from django.db import connection
    from django.utils.translation import gettext as _

    from fugong.core import clock

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(cursor.fetchone()[0] - clock.now())
    wrong = apart > CLOCKS_APART
    found = _("%(time)s in %(zone)s") % {
        "time": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "zone": settings.TIME_ZONE,
    }
    if wrong:
        found += "; " + _("the database's clock is %(s)s s away") % {"s": round(apart.total_seconds())}
    yield Finding(_("clock"), "bad" if wrong else "ok", found, _("Run NTP on both machines.") if wrong else "")


def _packs() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused
    from fugong.policy import loaded

    for key in loaded.keys():  # noqa: SIM118
        name = _("pack %(key)s") % {"key": key}
        try:
            loaded.pack(key)
        except Refused as refusal:
            yield Finding(name, "bad", refusal.message, f"fugong pack lint {key}")
        else:
            yield Finding(name, "ok", _("sound"))


def _addresses() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    beyond = [host for host in settings.HOST_NAMES if host not in ("localhost", "127.0.0.1", "[::1]")]
    if beyond and not settings.HTTPS:
        mend = _("Set FUGONG_HTTPS=1 behind a certificate: phones allow camera and offline use only so.")
        yield Finding(_("addresses"), "warn", ", ".join(beyond) + " (http)", mend)
    else:
        yield Finding(_("addresses"), "ok", ", ".join(settings.HOST_NAMES))


def _made_up_data() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from fugong.core.database import is_demo

    if is_demo() and not settings.DEMO:
        yield Finding(
            _("data"), "warn", _("the demo's, made up"), _("For real work name another FUGONG_VAR or DATABASE_URL.")
        )


def _second_wall() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from fugong.web import wall_policies

    if not settings.SECOND_WALL:
        yield Finding(_("second wall"), "warn", _("taken down by FUGONG_SECOND_WALL"), _("Set FUGONG_SECOND_WALL=1."))
    elif wall_policies.stands():
        yield Finding(_("second wall"), "ok", _("stands"))
    else:
        mend = _(
            "Let the database’s user make roles, then run `fugong migrate` (docs/operations.md, “The second wall”)."
        )
        yield Finding(_("second wall"), "warn", _("isn’t there"), mend)


def _ledger() -> Iterator[Finding]:
    from django.utils.translation import gettext as _

    from fugong.core import clock
    from fugong.ledger import sealing

    since, last = sealing.unsealed_since(), sealing.head()
    if since and clock.now() - since > UNSEALED:
        mend = _("Start `fugong worker`, or look for a transaction that doesn’t end.")
        yield Finding(
            _("ledger"), "warn", _("not sealed since %(moment)s") % {"moment": f"{since:%Y-%m-%d %H:%M} UTC"}, mend
        )
    else:
        yield Finding(_("ledger"), "ok", _("sealed up to no. %(n)s") % {"n": last.number if last else 0})


def _backups() -> Iterator[Finding]:
    from datetime import UTC, datetime

    from django.conf import settings
    from django.utils.translation import gettext as _

    from fugong.core import clock

    folder = Path(settings.BACKUPS)
    files = sorted(folder.glob("*.tar"), key=lambda path: path.stat().st_mtime)
    if not files:
        yield Finding(
            _("backup"), "warn", _("none here"), _("Run `fugong nightly` every night, and keep copies elsewhere.")
        )
        return
    age = clock.now() - datetime.fromtimestamp(files[-1].stat().st_mtime, UTC)
    old = age > BACKUP_OLD
    found = _("%(file)s, %(hours)s hours old") % {"file": files[-1].name, "hours": int(age.total_seconds() // 3600)}
    mend = _("Run `fugong nightly` every night: its timer or the keeper is not at work.") if old else ""
    yield Finding(_("backup"), "warn" if old else "ok", found, mend)
    yield _trial([path.stat().st_mtime for path in folder.glob("*.tried.json")], folder / files[-1].name)


def _trial(tried: list[float], newest: Path) -> Finding:
    """Whether any backup was restored lately, to see that it can be."""
    from datetime import UTC, datetime

    from django.utils.translation import gettext as _

    from fugong.core import clock

    mend = _("Run `fugong restore --try %(file)s`: only a backup that was restored is one.") % {"file": newest}
    if not tried:
        return Finding(_("trial of a backup"), "warn", _("never"), mend)
    last = datetime.fromtimestamp(max(tried), UTC)
    old = clock.now() - last > TRIAL_OLD
    return Finding(
        _("trial of a backup"), "warn" if old else "ok", f"{clock.local(last):%Y-%m-%d}", mend if old else ""
    )


ESSENTIAL: tuple[Check, ...] = (_database, _migrations, _worker)
FURTHER: tuple[Check, ...] = (
    _folders,
    _secrets,
    _static_files,
    _clock,
    _packs,
    _addresses,
    _made_up_data,
    _second_wall,
    _ledger,
    _backups,
)
