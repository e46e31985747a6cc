"""Sending what is due: threads speak to the receivers, this one alone speaks to the database.

A hanging receiver holds one thread for ten seconds and nobody else; a killed worker loses nothing (see `claiming`). Of several
jobs at once one or two work and the others end, since whoever works looks again before it leaves.
"""

import contextvars
import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from fugong.channels import claiming, hours, limits, mail, push, robots, sms
from fugong.channels.models import Address, Channel, Delivery, DeliveryState, Preference, Robot
from fugong.channels.parcels import DEAD, RETRY, SENT, UNSENT, WAIT, Outcome, Parcel, RobotTarget
from fugong.core import clock

log = logging.getLogger(__name__)

SENDERS: dict[str, Callable[[Parcel], Outcome]] = {
    Channel.EMAIL: mail.send,
    Channel.SMS: sms.send,
    Channel.PUSH: push.send,
    Channel.ROBOT: robots.send,
}
THREADS = {Channel.EMAIL: 4, Channel.SMS: 8, Channel.PUSH: 8, Channel.ROBOT: 8}
AHEAD = 8  # parcels taken for each thread that has one
SECONDS = 45.0  # of one job; the next goes on
A_MOMENT = 2.0  # seconds for which a job waits for a robot
SLOTS = 2  # jobs that send at the same time, over all workers
LOCK = 0x46554743  # the advisory locks of those who send
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=10), dt.timedelta(minutes=30)
PENALTY_MARGIN = dt.timedelta(seconds=5)
GIVEN_UP_AFTER = dt.timedelta(hours=48)


def run(seconds: float = SECONDS) -> int:
    """Sends until nothing is due or the time is over; returns how many deliveries were sent."""
    end, sent = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        with _slot() as held:
            if not held:
                return sent
            sent += _Run(end).work()
        # What was kept while we still held the slot found it taken: look once more now that it is free.
        if not claiming.anything_due() and not _waited(end):
            return sent
    return sent


def _waited(end: float) -> bool:
    """Waits for a robot that takes the next message within a moment; False where there is none."""
    free = claiming.soonest_robot()
    left = (free - clock.now()).total_seconds() if free else A_MOMENT + 1
    if left > A_MOMENT or time.monotonic() + left > end:
        return False
    time.sleep(max(left, 0.05))
    return True


@contextmanager
def _slot() -> Iterator[bool]:
    """One of the few places of those who send; PostgreSQL frees it when its holder dies."""
    with connection.cursor() as cursor:
        taken = None
        for number in range(SLOTS):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, number])
            if cursor.fetchone()[0]:
                taken = number
                break
    try:
        yield taken is not None
    finally:
        if taken is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, taken])


@dataclass(slots=True)
class _Run:
    """One job's work: a pool of threads for each channel, so that none waits for another's receivers."""

    end: float
    pools: dict[str, ThreadPoolExecutor] = field(default_factory=dict)
    flying: dict[Future[Outcome], Parcel] = field(default_factory=dict)
    sent: int = 0

    def work(self) -> int:
        try:
            while True:
                self._take()
                if not self.flying:
                    return self.sent
                left = self.end + claiming.START_WITHIN - time.monotonic()
                done, _rest = wait(self.flying, timeout=max(min(left, 1.0), 0), return_when=FIRST_COMPLETED)
                self._settle([(self.flying.pop(each), each.result()) for each in done])
                if left <= 0:
                    return self.sent  # whoever still hangs is left to its lease
        finally:
            for pool in self.pools.values():
                pool.shutdown(wait=False, cancel_futures=True)
            mail.close()

    def _take(self) -> None:
        """Claims as much as the threads can begin soon."""
        if time.monotonic() >= self.end:
            return
        for channel in THREADS:
            busy = sum(parcel.channel == channel for parcel in self.flying.values())
            most = THREADS[channel] * (1 if channel == Channel.ROBOT else AHEAD)
            if busy > most // 2 and channel != Channel.ROBOT:
                continue
            room = most - busy
            parcels = claiming.for_robots(room) if channel == Channel.ROBOT else claiming.for_people(channel, room)
            for parcel in parcels:
                self._begin(parcel)

    def _begin(self, parcel: Parcel) -> None:
        pool = self.pools.get(parcel.channel)
        if pool is None:
            pool = self.pools[parcel.channel] = ThreadPoolExecutor(THREADS[Channel(parcel.channel)], "send")
        self.flying[pool.submit(contextvars.copy_context().run, attempt, parcel)] = parcel

    def _settle(self, done: list[tuple[Parcel, Outcome]]) -> None:
        """Writes down what came of it, all that went well in one statement."""
        well = [pk for parcel, outcome in done if outcome.result == SENT for pk in parcel.ids]
        if well:
            waiting = Delivery.objects.filter(pk__in=well, state=DeliveryState.WAITING)
            self.sent += waiting.update(state=DeliveryState.SENT, code="", detail="", ended_at=clock.now())
        for parcel, outcome in done:
            if outcome.result != SENT:
                failed(parcel, outcome)
            if isinstance(parcel.receiver, RobotTarget):
                _release(parcel.receiver.pk, outcome)


