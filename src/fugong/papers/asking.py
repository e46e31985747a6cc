"""A case says which papers it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fugong.accounts.models import User
from fugong.core import clock
from fugong.ledger.recording import record, record_many
from fugong.papers.models import Paper


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that a case asks for. `name` and `note`: a pack's Text, language → text, or plain text."""

    key: str
    name: Any
    note: Any = ""
    needed: bool = True
    may_wait: bool = False


@transaction.atomic
def ask(case: Any, wanted: Iterable[Wanted], *, by: User | None, as_name: str = "") -> list[Paper]:
    """Makes the papers that lack, brings the others' words up to date, and drops those that nobody has touched and the case
    doesn't ask for any more. Asked again, the same changes nothing. The case is a saved row with a campaign.
    """
    asked = {each.key: each for each in wanted}
    rows = {
        row.key: row for row in Paper.objects.select_for_update().filter(case_kind=case.event_kind, case_id=case.pk)
    }
    moment = clock.now()
    made = Paper.objects.bulk_create(_new(case, each, moment) for key, each in asked.items() if key not in rows)
    for key, row in rows.items():
        if (each := asked.get(key)) is not None:
            _update(row, each)
        elif row.state == "lacking" and not row.files.exists():
            row.delete()
    if made:
        record("paper.ask", case, by=by, as_name=as_name, papers=[row.key for row in made])
    return sorted([*made, *(row for key, row in rows.items() if key in asked)], key=lambda row: row.pk)


@transaction.atomic
def begin(cases: Mapping[Any, Iterable[Wanted]], *, by: User | None, as_name: str = "") -> None:
    """What `ask` does for many cases at once that have just been made, of one kind: nobody can have asked for them before."""
    moment = clock.now()
    rows = {case: [_new(case, each, moment) for each in wanted] for case, wanted in cases.items()}
    rows = {case: papers for case, papers in rows.items() if papers}
    Paper.objects.bulk_create(row for papers in rows.values() for row in papers)
    data = [{"papers": [row.key for row in papers]} for papers in rows.values()]
    record_many("paper.ask", list(rows), by=by, as_name=as_name, data=data)


def _new(case: Any, wanted: Wanted, moment: dt.datetime) -> Paper:
    return Paper(
        campaign_id=case.campaign_id, case_kind=case.event_kind, case_id=case.pk, key=wanted.key, names=_words(wanted.name),
        notes=_words(wanted.note), needed=wanted.needed, may_wait=wanted.may_wait, state="lacking", state_since=moment,
    )  # fmt: skip


def _update(row: Paper, wanted: Wanted) -> None:
    waits = wanted.may_wait or row.state == "promised"  # a promise that was taken holds
    said = {"names": _words(wanted.name), "notes": _words(wanted.note), "needed": wanted.needed, "may_wait": waits}
    if any(getattr(row, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))


def _words(text: Any) -> dict[str, str]:
    if not text:
        return {}
    if isinstance(text, Mapping):
        return dict(text)
    return dict(getattr(text, "by_language", None) or {"zh": str(text)})
