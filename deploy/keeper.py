#!/usr/bin/env python3
"""Keeps Fugong's processes running where no systemd does: in a container, or below an ordinary user's home.

    keeper.py --listen HOST:PORT [--web 2] [--workers 1] [--run FOLDER] FUGONG

FUGONG is the command. It opens the one socket at which all web processes take calls, starts them and the workers, and starts again
whoever ends. SIGHUP replaces them one by one (each web process is ready before the next one goes), SIGTERM stops all. Each writes
its log into FOLDER/<name>.log. Every night at --nightly it runs `FUGONG nightly`: the backup, and logs turned over. Standard library
only: this file stays as it is while the version below it changes.
"""

import argparse
import contextlib
import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HANDED_OVER = 3
READY_SECONDS = 120
STOP_SECONDS = 30
AGAIN_SECONDS = 2  # after a process that ended by itself


class Stopped(Exception):
    """SIGTERM or SIGINT."""


@dataclass
class Kept:
    """A process that should run: what it is called, how it is started, and whether it takes calls."""

    name: str
    command: list[str]
    takes_calls: bool
    process: subprocess.Popen | None = None
    ended_at: float = field(default=0.0)


class Keeper:
    """All of them, and the socket."""

    def __init__(self, asked: argparse.Namespace) -> None:
        host, _colon, port = asked.listen.rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        opened = socket.create_server((host.strip("[]"), int(port)), family=family, backlog=1024)
        if opened.fileno() == HANDED_OVER:
            self.socket = opened
        else:  # nothing else has been opened yet
            os.dup2(opened.fileno(), HANDED_OVER)
            self.socket = socket.socket(fileno=HANDED_OVER)
        self.folder = asked.run
        self.folder.mkdir(parents=True, exist_ok=True)
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notices.bind(f"\0fugong-keeper-{os.getpid()}")
        self.turn = False
        fugong = [asked.fugong]
        tls = ["--certificate", asked.certificate, "--key", asked.key] if asked.certificate else []
        web = [Kept(f"web-{n + 1}", [*fugong, "serve", "--workers", "1", *tls], True) for n in range(asked.web)]
        jobs = [Kept(f"worker-{n + 1}", [*fugong, "worker"], False) for n in range(asked.workers)]
        self.all = [*web, *jobs]
        self.nightly = Kept("nightly", [*fugong, "nightly"], False)
        self.night = asked.nightly
        self.last_night = dt.date.today() if dt.datetime.now().time() > self.night else None

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._turn)
        try:
            for each in self.all:
                self._start(each)
            (self.folder / "keeper.pid").write_text(f"{os.getpid()}\n")
            while True:
                self._watch()
                time.sleep(0.2)
        except Stopped:
            pass
        finally:
            for each in (*self.all, self.nightly):
                _signal(each, signal.SIGTERM)
            for each in (*self.all, self.nightly):
                _wait(each)
            (self.folder / "keeper.pid").unlink(missing_ok=True)

    def _stop(self, *_signal: object) -> None:
        raise Stopped

    def _turn(self, *_signal: object) -> None:
        self.turn = True

    def _watch(self) -> None:
        if self.turn:
            self.turn = False
            done = [self._replace(each) for each in self.all]
            (self.folder / "turned").write_text("well\n" if all(done) else "not ready\n")
        for each in self.all:
            if each.process is not None and each.process.poll() is not None:
                if not each.ended_at:
                    each.ended_at = time.monotonic()
                    say(f"{each.name} ended with code {each.process.returncode}; it is started again")
                if time.monotonic() - each.ended_at > AGAIN_SECONDS:
                    each.ended_at = 0.0
                    self._start(each, wait=False)

        now = dt.datetime.now()
        if self.last_night != now.date() and now.time() > self.night:
            self.last_night = now.date()
            self._start(self.nightly)

    def _replace(self, each: Kept) -> bool:
        """The others take the calls meanwhile; what this one has begun it ends."""
        _signal(each, signal.SIGTERM)
        _wait(each)
        return self._start(each)

    def _start(self, each: Kept, wait: bool = True) -> bool:
        environment = dict(os.environ)
        if each.takes_calls:
            environment["NOTIFY_SOCKET"] = f"@fugong-keeper-{os.getpid()}"
        with (self.folder / f"{each.name}.log").open("ab") as log:
            each.process = subprocess.Popen(
                _as_heir(each.command) if each.takes_calls else each.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(HANDED_OVER,) if each.takes_calls else (),
            )
        return self._ready(each) if wait and each.takes_calls else True

    def _ready(self, each: Kept) -> bool:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and each.process is not None and each.process.poll() is None:
            self.notices.settimeout(0.5)
            with contextlib.suppress(TimeoutError):
                if b"READY=1" in self.notices.recv(4096):
                    return True
        say(f"{each.name} did not become ready: see {self.folder / (each.name + '.log')}")
        return False


def _as_heir(command: list[str]) -> list[str]:
    """The socket is meant for the process itself, whose number only the shell between knows."""
    return ["/bin/sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", *command]


def _signal(each: Kept, number: int) -> None:
    if each.process is not None and each.process.poll() is None:
        each.process.send_signal(number)


def _wait(each: Kept) -> None:
    if each.process is None:
        return
    with contextlib.suppress(subprocess.TimeoutExpired):
        each.process.wait(STOP_SECONDS)
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(each.process.pid, signal.SIGKILL)
    each.process.wait()


def say(sentence: str) -> None:
    print(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} keeper: {sentence}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Keeps Fugong's processes running.")
    parser.add_argument("--listen", default="127.0.0.1:8000", metavar="HOST:PORT")
    parser.add_argument("--web", type=int, default=2, help="web processes, each restarted by itself (2)")
    parser.add_argument("--workers", type=int, default=1, help="processes that do jobs (1)")
    parser.add_argument("--run", type=Path, default=Path("run"), help="folder for logs and the process number")
    parser.add_argument("--nightly", type=dt.time.fromisoformat, default=dt.time(2, 15), metavar="HH:MM")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("fugong", help="the fugong command")
    Keeper(parser.parse_args()).run()


if __name__ == "__main__":
    main()
