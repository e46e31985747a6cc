"""The sealed ledger (A23): any event that is changed, removed, put in or moved is found and named; writers wait for nobody."""

import json
import os
import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from fugong.accounts.models import User
from fugong.core.errors import Refused
from fugong.ledger import sealing, verifying
from fugong.ledger.models import Event, Seal
from fugong.ledger.recording import record, record_many

EVENTS = int(os.environ.get("FUGONG_LEDGER_EVENTS", "400"))  # 100,000 for the full run
MUTATIONS = int(os.environ.get("FUGONG_MUTATIONS", "40"))  # 1,000 for the full run
COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "by_name": "by_name || ' '",
    "verb": "'account.other'",
    "subject_key": "subject_key || '0'",
    "enterprise_id": "coalesce(enterprise_id, 0) + 1",
    "campaign_id": "coalesce(campaign_id, 0) + 1",
    "area_code": "area_code || '1'",
    "frm": "'a'",
    "to": "'b'",
    "reason": "reason || '.'",
    "data": "data || '{\"more\": 1}'",
    "uid": "gen_random_uuid()",
    "by_id": "NULL",
}


@pytest.fixture
def someone(db: None) -> Any:
    return User.objects.create(username="someone", name="张三")


def written(by: Any, many: int) -> None:
    with transaction.atomic():
        details = [{"turn": turn} for turn in range(many)]
        record_many("account.test", [by] * many, by=by, reason="because", data=details)


