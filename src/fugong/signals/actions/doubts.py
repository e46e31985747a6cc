"""Doubts: explained, confirmed, or the report corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import refuse
from fugong.policy.loaded import for_version
from fugong.resumption.actions import reports
from fugong.signals.models import Doubt
from fugong.workflow.holding import held
from fugong.workflow.moves import move

CLOCK: Any = gettext_lazy("the clock")
LONGEST = 500


@transaction.atomic
def explain(*, doubt: Doubt, reason: str, by: User) -> Doubt:
    """The report is right, and why the reading is another all the same. It holds for as long as the pack says."""
    row, said = held(doubt), _said(reason)
    rules = for_version(row.pack_version).signals
    until = clock.now() + dt.timedelta(days=rules.explained_for)
    move(row, "explain", by=by, reason=said, due_at=until, set=_answered(said, by))
    return row


@transaction.atomic
def confirm(*, doubt: Doubt, reason: str, by: User) -> Doubt:
    """The report isn't right: it comes before most else in the next rounds, or the report is corrected."""
    row, said = held(doubt), _said(reason)
    pack = for_version(row.pack_version)
    due = pack.due(clock.now(), pack.signals.answer_within)
    move(row, "confirm", by=by, reason=said, due_at=due, set=_answered(said, by))
    return row


@transaction.atomic
def correct(*, doubt: Doubt, values: Mapping[str, int | None], reason: str, by: User) -> Doubt:
    """The report of the doubted day is corrected by a further one. Raises Refused as reports do."""
    row, said = held(doubt), _said(reason)
    made = reports.submit(
        campaign=row.campaign, enterprise=row.enterprise, day=row.day, values=values, by=by, via="page", reason=said
    )
    if made.report is None:
        raise refuse("staff_back", _("That is what the report says already: write the number that is so."))
    move(row, "correct", by=by, reason=said, set=_answered(said, by), day=row.day.isoformat())
    return row


@transaction.atomic
def ask_again(row: Doubt) -> None:
    """The clock: the explanation has had its time, and the last readings still don't fit."""
    pack = for_version(row.pack_version)
    due = pack.due(clock.now(), pack.signals.answer_within)
    move(row, "again", by=None, as_name=CLOCK, due_at=due)


def _answered(said: str, by: User) -> dict[str, Any]:
    return {"answer": said, "answered_at": clock.now(), "answered_by": by}


def _said(reason: str) -> str:
    return reason.strip()[:LONGEST]
