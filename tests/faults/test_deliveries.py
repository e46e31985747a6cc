"""A8: of many deliveries, 30 % of which meet a fault, all arrive or are dead letters that somebody sees; no robot is told too much.

A few in the ordinary run; `FUGONG_DELIVERIES=10000 bin/test tests/faults/test_deliveries.py -p no:xdist` for the long one.
"""

import datetime as dt
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from faults.workers import real_time
from fugong.channels import kinds, limits, robots, sending
from fugong.channels.actions import announce, tell_all
from fugong.channels.actions.telling import Note
from fugong.channels.kinds import Kind
from fugong.channels.models import Address, Delivery, Gateway, Robot
from fugong.core import clock, crypto
from ground.receivers import Heard, Receiver, receiver

MANY = int(os.environ.get("FUGONG_DELIVERIES", "300"))
DAY = 24 * 60
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(max(300, MANY // 4))]


@pytest.fixture
def world(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    settings.PUBLIC_URL, settings.RECEIVERS_ALLOWED = "https://fugong.test", ["127.0.0.1"]
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds, "test.urgent": Kind("test.urgent", "test", urgent=True)})
    with receiver() as found:
        yield found


# Faults


FAULTS = ((500, b""), (200, b"oops"), (429, b""), (400, b""), (503, b"\x00"))


@dataclass
class Moody:
    """Three of ten first tries meet a fault, and of these one in ten meets it for ever. Repeatable: it hangs on the id."""

    taken: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)

    def __call__(self, heard: Heard) -> tuple[int, bytes]:
        key = heard.json["id"]
        self.tries[key] += 1
        chance = random.Random(key)
        if chance.random() < 0.3 and (self.tries[key] == 1 or chance.random() < 0.1):
            return chance.choice(FAULTS)
        self.taken.add(key)
        return 200, b'{"ok": true}'


def test_each_arrives_or_is_a_dead_letter_with_its_reason(cast: Any, world: Receiver) -> None:
    said = _told(cast, world)
    _send_for(2 * DAY)
    assert _unaccounted(said) == set()
    dead = Delivery.objects.filter(state="dead")
    assert dead.exists() and all(row.reason for row in dead.iterator())
    seen = Delivery.objects.visible_to(cast.administrator).filter(state="dead")
    assert seen.count() == dead.count()


def test_without_trying_again_some_are_lost(cast: Any, world: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what comes of a failed try is forgotten, and the deliveries count as sent."""
    forgetting = Delivery.objects.filter
    monkeypatch.setattr(
        sending, "failed",
        lambda parcel, _outcome: forgetting(pk__in=parcel.ids).update(state="sent", ended_at=clock.now()),
    )  # fmt: skip
    said = _told(cast, world)
    _send_for(2 * DAY)
    assert _unaccounted(said)


def _told(cast: Any, world: Receiver) -> Moody:
    """MANY deliveries by SMS, as many messages as people have."""
    said = Moody()
    world.says = said
    Gateway.objects.create(
        name="短信", url=world.url, body='{"id": "{id}"}', success_path="ok", success_value="true",
        per_minute=10**7, made_at=clock.now(),
    )  # fmt: skip
    people = [cast.liaison, cast.officer, cast.desk, cast.leader, cast.bureau]
    for person in people:
        number = f"+86138{person.pk:08d}"
        Address.objects.create(
            person=person, channel="sms", value=number, index=crypto.blind_index(number, "channels.address"),
            label="138***", added_at=clock.now(), verified_at=clock.now(),
        )  # fmt: skip
    note = Note(kind="test.urgent", people=people, title="甲事已办", url="/me/")
    tell_all([note] * (MANY // len(people)))
    assert Delivery.objects.count() == MANY
    return said


def _send_for(minutes: int) -> None:
    """The worker's work as time goes by: from one moment at which something is due to the next."""
    now = clock.now()
    end = now + dt.timedelta(minutes=minutes)
    while now < end:
        with clock.showing(now):
            sending.run(seconds=600)
        waiting = Delivery.objects.filter(state="waiting").order_by("due_at").values_list("due_at", flat=True).first()
        if waiting is None:
            return
        now = max(waiting, now) + dt.timedelta(seconds=1)


def _unaccounted(said: Moody) -> set[str]:
    """Deliveries that neither arrived nor are dead letters."""
    rows = Delivery.objects.values_list("uid", "state")
    lost = {str(uid) for uid, state in rows if state != "dead" and str(uid) not in said.taken}
    return lost | {str(uid) for uid, state in rows if state == "waiting"}


# Limits


@dataclass
class Strict:
    """A robot that counts: more than `messages` within any `seconds` is a breach."""

    messages: int
    seconds: float
    came: list[float] = field(default_factory=list)
    breaches: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, _heard: Heard) -> tuple[int, bytes]:
        with self.guard:
            now = time.monotonic()
            self.came = [each for each in self.came if each > now - self.seconds] + [now]
            self.breaches += len(self.came) > self.messages
        return 200, b'{"errcode": 0}'


@pytest.fixture
def strict(cast: Any, world: Receiver, monkeypatch: pytest.MonkeyPatch) -> Strict:
    """A robot that takes three messages a second."""
    found = Strict(messages=3, seconds=1)
    hurried = replace(robots.RULES["wecom"], limits=((found.messages, found.seconds),))
    monkeypatch.setitem(robots.RULES, "wecom", hurried)
    world.says = found
    Robot.objects.create(campaign=cast.campaign, kind="wecom", name="群", url=world.url, made_at=clock.now())
    return found


def _announce(cast: Any, many: int) -> None:
    for number in range(many):
        announce(kind="test.urgent", campaign=cast.campaign, title=f"第{number}件", url="/me/")


def test_a_robot_is_never_told_more_than_it_takes(cast: Any, strict: Strict) -> None:
    with real_time():
        _announce(cast, max(60, MANY // 10))
        while Delivery.objects.filter(state="waiting").exists():
            sending.run(seconds=5)
    assert strict.breaches == 0 and set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_without_its_slots_a_robot_is_told_too_much(cast: Any, strict: Strict, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(limits, "free_at", lambda *_rules: None)
    monkeypatch.setattr(limits, "room", lambda *_rules: 10**6)
    with real_time():
        _announce(cast, 60)
        sending.run(seconds=20)
    assert strict.breaches > 0
