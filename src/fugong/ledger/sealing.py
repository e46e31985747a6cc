"""Sealing the ledger: what stood in it is fixed by a chain of hashes, so that no event can be changed, removed or put in unnoticed.

Whoever writes events pays nothing and waits for nobody. A job hashes what has been committed since the last seal, in the order of
the events' numbers. Numbers are given before a transaction commits; so only what no running transaction can still add to is
sealed: all up to a number that was given out when transactions were writing of which none writes any more.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from fugong.core import clock
from fugong.ledger.models import Mark, Seal

LOCK = 0x465547A1  # the advisory lock of whoever seals
MOST = 10_000  # events of one seal
AT_ONCE = 200  # seals of one run of the job: two million events a minute
LEAF = 8  # bytes kept of each event's hash
NOTHING = bytes(32)
LEAST = -(2**63)

HASHES = """
    SELECT id, sha256(convert_to(jsonb_build_array(
        id, uid, (extract(epoch FROM at) * 1000000)::bigint, by_id, by_name, verb, subject_kind, subject_key, campaign_id,
        enterprise_id, area_code, frm, "to", reason, data)::text, 'UTF8'))
    FROM ledger_event WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
"""
WRITERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE relation = 'ledger_event'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""
NUMBERED = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ledger_event_id_seq"


def seal() -> int:
    """Seals what no running transaction can still add to; returns how many events. Two who seal at once don't meet."""
    sealed = 0
    for _turn in range(AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return sealed
            made = _seal_next(cursor, _settled(cursor))
        sealed += made
        if made < MOST:
            break
    return sealed


def head() -> Seal | None:
    """The last seal: whoever keeps its number and hash elsewhere can prove what the ledger said."""
    return Seal.objects.order_by("-number").defer("leaves").first()


def head_line() -> str:
    """The last seal as it is written down, NUMBER:HASH in hexadecimal digits; empty where nothing is sealed."""
    return str(head() or "")


def unsealed_since() -> dt.datetime | None:
    """When the oldest event happened that isn't sealed yet; None where all are."""
    last = head()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at FROM ledger_event WHERE id > %s ORDER BY id LIMIT 1", [last.last_id if last else LEAST]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _settled(cursor: Any) -> int:
    """The number up to which nobody can add events any more.

    The number is read before the writers: whoever was given a number up to it holds its lock by then, or has ended.
    """
    cursor.execute(NUMBERED)
    bound = cursor.fetchone()[0]
    cursor.execute(WRITERS)
    writers = sorted(row[0] for row in cursor.fetchall())
    if not writers:
        Mark.objects.filter(pk=1).delete()
        return int(bound)
    mark = Mark.objects.filter(pk=1).first()
    if mark is None or not set(mark.writers) & set(writers):
        Mark.objects.update_or_create(pk=1, defaults={"bound": bound, "writers": writers})
    return int(mark.bound) if mark and not set(mark.writers) & set(writers) else LEAST


def _seal_next(cursor: Any, bound: int) -> int:
    last = head()
    hashes = hashes_of(cursor, last.last_id if last else LEAST, bound, MOST)
    if not hashes:
        return 0
    made = Seal(
        number=last.number + 1 if last else 1,
        last_id=hashes[-1][0],
        events=len(hashes),
        root=root_of([each for _id, each in hashes]),
        before=bytes(last.hash) if last else NOTHING,
        sealed_at=clock.now(),
        leaves=b"".join(each[:LEAF] for _id, each in hashes),
    )
    made.hash = hash_of(made)
    made.save(force_insert=True)
    return len(hashes)


def hashes_of(cursor: Any, above: int, upto: int, most: int) -> list[tuple[int, bytes]]:
    """Number and hash of each event, in the order of their numbers."""
    cursor.execute(HASHES, [above, upto, most])
    return [(key, bytes(each)) for key, each in cursor.fetchall()]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of a Merkle tree over hashes, as RFC 6962 makes it of its leaves."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0] if level else NOTHING


def hash_of(made: Seal) -> bytes:
    """The hash of a seal, which the next one takes up. Its text can be written down by anybody who has the parts."""
    moment = made.sealed_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    parts: Iterable[object] = (
        made.number,
        made.last_id,
        made.events,
        bytes(made.root).hex(),
        bytes(made.before).hex(),
        moment,
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).digest()
