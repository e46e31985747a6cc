"""Tasks (督办事项): given with a date, reported done with proof, confirmed by whoever asked."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.demands import files, numbering, telling, wording
from fugong.demands.actions.holding import held_task
from fugong.demands.models import Demand, Task
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.policy.pack import Pack
from fugong.workflow.moves import move

GIVERS = (P.DEMAND_HANDLE, P.DEMAND_STEER, P.MEETING_HOLD)
"""Whoever holds one of these may give a task."""


@transaction.atomic
def give(
    *,
    campaign: Campaign,
    what: str,
    owner: User,
    by: User,
    deadline: dt.datetime | None = None,
    demand: Demand | None = None,
    department: str = "",
    from_kind: str = "",
    from_key: str = "",
    from_name: str = "",
    from_url: str = "",
) -> Task:
    """Gives someone of the authority something to do by a date (by default the pack's). `from_*` name a meeting or the like."""
    _guard(campaign, owner, by)
    words = wording.required(what, "what", longest=500, empty=_("Say what is to be done."))
    pack = campaign.pack
    due = deadline or pack.due(clock.now(), pack.demands.tasks.within)
    _check_date(due)
    moment = clock.now()
    task = Task(
        campaign=campaign, pack_version=campaign.pack_version, what=words, owner=owner, asked_by=by, asked_at=moment,
        department=department[:40], deadline=due, demand=demand, enterprise=demand.enterprise if demand else None,
        area_code=demand.area_code if demand else campaign.jurisdiction.code,
        from_kind=from_kind or ("demand" if demand else ""), from_key=from_key or (str(demand.pk) if demand else ""),
        from_name=from_name[:200] or (demand.number if demand else ""), from_url=from_url[:300],
        number=numbering.following(campaign.pk, "T"), state=Task.workflow.initial, state_since=moment,
        due_at=due, clock_kind="task", clock_started_at=moment, next_rung_at=first_rung(pack, due),
    )  # fmt: skip
    task.save(force_insert=True)
    event = record("task.give", task, by=by, number=task.number, owner=owner.name, due=due.isoformat())
    telling.owed(task, event)
    return task


@transaction.atomic
def finish(*, task: Task, proof: str, by: User, attached: Sequence[files.Given] = ()) -> Task:
    """The owner says what was done, and shows it."""
    task = held_task(task)
    checked = files.check_all(attached, already=task.proofs.count())
    words = wording.required(proof, "proof", longest=wording.LONGEST_NOTE, empty=_("Say what was done."))
    late = clock.now() > task.deadline
    event = move(task, "finish", by=by, set={"proof": words, "done_at": clock.now()}, late=late)
    files.keep(checked, by=by, task=task)
    telling.tell("task.done", [task.asked_by], lambda: _("%(number)s was done: please confirm") % {"number": task.number},
                 task, body=words, event=event)  # fmt: skip
    return task


@transaction.atomic
def confirm_task(*, task: Task, by: User) -> Task:
    """Whoever asked sees that it is done."""
    task = held_task(task)
    move(task, "confirm", by=by, set={"confirmed_at": clock.now(), "confirmed_by": by})
    return task


@transaction.atomic
def return_task(*, task: Task, reason: str, by: User) -> Task:
    """It isn't done yet: back to the owner, under the same date."""
    task = held_task(task)
    values = {"returned": task.returned + 1, "done_at": None}
    event = move(task, "return", by=by, reason=reason, due_at=task.deadline, set=values)
    _watch(task)
    telling.tell("task.returned", [task.owner], lambda: _("%(number)s was sent back") % {"number": task.number}, task,
                 body=reason, event=event)  # fmt: skip
    return task


@transaction.atomic
def postpone(
    *, task: Task, reason: str, by: User, deadline: dt.datetime | None = None, owner: User | None = None
) -> Task:
    """Another date, or another owner."""
    task = held_task(task)
    due, before = deadline or task.deadline, task.deadline
    if deadline is not None:
        _check_date(due)
    if owner is not None:
        _guard(task.campaign, owner, by)
    values: dict[str, Any] = {"deadline": due, "owner": owner or task.owner, "climbed": []}
    event = move(task, "postpone", by=by, reason=reason, due_at=due, set=values, before=before.isoformat())
    _watch(task)
    telling.owed(task, event)
    return task


@transaction.atomic
def drop_task(*, task: Task, reason: str, by: User) -> Task:
    """It is needed no more."""
    task = held_task(task)
    event = move(task, "drop", by=by, reason=reason)
    telling.tell("task.dropped", [task.owner], lambda: _("%(number)s was dropped") % {"number": task.number}, task,
                 body=reason, event=event)  # fmt: skip
    return task


def first_rung(pack: Pack, due: dt.datetime) -> dt.datetime:
    """When the owner is reminded: ahead of the date by the pack's measure, at once where less is left."""
    before = pack.clock(pack.demands.tasks.remind_before)
    ahead = dt.timedelta(**{f"{before.unit}s": before.amount}) if before.unit != "same_day" else dt.timedelta(hours=4)
    return max(due - ahead, clock.now())


def _watch(task: Task) -> None:
    """The clock of a moved task begins with the reminder, not with the date."""
    task.next_rung_at = first_rung(task.campaign.pack, task.deadline)
    task.save(update_fields=["next_rung_at"])


def _guard(campaign: Campaign, owner: User, by: User) -> None:
    if not any(by.holds(permission) for permission in GIVERS) or not _reaches(campaign, by):
        raise NotAllowed(_("You can't give tasks here."))
    if not owner.is_active or not owner.is_staff_member or not _reaches(campaign, owner):
        message = _("Choose someone of the authority who works here.")
        raise Refused(message, fields=[Fault("owner", message)])


def _reaches(campaign: Campaign, user: User) -> bool:
    return Campaign.objects.visible_to(user).filter(pk=campaign.pk).exists()


def _check_date(due: dt.datetime) -> None:
    if due <= clock.now():
        message = _("Choose a date that is still to come.")
        raise Refused(message, fields=[Fault("deadline", message)])
