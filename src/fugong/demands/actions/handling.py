"""What those do who deal with a demand: take it on, pass it on, ask, go on, pass it up; and the desk, which designates."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.demands import clocks, files, handlers, placing, telling, wording
from fugong.demands.actions import promises
from fugong.demands.actions.holding import held
from fugong.demands.models import Demand, Message, MessageKind, Suspension
from fugong.ledger.models import Event
from fugong.ledger.recording import record
from fugong.policy.shapes import by_key
from fugong.workflow.moves import move


@transaction.atomic
def accept(*, demand: Demand, by: User) -> Demand:
    """Takes it on. The clock of the answer runs since it was asked."""
    demand = held(demand)
    values: dict[str, Any] = {"handler": by, "accepted_at": demand.accepted_at or clock.now()}
    move(demand, "accept", by=by, due_at=demand.answer_due_at, set=values)
    promises.keep(demand, "demand.accepted")
    return demand


@transaction.atomic
def decline(*, demand: Demand, reason: str, by: User, to: str = "") -> Demand:
    """Passes it on: to the department that it belongs to, or, with none named, back to the duty desk.

    A department declines once, and never what was designated to it. Raises Conflict or Refused otherwise.
    """
    demand = held(demand)
    own = demand.lead or demand.post
    if not handlers.answers_for(by, demand):
        raise NotAllowed(_("Only those with whom the demand lies can pass it on."))
    if demand.designated:
        raise Conflict(
            _("This demand was designated to you: it can't be passed on. Pass it up instead, with the reason.")
        )
    if own in demand.declined:
        raise Conflict(_("You passed this demand on once already: it stays now. Pass it up if you can't solve it."))
    declined = [*demand.declined, own]
    if to:
        _check_department(demand, to)
    if to in declined:
        raise _fault("to", _("That department has passed it on already. Leave it to the duty desk."))
    placed = placing.to_department(demand, to) if to else {"lead": "", "post": ""}
    event = move(
        demand, "decline", by=by, reason=reason, due_at=clocks.first_due(demand.pack, clock.now(), _due(demand)),
        set={**placed, "declined": declined, "handler": None}, department=own, to_department=to,
    )  # fmt: skip
    telling.received(demand, event)
    return demand


@transaction.atomic
def designate(
    *,
    demand: Demand,
    by: User,
    category: str = "",
    lead: str = "",
    supporting: Sequence[str] | None = None,
    note: str = "",
) -> Demand:
    """The duty desk says what the demand is about and who answers; a named department can't decline any more.

    Without `lead`, the category's own department or post answers. Raises Refused at the field at fault.
    """
    demand = held(demand)
    section = demand.campaign.pack.demands
    key = category or demand.category
    if not section.has(key):
        raise _fault("category", _("Choose one of the list."))
    placed = placing.by_category(demand.campaign.pack, key, sure=True)
    placed = placing.needs_desk(demand.campaign, placed, demand.enterprise_id, demand.area_code)
    if lead:
        _check_department(demand, lead)
        placed |= {"lead": lead, "post": "", "supporting": [each for each in placed["supporting"] if each != lead]}
    if supporting is not None:
        for each in supporting:
            _check_department(demand, each, "supporting")
        placed["supporting"] = [each for each in dict.fromkeys(supporting) if each != placed["lead"]]
    if not (placed["lead"] or placed["post"]):
        raise _fault("lead", _("This category has no department of its own: say which one answers."))
    demand.within = placed["within"]
    demand.answer_due_at = clocks.answer_due(demand)
    event = move(
        demand, "designate", by=by, reason=wording.optional(note, "note", longest=500),
        due_at=clocks.first_due(demand.pack, clock.now(), demand.answer_due_at),
        set={**placed, "designated": True, "handler": None, "category_by": by, "answer_due_at": demand.answer_due_at},
        category=key, lead=placed["lead"], post=placed["post"],
    )  # fmt: skip
    telling.received(demand, event)
    return demand


@transaction.atomic
def ask(*, demand: Demand, question: str, by: User) -> Demand:
    """The enterprise owes something: it is told what, and the clock stops."""
    demand = held(demand)
    words = wording.required(question, "question", longest=1_000, empty=_("Say what the enterprise should send."))
    event = move(demand, "suspend", by=by, reason=words, set={"owes": words})
    Suspension.objects.create(demand=demand, since=clock.now())
    _say(demand, MessageKind.QUESTION, words, by)
    promises.drop(demand)
    telling.tell_enterprise(
        "demand.asked", demand, lambda: _("A question about your demand %(number)s") % {"number": demand.number},
        body=words, event=event,
    )  # fmt: skip
    return demand


@transaction.atomic
def supply(*, demand: Demand, text: str, by: User, attached: Sequence[files.Given] = ()) -> Demand:
    """The enterprise sends what was asked for; the clock goes on with what was left."""
    demand = held(demand)
    checked = files.check_all(attached)
    cleaned = wording.optional(text, longest=wording.LONGEST)
    if not cleaned and not checked:
        raise _fault("text", _("Write what was asked for, or attach it."))
    event = _go_on(demand, "supply", by)
    message = _say(demand, MessageKind.REPLY, cleaned or "📎", by)
    files.keep(checked, by=by, demand=demand, message=message)
    telling.tell(
        "demand.supplied", telling.answerers(demand),
        lambda: _("The enterprise has replied: %(number)s") % {"number": demand.number}, demand, body=cleaned,
        event=event,
    )  # fmt: skip
    return demand


@transaction.atomic
def go_on(*, demand: Demand, by: User, note: str = "") -> Demand:
    """What was owed came another way, or isn't needed any more."""
    demand = held(demand)
    _go_on(demand, "continue", by, wording.optional(note, "note", longest=500))
    return demand


