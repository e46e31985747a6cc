"""Two hundred people at once on a running demo: how long they wait for pages and for what they send, and what it costs in memory.

Everybody is signed in with a browser of their own, opens what their navigation names and pauses as people do (`FUGONG_PAUSE` seconds in
the mean, 5); liaisons call for help now and then. `FUGONG_CROWD` says how many, `FUGONG_SECONDS` how long. Server, worker, database and
the crowd itself share the machine.
"""

import http.cookiejar
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parents[2]
CROWD = int(os.environ.get("FUGONG_CROWD", "200"))
SECONDS = float(os.environ.get("FUGONG_SECONDS", "120"))
PAUSE = float(os.environ.get("FUGONG_PAUSE", "5"))
WRITES = 0.2  # of what a liaison does
LIAISONS = 0.4  # of the crowd
SHOWN = 12  # kinds of pages
READY = re.compile(r"ready after (\d+) s:\s+(http://\S+)")
PERSON = re.compile(r'name="username" value="([-\w]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
NAVIGATION = re.compile(r'id="sidebar".*?</nav>', re.S)
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#?]*)"')
VARYING = re.compile(r"/(c|mine)/[-\w]+/(?:\d+/)?")
CALL = re.compile(r"/mine/[-\w]+/\d+/demands/$")


@dataclass
class Tally:
    """Seconds waited, and what went wrong."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By the kind of page: its address without numbers and places."""

    def slowest(self) -> dict[str, list[int]]:
        """The pages that took most in all: how often they were opened, milliseconds in the middle and at worst."""
        kinds = sorted(self.pages.items(), key=lambda item: -sum(item[1]))[:SHOWN]
        return {
            kind: [len(spent), round(statistics.median(spent) * 1000), round(max(spent) * 1000)]
            for kind, spent in kinds
        }


def run() -> dict[str, Any]:
    """Milliseconds at 50, 95 and 99 of a hundred, errors, megabytes."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, socket.create_server(("127.0.0.1", 0)) as free:
        Path(folder).chmod(0o755)
        port = free.getsockname()[1]
        free.close()
        demo = subprocess.Popen(
            [str(ROOT / "bin" / "demo"), "--port", str(port)],
            env={**os.environ, "FUGONG_VAR": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            address = _ready(demo)
            threading.Thread(target=lambda: [None for _line in demo.stdout or ()], daemon=True).start()
            time.sleep(20)
            idle = megabytes(demo.pid, folder)
            tally = _crowd(address)
            return {
                "people": CROWD,
                "pause_s": PAUSE,
                "calls_a_second": round((len(tally.reads) + len(tally.writes)) / SECONDS, 1),
                "reads": _of(tally.reads),
                "writes": _of(tally.writes),
                "pages_n_median_worst_ms": tally.slowest(),
                "errors": dict(tally.faults),
                "megabytes": {"idle": idle, "after": megabytes(demo.pid, folder)},
                "goal": "p95 ≤ 500 ms for reads, ≤ 1,000 ms for writes, no errors; idle ≤ 700 MB",
            }
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


def _ready(demo: Any) -> str:
    for line in demo.stdout:
        print("  |", line, end="", file=sys.stderr, flush=True)
        if found := READY.search(line):
            return found[2].rstrip("/")
    raise SystemExit("the demo did not become ready")


def _of(waited: list[float]) -> dict[str, float]:
    if len(waited) < 2:
        return {"n": len(waited)}
    parts = statistics.quantiles(waited, n=100)
    return {"n": len(waited), **{f"p{each}_ms": round(parts[each - 1] * 1000) for each in (50, 95, 99)}}


def _crowd(address: str) -> Tally:
    tally = Tally()
    with urllib.request.urlopen(address + "/accounts/login/", timeout=60) as page:
        names = list(dict.fromkeys(PERSON.findall(page.read().decode())))
    liaisons = [each for each in names if "-firm-" in each]
    others = [each for each in names if each not in liaisons and each != "admin"]
    chance = random.Random(20200214)
    people = [Person(address, chance.choice(liaisons if n < CROWD * LIAISONS else others), n) for n in range(CROWD)]
    for each in people:  # signing in is no part of what is measured
        each.sign_in()
    print(f"  | {CROWD} are signed in, of {len(names)} accounts", file=sys.stderr, flush=True)
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=each.work, args=(until, tally)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


class Person:
    """One browser."""

    def __init__(self, address: str, name: str, number: int) -> None:
        self.address, self.name, self.chance = address, name, random.Random(number)
        self.jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.browser.addheaders = [("Accept-Language", "zh-Hans"), ("Referer", address + "/")]
        self.pages: list[str] = []
        self.is_liaison = "-firm-" in name

    def get(self, path: str) -> str:
        with self.browser.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, token: str, **fields: str) -> None:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self.browser.open(self.address + path, body, timeout=60) as answer:
            answer.read()

    def sign_in(self) -> None:
        token = TOKEN.search(self.get("/accounts/login/"))
        assert token
        self.post("/accounts/demo/", token[1], username=self.name)
        home = self.get("/")
        navigation = NAVIGATION.search(home)
        first = (
            navigation[0] if navigation and not self.is_liaison else home
        )  # a liaison's tiles stand on the page itself
        links = dict.fromkeys(LINK.findall(first))
        self.pages = [each for each in links if not each.startswith(("/static/", "/help/", "/accounts/"))]
        if not self.pages:  # the phone's page, which fills itself
            self.pages = ["/"]

    def read(self, path: str, tally: Tally) -> str:
        """Opens a page as a person does, and notes how long that took."""
        page = str(_timed(tally.reads, lambda: self.get(path)))
        tally.pages[VARYING.sub(r"/\1/…/", path)].append(tally.reads[-1])
        return page

    def work(self, until: float, tally: Tally) -> None:
        time.sleep(self.chance.uniform(0, PAUSE * 2))
        while time.monotonic() < until:
            called = next((each for each in self.pages if CALL.search(each)), "")
            try:
                if called and self.chance.random() < WRITES:
                    page = self.read(called + "call/", tally)
                    token = TOKEN.search(page)
                    time.sleep(self.chance.uniform(0, PAUSE))
                    if token:
                        text = f"口罩不够，还差{self.chance.randrange(50, 5000)}只"
                        _timed(tally.writes, lambda c=called, t=token, x=text: self.post(c + "call/", t[1], text=x))
                else:
                    self.read(self.chance.choice(self.pages), tally)
            except urllib.error.HTTPError as refused:
                tally.faults[f"{refused.code} {urllib.parse.urlsplit(refused.url).path}"] += 1
            except OSError as lost:
                tally.faults[repr(lost)] += 1
            time.sleep(self.chance.uniform(0, PAUSE * 2))


def _timed(into: list[float], do: Any) -> Any:
    began = time.perf_counter()
    came = do()
    into.append(time.perf_counter() - began)
    return came


def megabytes(root: int, folder: str) -> dict[str, int]:
    """What each process of the demo has of memory, shared pages divided among those that share them (PSS)."""
    found: Counter[str] = Counter()
    for each in Path("/proc").iterdir():
        if not each.name.isdigit():
            continue
        try:
            said = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            group = os.getsid(int(each.name))
            share = next(line for line in (each / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration, ProcessLookupError):
            continue
        if "postgres" in said and (folder in said or _is_below(int(each.name), folder)):
            found["PostgreSQL"] += int(share.split()[1])
        elif group == os.getsid(root):
            kind = next((word for word in ("worker", "serve", "demo") if f" {word}" in said), "others")
            found[kind] += int(share.split()[1])
    parts = {name: kilobytes // 1024 for name, kilobytes in found.items()}
    return {**parts, "all": sum(parts.values())}


def _is_below(process: int, folder: str) -> bool:
    """Whether the server that started this process has its data in that folder."""
    try:
        parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        return folder in Path(f"/proc/{parent}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
