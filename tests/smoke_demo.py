"""The demo as a visitor meets it: starts within a minute, answers, stops at Ctrl-C without a trace, keeps its data.

Run by bin/ci; a script and not a test, because nothing else may run beside what it times.
"""

import datetime as dt
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from fugong.core.embedded import Embedded

ROOT = Path(__file__).resolve().parents[1]
PLACE = ZoneInfo("Asia/Shanghai")
READY_WITHIN = 60  # seconds, once the packages are there
GIVE_UP = 240
STOP_WITHIN = 30
PUBLISHED = {
    "liuting": "50家 100% 11034人 8716人 79% 26000只 30家",
    "lingshanwei": "156人 162家",
    "weihai": "345家 307家 89.0% 122家 121家 99.2% 223家 186家 83.4% 24338人 17216人 7122人 450000只 4051家 9家 723人 34人",
    "fengxian": "15681人 83% 53份 52000份 12000份 58张 230张 172张 17家 67家 45家",
    "jimei": "466家 365家 56家 53家 94.64% 45.74%",
}
"""Place → what docs/mission.md's accounts published, as the bulletin words it."""
READY = re.compile(r"ready after (\d+) s:\s+(http://\S+)")


class Demo:
    """One run of bin/demo; what it says goes on to our own output."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("FUGONG", "PYTEST"))}
        self.process = subprocess.Popen(
            [str(ROOT / "bin" / "demo"), *arguments],
            env={**environment, "FUGONG_VAR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            print("  |", line, end="", flush=True)
            self.lines.append(line)

    def ready(self) -> tuple[int, str]:
        """Seconds that it took, and the address."""
        deadline = time.monotonic() + GIVE_UP
        while time.monotonic() < deadline and self.process.poll() is None:
            found = READY.search("".join(self.lines))
            if found:
                return int(found[1]), found[2]
            time.sleep(0.1)
        sys.exit("the demo did not become ready")

    def stop(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        code = self.process.wait(STOP_WITHIN)
        self.reader.join()
        check(code == 0, f"stopped by {number.name}")


def check(truth: bool, what: str) -> None:
    print("ok  " if truth else "BAD ", what, flush=True)
    if not truth:
        sys.exit(1)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


def bulletin(address: str, place: str) -> str:
    """The text of today's bulletin, as the place's leader reads it after one click on the sign-in page."""
    reader = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    entrance = reader.open(address + "accounts/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', entrance)[1]
    clicked = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "username": f"{place}-leader"}).encode()
    request = urllib.request.Request(address + "accounts/demo/", clicked, {"Referer": address})
    reader.open(request, timeout=60).read()
    reader.addheaders = [("Accept-Language", "zh-Hans")]
    page = reader.open(f"{address}c/{place}/bulletins/{dt.datetime.now(PLACE):%Y-%m-%d}/", timeout=60).read().decode()
    return re.sub(r"<[^>]+>|[\s,]", "", page)


def published(address: str) -> None:
    """What each place published is what its bulletin in the demo says."""
    for place, numbers in PUBLISHED.items():
        text = bulletin(address, place)
        missing = [
            number for number in numbers.split() if not re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", text)
        ]
        check(
            not missing,
            f"{place}: the bulletin says what was published{' but for ' if missing else ''}{' '.join(missing)}",
        )


def accounts(server: Embedded) -> int:
    server.join()
    try:
        with psycopg.connect(server.url) as connection:
            return connection.execute("SELECT count(*) FROM accounts_user").fetchone()[0]
    finally:
        server.leave()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def walk(folder: Path) -> None:
    server = Embedded(folder / "pg")
    port = free_port()
    first = Demo(folder, "--port", str(port))
    seconds, address = first.ready()
    try:
        check(seconds <= READY_WITHIN, f"ready after {seconds} s")
        check('"ok"' in get(address + "healthz"), "healthy")
        check("<form" in get(address), "the sign-in page is there")
        published(address)
    finally:
        first.stop(signal.SIGINT)
    check(not server.answers(), "the database has stopped")
    with socket.socket() as probe:
        check(probe.connect_ex(("127.0.0.1", port)) != 0, "the port is free again")
    before = accounts(server)
    check(before > 0, f"{before} people can sign in")

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        again = Demo(folder, "--port", str(port))
        seconds, address = again.ready()
        again.stop(signal.SIGTERM)
    check(f":{port}/" not in address, "it went on to the next port where the first was taken")
    check(accounts(server) == before, "the data were kept")
    server.erase()


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="fugong-demo-"))
    folder.chmod(0o755)
    os.sync()  # what tests before us left to be written isn't the demo's
    try:
        walk(folder)
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


main()