@transaction.atomic
def raise_up(*, demand: Demand, reason: str, by: User) -> str:
    """Passes it up to the next rung of the pack's ladder, and returns that post's key. It stays with whoever follows it."""
    demand = held(demand)
    reached = next((rung.to for rung in demand.pack.demands.ladder if rung.to not in demand.climbed), "")
    if not reached:
        raise Conflict(_("It has reached the top of the ladder already."))
    event = move(demand, "raise", by=by, reason=reason, set={"climbed": [*demand.climbed, reached]}, to_post=reached)
    telling.tell(
        "demand.climbed", telling.holders_of(reached, demand),
        lambda: _("Passed up to you: %(number)s") % {"number": demand.number}, demand, body=reason, event=event,
    )  # fmt: skip
    return reached


@transaction.atomic
def add_part(*, demand: Demand, text: str, by: User) -> Message:
    """A supporting department adds its part, for whoever writes the answer."""
    demand = held(demand)
    department = handlers.supports(by, demand)
    if not department:
        raise NotAllowed(_("Your department doesn't support this demand."))
    if not demand.is_open:
        raise Conflict(_("This demand is over: nothing is added any more."))
    words = wording.required(text, longest=wording.LONGEST_NOTE, empty=_("Write your department's part."))
    message = _say(demand, MessageKind.PART, words, by, department=department, inside=True)
    event = record("demand.part", demand, by=by, department=department)
    telling.tell(
        "demand.part", telling.answerers(demand),
        lambda: _("A supporting department added its part: %(number)s") % {"number": demand.number}, demand,
        body=words, event=event,
    )  # fmt: skip
    return message


@transaction.atomic
def progress(*, demand: Demand, text: str, by: User) -> Message:
    """Tells the enterprise how far it is; the clock runs on."""
    demand = held(demand)
    if not demand.may_move(by, P.DEMAND_HANDLE):
        raise NotAllowed(_("This demand doesn't lie with you."))
    if not demand.is_open:
        raise Conflict(_("This demand is over: nothing is added any more."))
    words = wording.required(text, longest=wording.LONGEST_NOTE, empty=_("Write how far it is."))
    message = _say(demand, MessageKind.PROGRESS, words, by)
    event = record("demand.progress", demand, by=by)
    telling.tell_enterprise(
        "demand.progress", demand, lambda: _("News about your demand %(number)s") % {"number": demand.number},
        body=words, event=event,
    )  # fmt: skip
    return message


@transaction.atomic
def note(*, demand: Demand, text: str, by: User) -> Message:
    """Writes something for colleagues: a leader's instruction, what was heard on the telephone. The enterprise doesn't see it."""
    if not by.is_staff_member or not Demand.objects.visible_to(by).filter(pk=demand.pk).exists():
        raise NotAllowed(_("This demand doesn't lie with you."))
    words = wording.required(text, longest=wording.LONGEST_NOTE, empty=_("Write the note."))
    message = _say(demand, MessageKind.NOTE, words, by, inside=True)
    record("demand.note", demand, by=by)
    return message


def _go_on(demand: Demand, arrow: str, by: User, reason: str = "") -> Event:
    """Ends the suspension; the answer is due later by as much as was lost."""
    demand.suspensions.filter(until=None).update(until=clock.now())
    due = clocks.answer_due(demand)
    return move(demand, arrow, by=by, reason=reason, due_at=due, set={"answer_due_at": due, "owes": ""})


def _say(demand: Demand, kind: str, text: str, by: User, *, department: str = "", inside: bool = False) -> Message:
    return Message.objects.create(
        demand=demand, kind=kind, text=text, department=department, inside=inside, at=clock.now(), by=by,
        by_name=by.name[:80],
    )  # fmt: skip


def _due(demand: Demand) -> Any:
    return demand.answer_due_at or clocks.answer_due(demand)


def _check_department(demand: Demand, key: str, field: str = "to") -> None:
    if key not in by_key(demand.campaign.pack.places.departments):
        raise _fault(field, _("Choose one of the list."))


def _fault(field: str, message: str) -> Refused:
    return Refused(message, fields=[Fault(field, message)])
