"""What the clock does: urgent questions ring round until somebody takes them, what is late climbs, answers lapse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.advice import telling
from fugong.advice.actions import enquiries
from fugong.advice.actions.appointments import handlers
from fugong.advice.models import Appointment, Enquiry
from fugong.core import clock
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.registry import concerned
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = _("the clock")
Following = dt.datetime | None


def fire_enquiries(firings: Sequence[Firing]) -> dict[int, Following]:
    """By where each stands."""
    following: dict[int, Following] = {}
    for firing in firings:
        row = firing.case
        if row.state == "answered":
            enquiries.lapse(row)
        elif row.state in ("waiting", "assigned"):
            following[row.pk] = _untaken(row, firing)
        else:
            following[row.pk] = _climb(row, firing.rung, firing.was_due, _owner(row), _late(row))
    return following


def _untaken(row: Enquiry, firing: Firing) -> Following:
    """Nobody took it in time: an urgent one rings the next, as long as there is somebody who wasn't rung."""
    pressing = for_version(row.pack_version).advice.urgency(row.urgency)
    if row.rings and pressing is not None and enquiries.ring_next(row) is not None:
        if firing.rung == 1:
            event = record("enquiry.overdue", row, by=None, as_name=CLOCK, was_due=firing.was_due.isoformat())
            telling.these(row, telling.desk(row), _late(row), event, kind=telling.LATE)
        return row.campaign.pack.due(clock.now(), pressing.take)
    tried = max(len(row.rung_for) - 1, 0) if row.rings else 0
    return _climb(row, max(firing.rung - tried, 1), firing.was_due, [*telling.desk(row), *_owner(row)], _late(row))


def _owner(row: Enquiry) -> list[User]:
    return [row.adviser.user] if row.adviser is not None else []


def _late(row: Enquiry) -> Callable[[], str]:
    return lambda: gettext("Late: a question of %(enterprise)s") % {"enterprise": row.enterprise}


def fire_appointment(row: Any, rung: int, was_due: dt.datetime) -> Following:
    """Nobody arranged it, or nobody said whether it took place."""
    if row.state not in ("asked", "arranged"):
        return None
    words = lambda: gettext("Late: %(kind)s for %(enterprise)s") % {"kind": row.kind_name, "enterprise": row.enterprise}  # noqa: E731
    whom = [row.handled_by] if row.handled_by else handlers(row)
    return _climb(row, rung, was_due, whom, words)


def _climb(row: Any, rung: int, was_due: dt.datetime, whom: Iterable[User], title: Callable[[], str]) -> Following:
    """Rung 1: it is on record as late, whose turn it is hears of it. Each further one: the pack's next post."""
    pack = for_version(row.pack_version)
    rungs = pack.advice.escalation
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.these(row, whom, title, event, kind=telling.LATE)
    elif rung - 2 < len(rungs):
        to = rungs[rung - 2].to
        event = record(f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=to)
        telling.these(row, concerned.in_post(row.campaign, to, row.enterprise), title, event, kind=telling.LATE)
    following = rungs[rung - 1] if rung - 1 < len(rungs) else None
    return pack.due(max(row.due_at, was_due), following.after) if following and row.due_at else None


deadlines.register(deadlines.Ladder(Enquiry, fire_enquiries))
deadlines.register(deadlines.Ladder(Appointment, deadlines.each(fire_appointment)))
