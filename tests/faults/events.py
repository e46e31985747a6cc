"""Senders of events that tests kill: a nursery, one process with Django set up, makes one by each line that it reads.

    python tests/faults/events.py NAME_OF_THE_DATABASE

A sender posts batches through the interface, one after another, and tells its maker of each that was answered. What fails it
sends again under the same key, if it is patient.
"""

import datetime as dt
import itertools
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Orders:
    """What a sender sends: batches from `first` to before `last`, of `size` events about `people` from number `person` on.

    `without`: "keys" sends each attempt as a new call with moments of its own; "transaction" takes away what makes a call
    one change. `pause`: it stops there and says so: at the "totals" between the rows and these, at the "answer" after its
    first, which it tells nobody. `patient`: it sends again what failed, until it is answered.
    """

    campaign: str
    user: int
    person: int
    people: int
    size: int
    first: int
    last: int
    attempt: int = 0
    without: str = ""
    pause: str = ""
    patient: bool = False


def settle(firms: int, people: int, size: int, batches: int) -> Orders:
    """A county with people, today's tests owed by all of them, and whoever may report for them; what is to be sent."""
    from django.db.models import Min

    from fugong.core import clock
    from fugong.testing import regime
    from fugong.workforce.models import Person
    from ground.many import CONTENT, MORNING, REGIME, campaign_of, people_of, person

    content = {**CONTENT, "sections": {**CONTENT["sections"], "testing": REGIME}}
    with clock.showing(MORNING):
        campaign = campaign_of(firms, content=content)
        people_of(campaign, people // firms, firms)
        desk = person("duty_desk", name="desk")
        regime.open_day(campaign, clock.today())
    first = Person.objects.aggregate(first=Min("pk"))["first"]
    return Orders(campaign.key, desk.pk, first, people, size, 0, batches)


class Sender:
    """A process that sends. `answered` grows as it tells."""

    def __init__(self, nursery: "Nursery", orders: Orders) -> None:
        self.ear, mouth = os.pipe()
        path = f"/proc/{os.getpid()}/fd/{mouth}"
        nursery.process.stdin.write(json.dumps([path, asdict(orders)]) + "\n")
        nursery.process.stdin.flush()
        self.number = int(nursery.process.stdout.readline())
        os.close(mouth)
        self.answered: list[int] = []
        self.paused = self.gone = False
        self.replayed = 0
        self.rest = b""

    def listen(self, seconds: float) -> None:
        """Hears what it tells within so long; returns at the first that it tells, or when it is gone."""
        if self.gone or not select.select([self.ear], [], [], max(seconds, 0))[0]:
            return
        heard = os.read(self.ear, 65536)
        if not heard:
            self.gone = True
            os.close(self.ear)
        *lines, self.rest = (self.rest + heard).split(b"\n")
        for line in lines:
            if line == b"paused":
                self.paused = True
            else:
                number, _space, replayed = line.partition(b" ")
                self.answered.append(int(number))
                self.replayed += replayed == b"again"

    def kill(self) -> None:
        """As the kernel does it when memory is out; what it had told by then is heard."""
        with suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGKILL)
        while not self.gone:
            self.listen(10)


