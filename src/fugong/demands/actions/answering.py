"""Answers: to one demand, or to all that share a cause. An answer that promises something gives a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.demands import clocks, files, telling, wording
from fugong.demands.actions import promises, tasks
from fugong.demands.actions.holding import held
from fugong.demands.arrows import UNANSWERED
from fugong.demands.models import Demand, Message, MessageKind
from fugong.ledger.recording import record
from fugong.workflow.moves import move

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.demands.models import Cause

LANGUAGES = ("zh", "en", "ja", "ko")


@dataclass(frozen=True, slots=True)
class Promised:
    """What an answer promises: what, by when, by whom (None: whoever answers)."""

    what: str
    deadline: dt.datetime | None = None
    owner: User | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, read and checked once, for one demand or for many."""

    text: str
    texts: dict[str, str]


@transaction.atomic
def answer(
    *,
    demand: Demand,
    text: str,
    by: User,
    texts: Mapping[str, str] | None = None,
    attached: Sequence[files.Given] = (),
    promised: Promised | None = None,
) -> Demand:
    """Answers a demand; one that nobody had taken on is taken on first. `texts` gives the answer in further languages.

    Raises Refused at the field at fault; Conflict where it is answered already.
    """
    said = _read(text, texts)
    checked = files.check_all(attached)
    demand = held(demand)
    if demand.state == "split":
        raise Conflict(_("This demand was split: it is answered when its parts are."))
    message = _answer(demand, said, by)
    files.keep(checked, by=by, demand=demand, message=message)
    if promised is not None and promised.what.strip():
        tasks.give(
            campaign=demand.campaign, what=promised.what, owner=promised.owner or by, deadline=promised.deadline,
            by=by, demand=demand,
        )  # fmt: skip
    return demand


@transaction.atomic
def answer_cause(*, cause: Cause, text: str, by: User, texts: Mapping[str, str] | None = None) -> list[Demand]:
    """One answer reaches every open demand under the cause that the person may answer; each enterprise confirms for itself.

    Returns those answered. Raises Refused where there is none.
    """
    said = _read(text, texts)
    rows = Demand.objects.visible_to(by).filter(cause=cause, state__in=["received", "accepted", "suspended"])
    answered = []
    for row in rows.order_by("pk"):
        demand = held(row)
        if demand.may_move(by, P.DEMAND_HANDLE):
            _answer(demand, said, by)
            answered.append(demand)
    if not answered:
        raise Refused(_("No demand under this cause waits for your answer."))
    record("cause.answer", cause, by=by, many=len(answered))
    return answered


def _answer(demand: Demand, said: Said, by: User) -> Message:
    if demand.state == "suspended":
        demand.suspensions.filter(until=None).update(until=clock.now())
        move(demand, "continue", by=by, due_at=clocks.answer_due(demand), set={"owes": ""})
    if demand.state == "received":
        values = {"handler": by, "accepted_at": clock.now()}
        move(demand, "accept", by=by, due_at=demand.answer_due_at, set=values)
    moment = clock.now()
    due = None if demand.parent_id else clocks.confirm_due(demand)
    late = bool(demand.answer_due_at and demand.answer_due_at < moment)
    event = move(
        demand, "answer", by=by, due_at=due, late=late,
        set={"answered_at": moment, "answered_by": by, "first_answered_at": demand.first_answered_at or moment},
    )  # fmt: skip
    message = Message.objects.create(
        demand=demand, kind=MessageKind.ANSWER, text=said.text, texts=said.texts, department=demand.lead, at=moment,
        by=by, by_name=by.name[:80],
    )  # fmt: skip
    promises.keep(demand, "demand.accepted", "demand.answered")
    telling.tell_enterprise(
        "demand.answered", demand, lambda: _("Your demand %(number)s was answered") % {"number": demand.number},
        body=lambda: message.words, event=event,
    )  # fmt: skip
    if demand.parent is not None:
        gather(demand.parent, by)
    return message


def gather(parent: Demand, by: User) -> None:
    """Answers a split demand when its last part is answered or fell away."""
    whole = held(parent)
    if whole.state != "split" or whole.parts.filter(state__in=UNANSWERED).exists():
        return
    moment = clock.now()
    move(
        whole, "gather", by=None, as_name=by.name, due_at=clocks.confirm_due(whole),
        set={"answered_at": moment, "answered_by": by, "first_answered_at": whole.first_answered_at or moment},
    )  # fmt: skip
    promises.keep(whole, "demand.accepted", "demand.answered")


def _read(text: str, texts: Mapping[str, str] | None) -> Said:
    words = wording.required(text, "text", empty=_("Write the answer."))
    others = {
        key: wording.optional(value, f"text-{key}", longest=wording.LONGEST) for key, value in (texts or {}).items()
    }
    unknown = [key for key in others if key not in LANGUAGES]
    if unknown:
        raise Refused(_("Choose one of the list."), fields=[Fault("texts", _("Choose one of the list."))])
    return Said(words, {key: value for key, value in others.items() if value})


def guard_whole(demand: Demand) -> None:
    """Parts of a split demand are confirmed, reopened and withdrawn with the whole."""
    if demand.parent_id is not None:
        raise NotAllowed(_("This is a part of a demand: do it for the whole demand."))