@pytest.fixture
def sealed(someone: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Events under several seals, by their numbers."""
    monkeypatch.setattr(sealing, "MOST", max(EVENTS // 5, 50))
    written(someone, EVENTS)
    assert sealing.seal() >= EVENTS
    assert verifying.verify().wrong == ""
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def by_force(sql: str, *values: Any) -> None:
    """As somebody with the database's own password would: the triggers are out of the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def mutations(keys: list[int], chance: random.Random) -> Iterator[tuple[str, int, Any]]:
    """What was done, the number of the event that must be named, and how it is done."""
    for turn in range(MUTATIONS):
        key = chance.choice(keys[1:-1])
        after = keys[keys.index(key) - 1] if turn % 4 == 1 else 0
        if turn % 4 == 1:
            yield "removed", after, lambda key=key: by_force("DELETE FROM ledger_event WHERE id = %s", key)
        elif turn % 4 == 2:
            other = keys[keys.index(key) + 1]
            yield "exchanged", key, lambda pair=(key, other): exchange(*pair)
        else:
            column, value = chance.choice(list(COLUMNS.items()))
            sql = f'UPDATE ledger_event SET "{column}" = {value} WHERE id = %s'
            yield f"changed in {column}", key, lambda sql=sql, key=key: by_force(sql, key)


def exchange(one: int, other: int) -> None:
    for frm, to in ((one, -7), (other, one), (-7, other)):
        by_force("UPDATE ledger_event SET id = %s WHERE id = %s", to, frm)


def test_each_of_many_mutations_is_found_and_named(sealed: list[int]) -> None:
    for what, key, do in mutations(sealed, random.Random(20200214)):
        with transaction.atomic():
            do()
            verdict = verifying.verify()
            assert verdict.wrong, f"{key} was {what} and nobody noticed"
            assert verdict.event == key, (what, key, verdict)
            transaction.set_rollback(True)
    assert verifying.verify().wrong == ""


def test_one_that_is_put_in_is_found(sealed: list[int]) -> None:
    copied = (
        'SELECT %s, gen_random_uuid(), at, by_name, verb, subject_kind, subject_key, area_code, frm, "to", reason, data'
    )
    columns = 'id, uid, at, by_name, verb, subject_kind, subject_key, area_code, frm, "to", reason, data'
    for key in (-5, sealed[0] - 1):
        with transaction.atomic():
            by_force(f"INSERT INTO ledger_event ({columns}) {copied} FROM ledger_event LIMIT 1", key)
            verdict = verifying.verify()
            assert verdict.event == key and verdict.wrong
            transaction.set_rollback(True)


def test_a_seal_that_is_changed_or_removed_is_found(sealed: list[int]) -> None:
    number = Seal.objects.count() // 2
    for sql in (
        "UPDATE ledger_seal SET root = sha256(root) WHERE number = %s",
        "UPDATE ledger_seal SET events = events + 1 WHERE number = %s",
        "UPDATE ledger_seal SET sealed_at = sealed_at + interval '1 second' WHERE number = %s",
        "DELETE FROM ledger_seal WHERE number = %s",
    ):
        with transaction.atomic():
            by_force(sql, number)
            assert verifying.verify().seal in (number, number + 1), sql
            transaction.set_rollback(True)


def test_who_makes_the_whole_chain_anew_is_found_by_who_kept_its_head(sealed: list[int]) -> None:
    kept = sealing.head()
    assert kept is not None
    number, digest = kept.number, bytes(kept.hash).hex()
    assert verifying.verify(number=number, digest=digest).wrong == ""
    with transaction.atomic():
        by_force("UPDATE ledger_event SET reason = 'another' WHERE id = %s", sealed[3])
        by_force("DELETE FROM ledger_seal")
        sealing.seal()
        assert verifying.verify().wrong == "", "by itself the new chain holds"
        assert verifying.verify(number=number, digest=digest).wrong
        by_force("DELETE FROM ledger_seal WHERE number = %s", number)
        assert verifying.verify(number=number, digest=digest).wrong, "cut off at its end"
        transaction.set_rollback(True)
    with pytest.raises(Refused, match="64"):
        verifying.verify(number=1, digest="abc")


def test_the_control_without_the_hashes_nothing_is_found(sealed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    honest = {key: each for key, each in _all_hashes()}
    monkeypatch.setattr(
        verifying,
        "hashes_of",
        lambda _cursor, above, upto, most: [(k, h) for k, h in honest.items() if above < k <= upto],
    )
    by_force("UPDATE ledger_event SET reason = 'another' WHERE id = %s", sealed[3])
    assert verifying.verify().wrong == ""


def _all_hashes() -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        return sealing.hashes_of(cursor, sealing.LEAST, 2**62, 10**9)


def test_the_database_refuses_to_change_a_seal(sealed: list[int]) -> None:
    for change in (lambda rows: rows.update(events=1), lambda rows: rows.delete()):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            change(Seal.objects.all())


def test_a_bulk_has_one_seal_and_the_next_goes_on_from_it(someone: Any) -> None:
    sealing.seal()
    written(someone, 100)
    with transaction.atomic():
        record("account.test", someone, by=someone)
    assert sealing.unsealed_since() is not None
    assert (sealing.seal(), sealing.seal(), sealing.unsealed_since()) == (101, 0, None)
    assert json.loads(json.dumps(str(sealing.head()))).count(":") == 1


def elsewhere(do: Any) -> threading.Thread:
    """Runs it over a line of its own."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["as it is", "without looking for writers"])
def test_what_is_still_being_written_is_sealed_later(guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another transaction holds a lower number and commits after a higher one: nothing is passed over."""
    by = User.objects.create(username="someone", name="张三")
    holds, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record("account.test", by, by=by)
            holds.set()
            assert go.wait(60)

    if not guarded:
        monkeypatch.setattr(sealing, "WRITERS", "SELECT 'nobody' WHERE false")
    thread = elsewhere(slow)
    try:
        assert holds.wait(60)
        written(by, 3)  # writes and commits while the other holds on: nobody waits
        early = sealing.seal()
    finally:
        go.set()
        thread.join()
    late = sealing.seal()
    assert (early, late) == ((0, 4) if guarded else (3, 0))
    assert bool(verifying.verify().wrong) is not guarded, "an event that came in under the seal looks like a forged one"