class Nursery:
    """`start(orders)` makes a sender; `settle(…)` a county in its database, where that isn't the tests' own."""

    server: Any = None
    """What kills and asks the database, where a test has one of its own."""

    def __init__(self, database: str, log: Path, **elsewhere: str) -> None:
        self.database, self.log, self.elsewhere = database, log, elsewhere

    def __enter__(self) -> "Nursery":
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "FUGONG_TESTING": "1"}
        environment |= self.elsewhere
        with self.log.open("w") as log:
            self.process: Any = subprocess.Popen(
                [sys.executable, __file__, self.database], env=environment, text=True, stderr=log,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        return self

    def start(self, orders: Orders) -> Sender:
        return Sender(self, orders)

    def settle(self, *wanted: int) -> Orders:
        """As the function of that name."""
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()
        return Orders(**json.loads(self.process.stdout.readline()))

    def __exit__(self, *_fault: Any) -> None:
        self.process.communicate()


def main(database: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment
    from django.urls import resolve

    setup_test_environment()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = database
    resolve("/api/v1/me")  # every room is loaded before the first fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a sender ended
    for line in sys.stdin:
        told = json.loads(line)
        if len(told) > 2:
            print(json.dumps(asdict(settle(*told))), flush=True)
            connection.close()
            continue
        path, orders = told
        mouth = os.open(path, os.O_WRONLY)
        sender = os.fork()
        if sender == 0:
            sys.stdin.close()
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what it logs is for nobody's ear
            try:
                _send(Orders(**orders), mouth)
            except BaseException:  # whoever made it reads it in the log
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(0)
        os.close(mouth)
        print(sender, flush=True)


def _send(orders: Orders, mouth: int) -> None:
    from django.db import close_old_connections
    from django.test import Client

    from fugong.accounts.models import User
    from fugong.core import clock
    from ground.many import MORNING

    _hinder(orders, mouth)
    client = Client(raise_request_exception=not orders.patient)
    with clock.showing(MORNING):
        client.force_login(User.objects.get(pk=orders.user))
    for batch in range(orders.first, orders.last):
        answer = _ask(client, orders, batch)
        for minutes in itertools.count(1):
            if not orders.patient or answer.status_code < 500 and answer.status_code != 409:
                break
            time.sleep(0.05)
            close_old_connections()  # as a server does before each request, and the client of tests doesn't
            answer = _ask(client, orders, batch, minutes)
        assert answer.status_code == 200, answer.content
        if orders.pause == "answer":
            _stop(mouth)
        told = "again" if "Idempotency-Replayed" in answer else "new"
        os.write(mouth, f"{batch} {told}\n".encode())


def _ask(client: Any, orders: Orders, batch: int, later: int = 0) -> Any:
    """Sends a batch in a minute of its own: nobody may call too often within one, and a call that broke holds its key for one."""
    from fugong.core import clock
    from ground.many import MORNING

    address, body = body_of(orders, batch)
    where = f"/api/v1/campaigns/{orders.campaign}/{address}/bulk"
    keys = {} if orders.without else {"Idempotency-Key": f"events-{batch:08d}"}
    with clock.showing(MORNING + dt.timedelta(minutes=batch + later)):
        return client.post(where, body, content_type="application/x-ndjson", headers=keys)


def body_of(orders: Orders, batch: int) -> tuple[str, bytes]:
    """Where a batch goes, and its rows: those with even numbers are temperatures of many days, the others samples of a morning."""
    import orjson

    from ground.many import MORNING

    rows, jitter = [], dt.timedelta(microseconds=orders.attempt if orders.without == "keys" else 0)
    for event in range(batch // 2 * orders.size, (batch // 2 + 1) * orders.size):
        step, place = divmod(event, orders.people)
        row: dict[str, Any] = {"person": orders.person + place}
        if batch % 2:
            row |= {"at": MORNING - dt.timedelta(minutes=step + 1) + jitter, "test": "nucleic"}
        else:
            row |= {"at": MORNING - dt.timedelta(hours=9 * step + 1) + jitter, "temperature": 36.5}
        rows.append(orjson.dumps(row))
    return ("samples" if batch % 2 else "health"), b"\n".join(rows)


def _hinder(orders: Orders, mouth: int) -> None:
    from fugong.testing import totals
    from fugong.workforce import health_writing
    from fugong.workforce.actions import health

    if orders.without == "transaction":
        health.report_many = health.report_many.__wrapped__  # type: ignore[attr-defined]
    if orders.pause == "totals":
        health_writing.count = totals.count = lambda *_what: _stop(mouth)


def _stop(mouth: int) -> None:
    os.write(mouth, b"paused\n")
    time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1])
