"""Bringing an installation to another version, and back where that doesn't succeed."""

import json
import shutil
import time
from pathlib import Path

from installer import checks, services, steps
from installer.ground import Failed, House, say


def upgrade(house: House, bundle: dict, *, only_plan: bool) -> None:
    """Checks, backup, migrations, switch. The old version goes on working until the switch wherever migrations are harmless."""
    checks.check_newer(house, bundle)
    checks.check_python(house)
    checks.check_room(house, upgrading=True)
    old = house.current.resolve()
    new = steps.unpack(house, bundle)
    if new == old:
        say(f"{bundle['version']} is here already; it is only started again")
        steps.put_commands(house, new)
        services.put_units(house, new)
        services.start(house)
        services.wait_until_well(house)
        return
    checks.check_database_programs(house, new)
    plan = _plan(house, new)
    if only_plan:
        return
    was_running = services.is_running(house)
    quietly = plan["harmless"]
    if was_running and not quietly:
        say("stopping: these migrations don't let the old version go on")
        services.service(house, "stop")
    backup = house.var / "backups" / f"before-{new.name}-{time.strftime('%Y%m%d-%H%M%S')}.tar"
    say("backup of what is there")
    try:
        house.fugong(old, "backup", str(backup), "--with-secrets")
    except Failed:
        if was_running and not quietly:
            services.service(house, "start")
        raise
    _bring(house, old, new, backup, quietly=quietly, was_running=was_running)
    _forget(house, {old, new})
    say(f"{bundle['version']} runs. The backup made before is {backup}")


def _bring(house: House, old: Path, new: Path, backup: Path, *, quietly: bool, was_running: bool) -> None:
    try:
        house.fugong(new, "migrate")
        _put(house, new)
        services.service(house, "restart" if was_running and quietly else "start")
        services.wait_until_well(house)
    except (Failed, KeyboardInterrupt) as fault:
        say(f"the new version did not come up: {fault}")
        _go_back(house, old, backup, quietly=quietly)
        raise Failed(
            f"Nothing was lost: {old.name} runs again, with the data of before. What was said above tells why."
        ) from None


def _put(house: House, version: Path) -> None:
    steps.switch(house, version)
    steps.put_commands(house, version)
    services.put_units(house, version)


def _go_back(house: House, old: Path, backup: Path, *, quietly: bool) -> None:
    """The old programs; and the old data where nobody could write meanwhile. Harmless migrations stay."""
    say(f"going back to {old.name}")
    _put(house, old)
    if quietly:
        services.service(house, "restart" if services.is_running(house) else "start")
    else:
        services.service(house, "stop")
        house.fugong(old, "restore", str(backup), "--replace")
        house.fugong(old, "migrate")
        services.service(house, "start")
    services.wait_until_well(house)


def _plan(house: House, new: Path) -> dict:
    """What the new version would do to the database. Raises Failed where a newer version was there before."""
    said = house.fugong(new, "migrate", "--plan", "--json", quiet=True, check=False)
    try:
        plan = json.loads(said.stdout)
    except ValueError:
        raise Failed(f"The migrations could not be listed: {said.stderr.strip()}") from None
    if plan["unknown"]:
        raise Failed(
            f"The database is of a newer version than this folder: it has {', '.join(plan['unknown'][:5])}. Take the newer folder."
        )
    for each in plan["steps"]:
        say(f"migration {each['name']}: {'harmless' if each['harmless'] else each['why']}")
    if not plan["steps"]:
        say("no migrations")
    return plan


def _forget(house: House, kept: set[Path]) -> None:
    """Versions before the one before: nobody goes back so far. One whose PostgreSQL still runs stays."""
    note = house.var / "pg" / "postmaster.opts"
    started = note.read_text() if note.exists() else ""
    for folder in (house.prefix / "versions").iterdir():
        if folder not in kept and f"{folder}/" not in started:
            shutil.rmtree(folder, ignore_errors=True)