def attempt(parcel: Parcel) -> Outcome:
    """One try, in a thread of its own."""
    if time.monotonic() > parcel.start_by:
        return Outcome(UNSENT)
    try:
        return SENDERS[parcel.channel](parcel)
    except Exception:
        log.exception("a message by %s could not be sent", parcel.channel)
        return Outcome(RETRY, "broken")


@transaction.atomic
def failed(parcel: Parcel, outcome: Outcome) -> None:
    """Tries again later, waits for the other side, or makes dead letters that an administrator sees."""
    rows = Delivery.objects.filter(pk__in=parcel.ids, state=DeliveryState.WAITING).select_related(
        "message__campaign__pack_version", "address"
    )
    if outcome.result in (WAIT, UNSENT):
        again = clock.now() + outcome.wait
        rows.filter(tries__gt=0).update(due_at=again, tries=F("tries") - 1, code=outcome.code, detail=outcome.detail)
        return
    if outcome.address_is_gone:
        Address.objects.filter(deliveries__in=parcel.ids).update(failed_at=clock.now())
    for row in rows:
        _again_or_dead(row, outcome)


def _again_or_dead(row: Delivery, outcome: Outcome) -> None:
    row.code, row.detail = outcome.code, outcome.detail.replace("\x00", "")[:300]
    old = clock.now() - row.made_at > GIVEN_UP_AFTER
    if outcome.result == DEAD or row.tries >= claiming.MOST_TRIES or old:
        row.state, row.ended_at = DeliveryState.DEAD, clock.now()
    else:
        row.due_at = _free(row, clock.now() + pause(row.tries))
    row.save(update_fields=["state", "ended_at", "due_at", "code", "detail"])


def pause(tries: int) -> dt.timedelta:
    """How long to wait after so many tries: three times as long each time, spread by a fifth."""
    return min(FIRST_PAUSE * 3 ** max(tries - 1, 0), LONGEST_PAUSE) * random.uniform(0.8, 1.2)


def _free(row: Delivery, moment: dt.datetime) -> dt.datetime:
    """The moment, or the end of the quiet hours in which it lies."""
    if row.message.urgent:
        return moment
    own = Preference.objects.filter(pk=row.person_id).first() if row.person_id else None
    return hours.of_person(hours.of_place(row.message.campaign), own).free(moment)


@transaction.atomic
def _release(pk: int, outcome: Outcome) -> None:
    """The robot may be spoken to again: its slot now tells when the message really was there at the latest."""
    robot = Robot.objects.select_for_update().filter(pk=pk).first()
    if robot is None:
        return
    now = clock.now()
    reserved = robot.busy_until
    if reserved is not None:
        robot.slots = limits.corrected(robot.slots, reserved, now)
    robot.busy_until = None
    if outcome.result == WAIT:
        robot.blocked_until = now + outcome.wait + PENALTY_MARGIN
    robot.save(update_fields=["slots", "busy_until", "blocked_until"])
