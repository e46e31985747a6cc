"""A small supervisor: starts processes, watches them, and stops them all, in order, when asked or when one ends."""

import atexit
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

GRACE_SECONDS = 12
PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """The person, or the system, asked us to stop."""


class Ended(RuntimeError):
    """A process that should run has ended; the message quotes the end of its log."""


@dataclass
class Child:
    """A running process and the file that holds what it says."""

    name: str
    process: "subprocess.Popen[bytes] | Copy"
    log: Path

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def may_copy() -> bool:
    """Whether a copy of this process can go on: beside another thread it could find a lock that nobody opens again."""
    return sys.platform == "linux" and threading.active_count() == 1


class Copy:
    """A copy of this process that goes on as `fugong <arguments>`: all modules are in its hands already.

    It is asked and waited for like a `subprocess.Popen`.
    """

    def __init__(self, arguments: tuple[str, ...], output: int) -> None:
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _go_on_as(arguments, output)

    def poll(self) -> int | None:
        """The code with which it ended, as Popen has it; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The code with which it ended. Raises subprocess.TimeoutExpired where it still runs after so many seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("fugong", timeout or 0)
            time.sleep(0.02)
        return code


def _go_on_as(arguments: tuple[str, ...], output: int) -> NoReturn:
    """In the copy: what a new process would be given, then the command, and no way back into what was copied."""
    code = 1
    try:
        os.setsid()
        _dies_with_parent()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for given, own in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(given, own)
        sys.argv = ["fugong", *arguments]
        from fugong.web.cli import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        atexit._run_exitfuncs()  # as at the end of any process: the database is let go of
        os._exit(code)


@dataclass
class Family:
    """Processes that live and die together; their logs are in `logs`."""

    logs: Path
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, *arguments: str, copied: bool = False) -> Child:
        """Starts `fugong <arguments>` as a child in a session of its own: Ctrl-C reaches only us, and we pass it on.

        `copied` where we have loaded what it needs, and no connection is open; where that may not be, it loads anew.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        process: subprocess.Popen[bytes] | Copy
        with log.open("wb") as output:
            if copied and may_copy():
                process = Copy(arguments, output.fileno())
            else:
                process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-m", "fugong.web.cli", *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=_dies_with_parent if sys.platform == "linux" else None,
                )
        child = Child(name, process, log)
        self.children.append(child)
        return child

    def check(self) -> None:
        """Raises Ended where one of them has ended."""
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                raise Ended(f"The {child.name} process ended (code {code}):\n{child.last_words()}")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Waits until `ready()`. Raises Ended where a process ends first, or after so many seconds."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise Ended(f"Not ready after {seconds:.0f} seconds:\n{self.children[0].last_words()}")
            time.sleep(0.1)

    def watch(self) -> NoReturn:
        """Stays until a process ends; a signal interrupts it."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        """Asks all of them to stop, and insists after a while."""
        for child in self.children:
            _signal(child.process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            _signal(child.process, signal.SIGKILL)
            child.process.wait()
        self.children.clear()


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP raise Stopped once; while the block's end cleans up, more of them change nothing."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    for each in signals:
        signal.signal(each, stop)
    yield


def _signal(process: "subprocess.Popen[bytes] | Copy", number: int) -> None:
    """Signals the process and whatever it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _dies_with_parent() -> None:
    """Linux ends the child when we are killed: nothing keeps the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
