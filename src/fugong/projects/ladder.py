"""What the clock does: milestones, branches, projects and parcels that are late climb; a listing of land ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.projects import people, telling
from fugong.projects.models import Branch, Milestone, Parcel, Project
from fugong.projects.policy import Rung
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded
Following = dt.datetime | None


def _climb(row: Any, rung: int, was_due: dt.datetime, whom: Callable[[], Any], title: Callable[[], str]) -> Following:
    """Rung 1: it is on record as late, its office hears of it. Each further one: the pack's next post."""
    pack = for_version(row.pack_version)
    rungs: Sequence[Rung] = pack.projects.escalation
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.these(row, whom(), title, event)
    elif rung - 2 < len(rungs):
        to = rungs[rung - 2].to
        event = record(
            f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=to, was_due=was_due.isoformat()
        )
        telling.these(row, people.office(row, to), title, event)
    following = rungs[rung - 1] if rung - 1 < len(rungs) else None
    return pack.due(row.due_at, following.after) if following and row.due_at else None


def fire_milestone(row: Milestone, rung: int, was_due: dt.datetime) -> Following:
    """A milestone wasn't reached on its last planned day."""
    words = lambda: gettext("Late: %(what)s, %(project)s") % {"what": row.said, "project": row.project.name}  # noqa: E731
    return _climb(row, rung, was_due, lambda: people.owners(row, row.own_office), words)


def fire_branch(row: Branch, rung: int, was_due: dt.datetime) -> Following:
    """An office's clock ran out."""
    words = lambda: gettext("Late: %(branch)s of %(subject)s") % {  # noqa: E731
        "branch": row.said, "subject": row.approval.subject,
    }  # fmt: skip
    return _climb(row, rung, was_due, lambda: people.owners(row, row.office), words)


def fire_project(row: Project, rung: int, was_due: dt.datetime) -> Following:
    """The due day is over, the project isn't."""
    words = lambda: gettext("Its due day is over: %(project)s") % {"project": row.name}  # noqa: E731
    return _climb(row, rung, was_due, lambda: people.owners(row, row.office), words)


def fire_parcel(row: Parcel, rung: int, was_due: dt.datetime) -> Following:
    """Its listing ran out, or it should be handed over by now."""
    words = lambda: gettext("Its time is over: parcel %(name)s") % {"name": row.name}  # noqa: E731
    return _climb(row, rung, was_due, lambda: people.owners(row, row.office), words)


for model, fire in (
    (Milestone, fire_milestone),
    (Branch, fire_branch),
    (Project, fire_project),
    (Parcel, fire_parcel),
):
    deadlines.register(deadlines.Ladder(model, deadlines.each(fire)))
