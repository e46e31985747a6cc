"""`fugong ledger`: sealing, telling the head, looking whether all is as it was."""

from typing import Any

import pytest
from django.db import connection, transaction

from fugong.ledger.models import Event, Seal
from fugong.ledger.recording import record
from fugong.web.cli import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(cast: Any, capsys: Any) -> str:
    """The head of a sealed ledger."""
    with transaction.atomic():
        record("account.test", cast.desk, by=cast.desk)
    ledger.seal()
    capsys.readouterr()
    ledger.head()
    return str(capsys.readouterr().out).strip()


def code_of(call: Any, **options: Any) -> int:
    try:
        call(**options)
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as end:  # typer's own
        return int(getattr(end, "exit_code", -1))
    return 0


def test_the_head_is_number_and_hash_and_all_is_as_it_was(sealed: str) -> None:
    number, _colon, digest = sealed.partition(":")
    assert (int(number), len(digest)) == (Seal.objects.count(), 64)
    assert code_of(ledger.verify, kept=sealed) == 0


def test_a_change_ends_with_code_1_and_the_number_of_the_event(sealed: str, capsys: Any) -> None:
    event = Event.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_event SET reason = 'another' WHERE id = %s", [event.pk])
    assert code_of(ledger.verify) == 1
    assert str(event.pk) in capsys.readouterr().out


@pytest.mark.parametrize("kept", ["abc", "1", "²:" + "0" * 64, ":" + "0" * 64])
def test_a_head_that_is_none_is_a_sentence(sealed: str, kept: str) -> None:
    assert code_of(ledger.verify, kept=kept) == 1
