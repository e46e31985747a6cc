"""What all steps share: where things lie, and running commands as the user who owns the data."""

import os
import pwd
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

FOLDER = Path(__file__).resolve().parent.parent  # the bundle
SAFE = re.compile(r"[^\"$`\\\n]*")


class Failed(Exception):
    """A step did not succeed; the message says what to do."""


@dataclass(frozen=True)
class House:
    """One installation."""

    prefix: Path
    user: str  # whose the data are; ourselves where we are not root
    systemd: bool

    @property
    def var(self) -> Path:
        return self.prefix / "var"

    @property
    def etc(self) -> Path:
        return self.prefix / "etc"

    @property
    def current(self) -> Path:
        return self.prefix / "current"

    @property
    def settings_file(self) -> Path:
        return self.etc / "fugong.env"

    def settings(self) -> dict[str, str]:
        """The environment that PREFIX/etc/fugong.env names."""
        if not self.settings_file.exists():
            return {}
        lines = [line.partition("=") for line in self.settings_file.read_text().splitlines() if "=" in line]
        return {name.strip(): value.strip().strip('"') for name, _sign, value in lines if not name.startswith("#")}

    def own(self, path: Path, mode: int) -> None:
        """Gives a file or a folder to the user, with this mode."""
        path.chmod(mode)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(self.user)
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def let_read(self, path: Path, mode: int) -> None:
        """Root keeps it, the user's group may read it."""
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, 0, pwd.getpwnam(self.user).pw_gid)

    def fugong(
        self, version: Path, *arguments: str, quiet: bool = False, check: bool = True
    ) -> subprocess.CompletedProcess:
        """Runs `fugong <arguments>` of a version as the user, with the installation's settings."""
        command = [str(version / ".venv" / "bin" / "python"), "-m", "fugong.web.cli", *arguments]
        environment = {**_plain_environment(), **self.settings()}
        become = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(self.user)
            become = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            environment["HOME"] = owner.pw_dir
        done = subprocess.run(
            command, cwd=str(self.var), env=environment, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None, stderr=subprocess.PIPE if quiet else None, **become,
        )  # fmt: skip
        if check and done.returncode:
            raise Failed(f"`fugong {' '.join(arguments)}` did not succeed{': ' + done.stderr.strip() if quiet else ''}")
        return done


def _plain_environment() -> dict[str, str]:
    kept = ("PATH", "LANG", "LC_ALL", "TERM", "TZ")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(Path.home())}


def write_settings(house: House, values: dict[str, str]) -> None:
    """Keeps the settings, readable by nobody else: they may hold the database's password."""
    for name, value in values.items():
        if not SAFE.fullmatch(value):
            raise Failed(f'{name} can\'t hold quotation marks, $, ` or \\: "{value}".')
    head = (
        "# Settings of this installation: docs/operations.md lists them all. Afterwards: bin/fugong-service restart\n"
    )
    draft = house.settings_file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(head + "".join(f'{name}="{value}"\n' for name, value in values.items()))
    house.let_read(draft, 0o640 if os.geteuid() == 0 else 0o600)
    draft.replace(house.settings_file)


def say(sentence: str) -> None:
    print(f"fugong: {sentence}", file=sys.stderr, flush=True)


def fail(sentence: str) -> NoReturn:
    say(sentence)
    raise SystemExit(1)
