"""Holding a meeting: matter by matter, each answered, decided, noted or carried over, on the record."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused
from fugong.demands import wording
from fugong.demands.actions import answering, tasks
from fugong.demands.models import Cause, Demand
from fugong.ledger.recording import record
from fugong.meetings import telling
from fugong.meetings.actions import agendas
from fugong.meetings.models import Decision, Item, Meeting, Outcome
from fugong.meetings.rows import guard, held, held_item
from fugong.rectification.actions import examples
from fugong.rectification.models import Example
from fugong.workflow.moves import move

SETTLED = (Outcome.ANSWERED, Outcome.DECIDED)


@transaction.atomic
def open_(*, meeting: Meeting, by: User) -> Meeting:
    """Begins: the agenda is made up to date a last time."""
    meeting = held(meeting)
    move(meeting, "open", by=by, set={"opened_at": clock.now()})
    agendas.renew(meeting)
    return meeting


@transaction.atomic
def answer(*, item: Item, text: str, by: User, texts: Mapping[str, str] | None = None, send: bool = True) -> Item:
    """Answers a matter. With `send` the answer goes to the enterprise, or to all that share the cause, as well; also after
    something was decided about it.

    Raises Refused where the matter is neither a demand nor a cause, or waits for no answer.
    """
    item = _taken(item, by, after=(Outcome.DECIDED,) if send else ())
    words = wording.required(text, "text", empty=_("Write the answer."))
    sent = 0
    if send:
        sent = _send(item, words, by, texts)
    outcome = Outcome.DECIDED if item.outcome == Outcome.DECIDED else Outcome.ANSWERED
    return _settle(item, outcome, words, by, did=Outcome.ANSWERED, sent=sent)


def _send(item: Item, words: str, by: User, texts: Mapping[str, str] | None) -> int:
    kind, key = item.about
    if kind == "demand":
        demand = Demand.objects.visible_to(by).filter(pk=key, campaign=item.meeting.campaign).first()
        if demand is not None:
            answering.answer(demand=demand, text=words, by=by, texts=texts)
            return 1
    if kind == "cause":
        cause = Cause.objects.visible_to(by).filter(pk=key, campaign=item.meeting.campaign).first()
        if cause is not None:
            return len(answering.answer_cause(cause=cause, text=words, by=by, texts=texts))
    message = _("This matter is no demand: nothing can be sent to an enterprise. Write it into the minutes only.")
    raise Refused(message, fields=[Fault("send", message)])


@transaction.atomic
def decide(
    *, item: Item, text: str, owner: User, by: User, deadline: dt.datetime | None = None, said: str = ""
) -> Decision:
    """Decides: what is to be done, who does it, by when. It becomes a task that is watched. Several for one matter."""
    item = _taken(item, by, after=SETTLED)
    words = wording.required(text, "decision", longest=500, empty=_("Say what was decided."))
    meeting = item.meeting
    due = deadline or _due(meeting)
    task = tasks.give(
        campaign=meeting.campaign, what=words, owner=owner, by=by, deadline=due, demand=_demand_of(item),
        from_kind="meeting", from_key=str(meeting.pk), from_name=f"{meeting.title} {meeting.number}",
        from_url=telling.page_of(meeting),
    )  # fmt: skip
    decision = Decision.objects.create(item=item, text=words, task=task, at=clock.now(), by=by)
    _settle(item, Outcome.DECIDED, said or item.said, by, decision=words, task=task.number)
    return decision


def _due(meeting: Meeting) -> dt.datetime | None:
    within = meeting.rules.within
    return meeting.campaign.pack.due(clock.now(), within) if within else None


def _demand_of(item: Item) -> Demand | None:
    kind, key = item.about
    return Demand.objects.filter(pk=key).first() if kind == "demand" else None


@transaction.atomic
def note(*, item: Item, said: str, by: User) -> Item:
    """What was said, without a decision."""
    item = _taken(item, by, after=SETTLED)
    words = wording.required(said, "said", empty=_("Write what was said."))
    outcome = Outcome.NOTED if item.outcome == Outcome.OPEN else Outcome(item.outcome)
    return _settle(item, outcome, words, by)


@transaction.atomic
def carry(*, item: Item, by: User, reason: str = "") -> Item:
    """Leaves a matter to the next meeting."""
    item = _taken(item, by)
    return _settle(item, Outcome.CARRIED, wording.optional(reason, "said") or item.said, by)


@transaction.atomic
def publish_example(*, item: Item, by: User, opinion: str = "") -> Item:
    """Good practice that stands on the agenda becomes an example for others. Never by who proposed it."""
    item = _taken(item, by)
    example = examples.publish(example=_example_of(item, by), by=by, opinion=opinion)
    words = opinion.strip() or _("Published as an example.")
    return _settle(item, Outcome.DECIDED, words, by, decision=words, example=example.pk)


@transaction.atomic
def decline_example(*, item: Item, reason: str, by: User) -> Item:
    """It becomes none, for a reason that the minutes keep."""
    item = _taken(item, by)
    example = examples.decline(example=_example_of(item, by), reason=reason, by=by)
    return _settle(item, Outcome.DECIDED, reason.strip(), by, decision=reason.strip(), example=example.pk)


def _example_of(item: Item, by: User) -> Example:
    kind, key = item.about
    rows = Example.objects.visible_to(by).filter(campaign=item.meeting.campaign)
    found = rows.filter(pk=key).first() if kind == "example" else None
    if found is None:
        raise Conflict(_("This matter is no good practice that could be published."))
    return found


@transaction.atomic
def attend(*, meeting: Meeting, present: set[int], by: User) -> None:
    """Who was there, by the participants' numbers."""
    meeting = held(meeting, "open", "closed")
    guard(meeting, by)
    there = meeting.participants.filter(pk__in=present).update(attended=True)
    meeting.participants.exclude(pk__in=present).update(attended=False)
    record("meeting.attend", meeting, by=by, present=there)


@transaction.atomic
def close(*, meeting: Meeting, by: User) -> Meeting:
    """Ends: what was not dealt with is carried over to the next meeting."""
    meeting = held(meeting)
    left = meeting.items.filter(outcome=Outcome.OPEN, removed=False).update(
        outcome=Outcome.CARRIED, settled_at=clock.now(), settled_by=by
    )
    move(meeting, "close", by=by, set={"closed_at": clock.now()}, carried=left)
    return meeting


@transaction.atomic
def reopen(*, meeting: Meeting, reason: str, by: User) -> Meeting:
    """Goes on with a meeting whose minutes aren't issued yet."""
    meeting = held(meeting)
    move(meeting, "reopen", by=by, reason=reason, set={"closed_at": None})
    return meeting


def _taken(item: Item, by: User, *, after: tuple[Outcome, ...] = ()) -> Item:
    """The matter, held; those that were carried over by mistake can be taken up again while the meeting lasts.

    One that was answered or decided only for what may still come `after` that.
    """
    item = held_item(item)
    guard(item.meeting, by)
    if item.removed:
        raise Conflict(_("This matter was taken off the agenda."))
    if item.outcome in SETTLED and item.outcome not in after:
        raise Conflict(_("This matter was dealt with already."))
    return item


def _settle(item: Item, outcome: Outcome, said: str, by: User, did: Outcome | None = None, **data: Any) -> Item:
    item.outcome, item.said = outcome, said
    item.settled_at, item.settled_by = clock.now(), by
    item.save(update_fields=["outcome", "said", "settled_at", "settled_by"])
    record(f"agenda_item.{(did or outcome).value}", item, by=by, title=item.title, **data)
    return item
