"""Writing events. Called by actions, inside their transaction, and by nothing else."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import override

from fugong.core import clock
from fugong.core.ids import uuid7
from fugong.core.second_wall import as_installation
from fugong.ledger.models import Event

COPY = """COPY ledger_event (uid, at, by_id, by_name, verb, subject_kind, subject_key, campaign_id, enterprise_id, area_code,
                           frm, "to", reason, data) FROM STDIN"""

INSERT = """INSERT INTO ledger_event (uid, at, by_id, by_name, verb, subject_kind, subject_key, campaign_id, enterprise_id,
                          area_code, frm, "to", reason, data)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"""
"""Every change writes one: as plain SQL it costs a third."""


class Subject(Protocol):
    """What an event is about: a row that knows its kind; enterprise, campaign and area where it has them."""

    pk: Any
    event_kind: str


def record(
    verb: str,
    subject: Subject,
    *,
    by: Any,
    reason: str = "",
    frm: str = "",
    to: str = "",
    as_name: str = "",
    **data: Any,
) -> Event:
    """Appends one event. `by` is a user, or None when the clock or a visitor acts, who is then named by `as_name`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event belongs to the transaction of the change that it tells of.")
    event = Event(**_row(verb, subject, by, reason, frm, to, as_name, data))
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(INSERT, [
            event.uid, event.at, event.by_id, event.by_name, verb, event.subject_kind, event.subject_key, event.campaign_id,
            event.enterprise_id, event.area_code, frm, to, reason, json.dumps(data),
        ])  # fmt: skip
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, DEFAULT_DB_ALIAS
    return event


@as_installation()  # COPY knows no row-level security
def record_many(
    verb: str,
    subjects: "Sequence[Any]",
    *,
    by: Any,
    reason: str = "",
    as_name: str = "",
    data: "Sequence[dict[str, Any]] | None" = None,
    moves: "Sequence[tuple[str, str]] | None" = None,
) -> int:
    """Appends one event for each subject by one COPY; `data` has one dict for each, `moves` (from, to) for each.

    A dict that stands several times in `data` is written out once.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event belongs to the transaction of the change that it tells of.")
    if not subjects:
        return 0
    details = data or [{}] * len(subjects)
    ways = moves or [("", "")] * len(subjects)
    first = _row(verb, subjects[0], by, reason, "", "", as_name, {})
    alike = (first["at"], by.pk if by else None, first["by_name"], verb)
    written: dict[int, str] = {}
    with transaction.get_connection().cursor() as cursor, cursor.copy(COPY) as out:  # type: ignore[attr-defined]
        for each, (frm, to), detail in zip(subjects, ways, details, strict=True):
            text = written.get(id(detail))
            if text is None:
                text = written[id(detail)] = json.dumps(detail, cls=DjangoJSONEncoder, ensure_ascii=False)
            out.write_row((
                uuid7(), *alike, each.event_kind, str(each.pk), getattr(each, "campaign_id", None), _enterprise_of(each),
                getattr(each, "area_code", ""), frm, to, reason, text,
            ))  # fmt: skip
    return len(subjects)


@as_installation()
def record_select(
    verb: str,
    select: str,
    params: "dict[str, Any]",
    *,
    kind: str,
    by: Any,
    campaign_id: int | None = None,
    reason: str = "",
    as_name: str = "",
) -> int:
    """Appends one event for each row of a query, for changes that are themselves one statement over many rows.

    `select` gives the columns subject_key, enterprise_id, area_code and data (jsonb). Returns how many.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event belongs to the transaction of the change that it tells of.")
    own = {"at": clock.now(), "by": by.pk if by else None, "by_name": (by.name if by else as_name)[:80], "verb": verb}
    own |= {"kind": kind, "campaign": campaign_id, "reason": reason}
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO ledger_event (uid, at, by_id, by_name, verb, subject_kind, subject_key, campaign_id,
                                      enterprise_id, area_code, frm, "to", reason, data)
            SELECT gen_random_uuid(), %(at)s, %(by)s, %(by_name)s, %(verb)s, %(kind)s, made.subject_key, %(campaign)s,
                   made.enterprise_id, made.area_code, '', '', %(reason)s, made.data
            FROM ({select}) made
            """,  # noqa: S608 (our own text)
            {**params, **own},
        )
        return int(cursor.rowcount)


def _row(
    verb: str, subject: Any, by: Any, reason: str, frm: str, to: str, as_name: str, data: dict[str, Any]
) -> dict[str, Any]:
    kind = subject.event_kind
    with override("zh-hans"):
        name = str(as_name) or (by.name if by is not None else "")
    if not name:
        raise ValueError("An event needs someone who did it.")
    return {
        "at": clock.now(),
        "by": by,
        "by_name": name[:80],
        "verb": verb,
        "subject_kind": kind,
        "subject_key": str(subject.pk),
        "campaign_id": getattr(subject, "campaign_id", None),
        "enterprise_id": _enterprise_of(subject),
        "area_code": getattr(subject, "area_code", ""),
        "frm": frm,
        "to": to,
        "reason": reason,
        "data": data,
    }


def _enterprise_of(subject: Any) -> Any:
    return subject.pk if subject.event_kind == "enterprise" else getattr(subject, "enterprise_id", None)
