"""What takes long to count, kept for a while: readers who see the same share one answer.

A small place, which is counted in a moment, always sees the present. In a large one an answer may be twenty times as old as it takes
to count it (one of many on a page sixty times), and never older than five minutes; while somebody counts anew, the others read what
is there. What takes longer than a second to count nobody waits for, once there is an answer: whoever finds it too old sets off another
count and reads it as it is, up to a quarter of an hour old where nobody looked in between. The page says as of when.

What stands above each page of a list (`lately`) is kept by each process for seconds only, and no page needs to say so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from fugong.core import clock, second_wall

LOCK = 0x4655474B  # advisory: one process counts, the others take what is there
SLOW = 0.2  # seconds of counting from which an answer is kept
PATIENCE = 20  # how many times as old as the counting took
LONGEST = 300  # seconds
AFTERWARDS = 60  # seconds for which an answer that is too old is there still, for those who don't count
WAITED_FOR = 1.0  # seconds of counting from which on nobody waits who can be shown an older answer
AFTERWARDS_OF_LONG = 600  # seconds for which such a one is there still

MANY = 5_000  # rows: an answer that went through more of them is kept for a moment
MOMENT = 5  # seconds at most
HELD = 256  # answers of a moment that a process keeps

T = TypeVar("T")

log = logging.getLogger(__name__)
_turn = threading.Lock()
_held: OrderedDict[tuple[Any, ...], tuple[Any, float]] = OrderedDict()
_large: set[str] = set()


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """`as_of`: when a kept answer was counted; None where it was counted just now."""

    value: T
    as_of: dt.datetime | None = None


def answer(name: str, parts: tuple[Any, ...], count: Callable[[], T], *, one_of_many: bool = False) -> Answer[T]:
    """What `count` gives: kept under `name` and `parts`, which say all that it depends on, whose sight included.

    `one_of_many`: a page asks for a dozen such answers. Then each is kept from a quarter of the time on, and three times as long.
    """
    key = f"kept:{name}:{':'.join(map(str, parts))}"
    if len(key) > 200:
        key = f"kept:{name}:{hashlib.sha256(key.encode()).hexdigest()}"
    with second_wall.as_installation():  # nobody reads what is kept but here, under the key of his own sight
        held = cache.get(key)
    if held is None:
        return _counted(key, count, one_of_many)
    value, as_of, until, took = held
    if time.time() < until:
        return Answer(value, as_of)
    if took >= WAITED_FOR:  # nobody waits so long while there is an answer
        _behind(key, count, one_of_many)
        return Answer(value, as_of)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, zlib.crc32(key.encode()) - 2**31])
            if not cursor.fetchone()[0]:
                return Answer(value, as_of)
        return _counted(key, count, one_of_many)


def _counted(key: str, count: Callable[[], T], one_of_many: bool) -> Answer[T]:
    as_of, began = clock.now(), time.perf_counter()
    value = count()
    took = time.perf_counter() - began
    if took < (SLOW / 4 if one_of_many else SLOW):
        return Answer(value)
    lasts = min(took * PATIENCE * (3 if one_of_many else 1), LONGEST)
    there = AFTERWARDS_OF_LONG if took >= WAITED_FOR else AFTERWARDS
    with second_wall.as_installation():
        cache.set(key, (value, as_of, time.time() + lasts, took), lasts + there)
    return Answer(value, as_of)


def _behind(key: str, count: Callable[[], Any], one_of_many: bool) -> None:
    """Counts in a thread of its own, one at a time in each process, for the readers that come next."""
    if _turn.acquire(blocking=False):
        there = copy_context()  # the clock may have been moved
        threading.Thread(
            target=there.run, args=(_count_behind, key, count, one_of_many), name="kept", daemon=True
        ).start()


def _count_behind(key: str, count: Callable[[], Any], one_of_many: bool) -> None:
    try:
        with connection.cursor() as cursor:  # of this thread; whose sight it is stands in the statements themselves
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, zlib.crc32(key.encode()) - 2**31])
            if cursor.fetchone()[0]:  # no other process is at it; closing the line gives the lock back
                _counted(key, count, one_of_many)
    except Exception:
        log.exception("kept.failed")
    finally:
        connection.close()
        _turn.release()


def asked(rows: Any) -> tuple[Any, ...]:
    """Which rows a queryset asks for, as parts of a key: the statement says whose sight it is, too."""
    try:
        statement, values = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return ("",)
    return statement, *map(str, values)


def lately(name: str, parts: Callable[[], tuple[Any, ...]], count: Callable[[], T], rows: Callable[[T], int]) -> T:
    """What `count` gives, or gave in this process a moment ago: twenty times as long as the counting took, five seconds at most.

    `rows` says through how many rows an answer went: where they are few, each reader counts, and `parts` (all that the answer
    depends on, whose sight included) aren't asked for.
    """
    key: tuple[Any, ...] | None = None
    if name in _large:
        key = (connection.settings_dict["NAME"], name, *parts())
        value, until = _held.get(key, (None, 0.0))
        if time.monotonic() < until:
            return value  # type: ignore[no-any-return]
    began = time.monotonic()
    found = count()
    if rows(found) > MANY:
        _large.add(name)
        now = time.monotonic()
        _held[key or (connection.settings_dict["NAME"], name, *parts())] = (
            found,
            now + min((now - began) * PATIENCE, MOMENT),
        )
        while len(_held) > HELD:
            _held.popitem(last=False)
    return found
