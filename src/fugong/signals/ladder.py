"""What the clock does: unanswered doubts climb, explanations have their time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.registry import concerned
from fugong.signals import telling
from fugong.signals.actions import doubts
from fugong.signals.models import Doubt
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = _("the clock")
Following = dt.datetime | None


def fire(firings: Sequence[Firing]) -> dict[int, Following]:
    """An explanation ends, and with that its clock; everything else climbs."""
    following: dict[int, Following] = {}
    for firing in firings:
        if firing.case.state == "explained":
            doubts.ask_again(firing.case)
        else:
            following[firing.case.pk] = climb(firing.case, firing.rung, firing.was_due)
    return following


def climb(row: Doubt, rung: int, was_due: dt.datetime) -> Following:
    """Rung 1: it is on record as late, its owners hear of it. Each further one: the pack's next post."""
    pack = for_version(row.pack_version)
    rungs = pack.signals.escalation
    if rung == 1:
        event = record("doubt.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.late(row, telling.owners(row), event)
    elif rung - 2 < len(rungs):
        to = rungs[rung - 2].to
        event = record("doubt.escalate", row, by=None, as_name=CLOCK, to_post=to)
        telling.late(row, concerned.in_post(row.campaign, to, row.enterprise), event)
    following = rungs[rung - 1] if rung - 1 < len(rungs) else None
    return pack.due(max(row.due_at, was_due), following.after) if following and row.due_at else None


deadlines.register(deadlines.Ladder(Doubt, fire))
