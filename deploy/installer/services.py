"""Starting and stopping: systemd's units, or the keeper."""

import json
import os
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

from installer.ground import Failed, House, say

UNITS = Path("/etc/systemd/system")
WELL_SECONDS = 180


def put_units(house: House, version: Path) -> None:
    """The units out of the version, with this installation's folders in them; they start with the machine."""
    if not house.systemd:
        return
    settings = house.settings()
    tls = (
        f"--certificate {house.etc}/tls.pem --key {house.etc}/tls.key"
        if settings.get("FUGONG_BEHIND_PROXY") != "1"
        else ""
    )
    web, jobs = int(settings.get("FUGONG_WEB", "2")), int(settings.get("FUGONG_JOBS", "1"))
    running = [f"fugong-web@{n + 1}.service" for n in range(web)] + [
        f"fugong-worker@{n + 1}.service" for n in range(jobs)
    ]
    words = {
        "PREFIX": str(house.prefix),
        "USER": house.user,
        "LISTEN": settings["FUGONG_LISTEN"],
        "TLS": tls,
        "RUNNING": " ".join(running),
    }
    names = []
    for source in sorted((version / "deploy" / "systemd").iterdir()):
        if source.name == "fugong-database.service" and "DATABASE_URL" in settings:
            continue
        text = source.read_text()
        for name, value in words.items():
            text = text.replace(f"@{name}@", value)
        (UNITS / source.name).write_text(text)
        names.append(source.name)
    (house.etc / "units").write_text("".join(f"{name}\n" for name in names))
    (house.etc / "running").write_text("".join(f"{name}\n" for name in running))
    _run(["systemctl", "daemon-reload"])
    _run(["systemctl", "enable", "-q", "fugong.target", "fugong.socket", "fugong-nightly.timer"])


def start(house: House) -> None:
    service(house, "start")
    if house.systemd:
        _run(["systemctl", "start", "fugong-nightly.timer"])


def service(house: House, what: str) -> None:
    if (house.prefix / "bin" / "fugong-service").exists():
        _run([str(house.prefix / "bin" / "fugong-service"), what])


def is_running(house: House) -> bool:
    command = (
        ["systemctl", "is-active", "-q", "fugong.target"]
        if house.systemd
        else [str(house.prefix / "bin" / "fugong-service"), "status"]
    )
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def wait_until_well(house: House) -> None:
    """The server answers, with the version that `current` names. Raises Failed."""
    settings = house.settings()
    host, _colon, port = settings["FUGONG_LISTEN"].rpartition(":")
    host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)
    plain = settings.get("FUGONG_BEHIND_PROXY") == "1"
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE  # ourselves, by a number
    name = settings["FUGONG_HOSTS"].split(",")[0]
    asked = urllib.request.Request(
        f"{'http' if plain else 'https'}://{host}:{port}/healthz/ready", headers={"Host": name}
    )
    wanted = json.loads((house.current / "bundle.json").read_text())["version"]
    end, said = time.monotonic() + WELL_SECONDS, "no answer"
    while time.monotonic() < end:
        try:
            with urllib.request.build_opener(
                urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=unchecked)
            ).open(asked, timeout=10) as answer:
                told = json.load(answer)
                if told.get("version") == wanted:
                    return
                said = f"version {told.get('version')} answers"
        except OSError as error:
            said = str(error)
        time.sleep(1)
    raise Failed(f"The server is not well after {WELL_SECONDS} s: {said}. See {house.var / 'log'}.")


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
        raise Failed(f"`{' '.join(command)}` did not succeed.")


def has_systemd() -> bool:
    return os.geteuid() == 0 and Path("/run/systemd/system").is_dir()


def announce(house: House) -> None:
    say(
        f"start, stop, restart, status: {house.prefix}/bin/fugong-service; everything else: {house.prefix}/bin/fugong --help"
    )
