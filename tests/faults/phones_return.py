"""Many phones come back online at once, each with visits and photos; meanwhile a desk goes on working.

    PYTHONPATH=src:tests python tests/faults/phones_return.py --phones 500 --visits 20 --photos 60 --window 60

Its data go into a folder of its own, thrown away afterwards. Prints what arrived, what is doubled, and the desk's waiting times.
"""

import argparse
import http.client
import io
import itertools
import json
import os
import random
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PIECE = 256 * 1024


@dataclass
class Tally:
    """What the phones and the desk saw."""

    sent: int = 0
    again: Counter[int] = field(default_factory=Counter)  # status → how often
    refused: list[str] = field(default_factory=list)
    desk: list[float] = field(default_factory=list)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default in (("phones", 20), ("visits", 5), ("photos", 15), ("window", 60)):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--photo-bytes", type=int, default=250_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        os.environ.update(
            FUGONG_VAR=folder, FUGONG_PACKS=str(ROOT / "tests/packs"), FUGONG_STAFF_SECOND_FACTOR="false",
            DJANGO_SETTINGS_MODULE="fugong.settings",
        )  # fmt: skip
        print(json.dumps(measure(given, Path(folder)), indent=1))


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Sets the place up, starts the server, lets the phones come back."""
    subprocess.run([sys.executable, "-m", "fugong.web.cli", "migrate"], check=True, stdout=subprocess.DEVNULL)
    say("the tables stand")
    firm, sessions, desk = people(given.phones)
    say(f"{len(sessions)} phones are signed in")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "fugong.web.cli", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until_up(port)
        say("the server answers")
        return come_back(given, port, firm, sessions, desk)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def people(count: int) -> tuple[int, list[str], str]:
    """An enterprise, the sessions of as many inspectors, and the desk's."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind
    from ground import cast

    def session(user: Any) -> str:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return str(client.cookies[settings.SESSION_COOKIE_NAME].value)

    place = cast.build()
    sessions = []
    for number in range(count):
        user = cast.make_user(f"phone{number}", f"检查员{number}")
        grant(user=user, role="inspector", kind=ScopeKind.AREA, key="990101", by=None)
        sessions.append(session(user))
    return place.river.pk, sessions, session(place.desk)


def until_up(port: int) -> None:
    for _try in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server doesn't start")


def come_back(given: argparse.Namespace, port: int, firm: int, sessions: list[str], desk: str) -> dict[str, Any]:
    """All phones within the window; each sends its visits with their photos in order, and tries again as the phone does."""
    tally, over = Tally(), threading.Event()
    worker = threading.Thread(target=work_on, args=(port, desk, tally, over))
    worker.start()
    picture, began = photo(given.photo_bytes), time.monotonic()

    def phone(number: int) -> None:
        time.sleep(max(0.0, began + given.window * number / len(sessions) - time.monotonic()))
        send_all(Caller(port, sessions[number]), given, firm, picture, tally)

    with ThreadPoolExecutor(len(sessions)) as pool:
        list(pool.map(phone, range(len(sessions))))
    seconds = time.monotonic() - began
    over.set()
    worker.join()
    return outcome(given, tally, seconds, len(picture))


class Caller:
    """One phone's connection: kept open, opened again when it breaks."""

    def __init__(self, port: int, session: str) -> None:
        token = secrets.token_hex(16)
        self.address = ("127.0.0.1", port)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token, "Accept": "application/json",
        }  # fmt: skip
        self.line = http.client.HTTPConnection(*self.address, timeout=60)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, float]:
        """Status (0: no answer), content, and the seconds for which the server asks to wait."""
        try:
            self.line.request(method, path, body or None, {**self.headers, **headers})
            answer = self.line.getresponse()
            return answer.status, answer.read(), float(answer.getheader("Retry-After") or 0)
        except (OSError, http.client.HTTPException):
            self.line.close()
            self.line = http.client.HTTPConnection(*self.address, timeout=60)
            return 0, b"", 0.0


def send_all(caller: Caller, given: argparse.Namespace, firm: int, picture: bytes, tally: Tally) -> None:
    for number in range(given.visits):
        uid = uuid.uuid4()
        key = str(uuid.uuid4())
        body = json.dumps(visit(uid, firm)).encode()
        post = {"Content-Type": "application/json", "Idempotency-Key": key}
        insist(caller, tally, "POST", "/api/v1/campaigns/plain/visits", body, post)
        for _photo in range(given.photos * (number + 1) // given.visits - given.photos * number // given.visits):
            address = f"/api/v1/evidence/{uuid.uuid4()}?visit={uid}&kind=photo&checklist=basics&item=doors"
            for start in range(0, len(picture), PIECE):
                piece = picture[start : start + PIECE]
                said = f"bytes {start}-{start + len(piece) - 1}/{len(picture)}"
                insist(caller, tally, "PUT", address, piece, {"Content-Type": "image/jpeg", "Content-Range": said})


def insist(caller: Caller, tally: Tally, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
    """Until it is taken, as the phone's queue does (outbox.js): it waits as long as the server asks, else longer each time."""
    for attempt in itertools.count():
        status, answer, wait = caller.ask(method, path, body, **headers)
        if 200 <= status < 300:
            tally.sent += 1
            return
        if 400 <= status < 500 and status != 429:
            tally.refused.append(f"{status} {answer[:200]!r}")
            return
        tally.again[status] += 1
        time.sleep(wait or min(300.0, 2.0 * 2 ** min(attempt, 12)) * (0.5 + random.random() / 2))


def visit(uid: uuid.UUID, firm: int) -> dict[str, Any]:
    items = [
        {"checklist": "basics", "item": item, "passed": True, "value": None} for item in ("doors", "masks", "roster")
    ]
    stroke = [[float(step), float(step % 7)] for step in range(60)]
    return {
        "uid": str(uid), "enterprise": firm, "kind": "round", "checklists": ["basics"], "items": items, "note": str(uid),
        "started_at": "2026-01-01T01:00:00Z", "finished_at": "2026-01-01T01:20:00Z", "device": "load",
        "signature": {"name": "王负责", "strokes": [stroke], "width": 320, "height": 160},
    }  # fmt: skip


def photo(size: int) -> bytes:
    """A JPEG of about that many bytes, as the phone's canvas gives it."""
    from PIL import Image

    side = 1600
    noise = Image.effect_noise((side // 4, side * 3 // 16), 60).resize((side, side * 3 // 4)).convert("RGB")
    for quality in range(95, 5, -5):
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=quality)
        if out.tell() <= size:
            break
    return out.getvalue()


def work_on(port: int, session: str, tally: Tally, over: threading.Event) -> None:
    """The desk opens the list of enterprises, again and again, a little apart."""
    caller = Caller(port, session)
    while not over.wait(0.3):
        began = time.monotonic()
        status, _answer, _wait = caller.ask("GET", "/c/plain/enterprises/")
        tally.desk.append(time.monotonic() - began if status == 200 else 60.0)


def outcome(given: argparse.Namespace, tally: Tally, seconds: float, size: int) -> dict[str, Any]:
    from fugong.inspections.models import Evidence, EvidencePart, Visit, VisitEdit

    waits = sorted(tally.desk) or [0.0]
    return {
        "phones": given.phones,
        "visits": [Visit.objects.count(), "of", given.phones * given.visits],
        "photos": [Evidence.objects.exclude(visit=None).count(), "of", given.phones * given.photos],
        "doubled": VisitEdit.objects.count(),
        "parts left over": EvidencePart.objects.count(),
        "bytes a photo": size,
        "requests": tally.sent,
        "tried again, by status": dict(tally.again),
        "refused": tally.refused[:5],
        "seconds": round(seconds, 1),
        "requests a second": round(tally.sent / seconds, 1),
        "desk p50, p95 (s)": [round(statistics.median(waits), 2), round(waits[int(len(waits) * 0.95)], 2)],
    }


if __name__ == "__main__":
    main()
