"""The chain at the gate: screen, test, register, take home. A party goes through a step together, or one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.arrivals import chain, telling
from fugong.arrivals.actions import announcing
from fugong.arrivals.actions.held import held, require_open
from fugong.arrivals.models import Arrival, Duty, HandOver, Vehicle
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.testing.actions import gates
from fugong.testing.models import Tube
from fugong.workflow.moves import move
from fugong.workforce.giving import Given

ARRIVED: Any = gettext_lazy("the arrival")
TAKER: Any = gettext_lazy("who took over, by the link")

COLDEST, HOTTEST = 340, 430
"""Tenths of a degree that a thermometer at the gate can show."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes over: `to` is enterprise or community."""

    to: str
    name: str


@transaction.atomic
def answer(*, arrival: Arrival, answers: Mapping[str, bool], language: str) -> Arrival:
    """The arrival's own answers, tapped on the officer's phone or the own. All questions, or none. Raises Refused, Conflict."""
    row = held([arrival])[0]
    require_open(row.campaign)
    if row.state != "expected":
        raise Conflict(_("The questions were asked already."))
    questions = row.campaign.pack.arrivals.questions
    missing = [Fault(f"q-{each.key}", _("Choose yes or no.")) for each in questions if each.key not in answers]
    if missing:
        raise Refused(_("Please answer every question."), fields=missing)
    given = {each.key: bool(answers[each.key]) for each in questions}
    Arrival.objects.filter(pk=row.pk).update(
        sealed=row.resealed(answers=given), answered_at=clock.now(), answered_in=language[:10]
    )
    record("arrival.answer", row, by=None, as_name=ARRIVED, language=language)
    return row


@transaction.atomic
def screen(*, arrivals: Sequence[Arrival], temperatures: Mapping[int, int], by: User) -> list[Arrival]:
    """Temperatures in tenths of a degree, by arrival. A fever, or a yes that means unwell, ends the chain: isolated."""
    rows = _to_step(arrivals, "screen", by)
    faults = []
    for row in rows:
        measured = temperatures.get(row.pk)
        if measured is None and not chain.needs(row, "screen", "temperature"):
            continue
        if measured is None or not COLDEST <= measured <= HOTTEST:
            faults.append(Fault(f"t-{row.pk}", _("Write a temperature from 34.0 to 43.0, such as 36.5.")))
        if chain.needs(row, "screen", "questions") and row.campaign.pack.arrivals.questions and not row.answered_at:
            faults.append(Fault(f"q-{row.pk}", _("%(name)s hasn’t answered the questions yet.") % {"name": row.name}))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    for row in rows:
        _screened(row, temperatures.get(row.pk), by)
    return rows


@transaction.atomic
def test(*, arrivals: Sequence[Arrival], sampled: bool, by: User, tube: str = "") -> list[Arrival]:
    """A sample was taken from each: it counts as a test of that day. With the code of an open tube its result comes by the
    laboratory to each of them; the file of whoever has none yet is needed for that. Raises Refused at `sampled`, `tube`."""
    rows = _to_step(arrivals, "test", by)
    if any(chain.needs(row, "test", "sampled") for row in rows) and not sampled:
        raise refuse("sampled", _("Tick that the sample was taken."))
    held_tube = gates.open_tube(rows[0].campaign, tube, by) if sampled else None
    for row in rows:
        _go(row, "test", by)
        if sampled:
            _sampled(row, held_tube, by)
    return rows


@transaction.atomic
def register(*, arrivals: Sequence[Arrival], given: Mapping[int, Given], by: User) -> list[Arrival]:
    """Registers; `given` has the document of those who have no file yet. The file then counts its days from today."""
    rows = _to_step(arrivals, "register", by)
    faults = [fault for row in rows for fault in _unready(row, given)]
    if faults:
        raise Refused(faults[0].message, fields=faults)
    for row in rows:
        if row.pk in given and row.person is None:
            _identified(row, given[row.pk], by)
        _arrived(row, by)
        _go(row, "register", by, registered_at=clock.now())
    return rows


@transaction.atomic
def identify(*, arrival: Arrival, given: Given, by: User) -> Arrival:
    """The file of somebody who has none yet, whatever the step: whoever is isolated needs one at once."""
    row = _receivable([arrival], by)[0]
    if row.person is not None:
        raise Conflict(_("There is a file already."))
    _identified(row, given, by)
    return row


@transaction.atomic
def depart(*, arrivals: Sequence[Arrival], vehicle: Vehicle | None, by: User) -> list[Arrival]:
    """Sets out in a vehicle of the duty; never more people than it has seats."""
    rows = _to_step(arrivals, "home", by, "depart")
    if vehicle is None or vehicle.campaign_id != rows[0].campaign_id:
        raise refuse("vehicle", _("Choose a vehicle of the list."))
    Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    aboard = Arrival.objects.filter(vehicle=vehicle, state="on_way").count()
    if aboard + len(rows) > vehicle.seats:
        words = {"plate": vehicle.plate, "seats": vehicle.seats, "aboard": aboard}
        raise refuse("vehicle", _("%(plate)s has %(seats)s seats, and %(aboard)s people are aboard already.") % words)
    for row in rows:
        _go(row, "depart", by, vehicle=vehicle, departed_at=clock.now())
    return rows


@transaction.atomic
def hand_over(*, arrivals: Sequence[Arrival], receiver: Receiver, by: User) -> HandOver:
    """Somebody takes over, and is asked to confirm. Whoever the rules have driven must have set out before."""
    rows = _to_step(arrivals, "home", by, "hand_over")
    first = rows[0]
    if receiver.to not in ("enterprise", "community") or (receiver.to == "enterprise" and first.enterprise is None):
        raise refuse("to", _("Choose who takes over."))
    name = " ".join(receiver.name.split())[:60]
    if chain.needs(first, "home", "receiver") and not name:
        raise refuse("receiver", _("Write who takes over."))
    if any(row.party_id != first.party_id for row in rows):
        raise Refused(_("Hand over one party at a time."))
    for row in rows:
        if row.state != "on_way" and chain.is_driven(row):
            raise Conflict(_("%(name)s is taken home by vehicle: set out first.") % {"name": row.name})
    rules = first.campaign.pack
    receipt = HandOver.objects.create(
        campaign=first.campaign, enterprise=first.enterprise, area_code=first.area_code, to=receiver.to, name=name or "–",
        at=clock.now(), by=by, due_at=rules.due(clock.now(), rules.arrivals.receipt_within),
    )  # fmt: skip
    event: Any = None
    for row in rows:
        in_time = row.due_at is None or clock.now() <= row.due_at
        values = {"handed_over": receipt, "ended_at": clock.now(), "in_time": in_time}
        event = move(row, "hand_over", by=by, set=values, to_whom=receiver.to)
    telling.handed_over(receipt, rows, event)
    return receipt


@transaction.atomic
def confirm(*, receipt: HandOver, name: str, by: User | None = None) -> HandOver:
    """Whoever took over says so: by the link, or signed in. Once; the same again changes nothing."""
    row = HandOver.objects.select_for_update(of=("self",)).select_related("enterprise", "campaign").get(pk=receipt.pk)
    require_open(row.campaign)
    if row.confirmed_at is not None:
        return row
    said = " ".join((name or (by.name if by else "")).split())[:60]
    if not said:
        raise refuse("name", _("Write your name."))
    row.confirmed_at, row.confirmed_as = clock.now(), said
    row.save(update_fields=["confirmed_at", "confirmed_as"])
    record("hand_over.confirm", row, by=by, as_name="" if by else TAKER)
    return row


@transaction.atomic
def miss(*, arrivals: Sequence[Arrival], by: User) -> list[Arrival]:
    """The service is in, and they aren't there."""
    rows = _receivable(arrivals, by)
    for row in rows:
        if not row.service.is_in and not row.service.is_cancelled:
            raise Conflict(_("%(service)s isn’t in yet: wait for it.") % {"service": row.service.number})
        move(row, "miss", by=by, set={"ended_at": clock.now()})
    return rows


@transaction.atomic
def divert(*, arrivals: Sequence[Arrival], reason: str, by: User) -> list[Arrival]:
    """They go on to another place; the reason says where."""
    rows = _receivable(arrivals, by)
    for row in rows:
        move(row, "divert", by=by, reason=reason.strip()[:200], set={"ended_at": clock.now()})
    return rows


@transaction.atomic
def isolate(*, arrival: Arrival, by: User) -> Arrival:
    """Somebody falls ill on the way: the medical contacts are told."""
    row = _receivable([arrival], by)[0]
    _isolated(row, by)
    return row


@transaction.atomic
def clear(*, arrival: Arrival, reason: str, by: User) -> Arrival:
    """A doctor found nothing: the chain goes on."""
    row = held([arrival])[0]
    move(row, "clear", by=by, reason=reason.strip()[:200], due_at=_until(row), set={"ended_at": None})
    return row


# -- how ----------------------------------------------------------------------------------------------------------


def _receivable(arrivals: Sequence[Arrival], by: User) -> list[Arrival]:
    rows = held(arrivals)
    if not rows:
        raise refuse("arrivals", _("Choose at least one person."))
    require_open(rows[0].campaign)
    allowed = set(
        Arrival.objects.visible_to(by, Permission.ARRIVAL_RECEIVE)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    if len(allowed) < len(rows):
        raise NotAllowed(_("You don’t receive these people."))
    return rows


def _to_step(arrivals: Sequence[Arrival], key: str, by: User, arrow: str = "") -> list[Arrival]:
    """The rows, where this step is the next of each."""
    rows = _receivable(arrivals, by)
    for row in rows:
        step = chain.next_step(row)
        if step is None or step.key != key:
            words = {"name": row.name, "state": row.state_name}
            raise Conflict(
                _("%(name)s is “%(state)s”: another step is next. Reload the page to see what happened.") % words
            )
    return rows


def _go(row: Arrival, arrow: str, by: User, **values: Any) -> None:
    _seen(row)
    if row.met_at is None:
        values["met_at"] = clock.now()
    due = row.due_at if row.met_at is not None and row.clock_kind == "hand_over" else _until(row)
    move(row, arrow, by=by, due_at=due, set=values)


def _until(row: Arrival) -> dt.datetime:
    """By when somebody who is at the gate is to be handed over."""
    return row.campaign.pack.due(row.met_at or clock.now(), row.campaign.pack.arrivals.handed_over_within)


def _seen(row: Arrival) -> None:
    """Whoever stands at the gate is here: the file is sorted by the rules from the first step on."""
    from fugong.workforce.actions import files

    if row.person is not None:
        row.person.campaign = row.campaign
        files.receive(person=row.person)


def _screened(row: Arrival, measured: int | None, by: User) -> None:
    _seen(row)
    pack = row.campaign.pack
    answers = row.answers
    symptoms = [each.symptom for each in pack.arrivals.questions if answers.get(each.key) and each.symptom]
    is_unwell = any(answers.get(each.key) and each.unwell for each in pack.arrivals.questions)
    fever = measured is not None and measured >= round(pack.workforce.health.fever * 10)
    if row.person is not None:
        _report(row, measured, symptoms, by)
    elif measured is not None:  # goes into the file once there is one
        Arrival.objects.filter(pk=row.pk).update(
            sealed=row.resealed(temperature=measured, measured_at=clock.now().isoformat())
        )
    if fever or is_unwell:
        _isolated(row, by)
    else:
        _go(row, "screen", by)


def _isolated(row: Arrival, by: User) -> None:
    _seen(row)
    values = {"ended_at": clock.now()} | ({"met_at": clock.now()} if row.met_at is None else {})
    event = move(row, "isolate", by=by, set=values)
    telling.unwell(row, event)


def _report(
    row: Arrival, measured: int | None, symptoms: Sequence[str], by: User, at: dt.datetime | None = None
) -> None:
    """Into the person's file, from which a fever opens a health case."""
    if measured is None and not symptoms:
        return
    from fugong.workforce.actions import health

    person: Any = row.person
    allowed = person.may_move(by, Permission.HEALTH_REPORT)
    health.report(
        person=person, temperature=measured, symptoms=symptoms, at=at or clock.now(), via="arrival",
        by=by if allowed else None,
    )  # fmt: skip
    person.refresh_from_db()


def _sampled(row: Arrival, tube: Tube | None, by: User) -> None:
    """Among the person's tests; without a file, once there is one."""
    kind = row.campaign.pack.arrivals.sample_at(row.gate)
    if row.person is not None:
        if kind or tube is not None:
            gates.take(person=row.person, kind=kind, by=by, tube=tube)
        return
    if tube is not None:
        words = _("%(name)s has no file yet: enter the document first, or leave the tube’s code out.")
        raise refuse("tube", words % {"name": row.name})
    if kind:
        sealed = row.resealed(sampled_at=clock.now().isoformat())
        Arrival.objects.filter(pk=row.pk).update(sealed=sealed)


def _unready(row: Arrival, given: Mapping[int, Given]) -> list[Fault]:
    faults = []
    if row.person is None and row.pk not in given and chain.needs(row, "register", "file"):
        faults.append(
            Fault(f"document-{row.pk}", _("%(name)s has no file yet: enter the document.") % {"name": row.name})
        )
    asks = row.is_foreign and row.enterprise is not None and chain.needs(row, "register", "contact")
    if asks and not row.party.contact_name:
        faults.append(Fault("contact_name", _("A foreign employee has a named contact: write who it is.")))
    if chain.needs(row, "register", "destination") and not row.destination:
        faults.append(Fault("destination", _("Write where they will stay.")))
    return faults


def _identified(row: Arrival, given: Given, by: User) -> None:
    person = announcing.file_of(row, given, by=by, as_name="")
    row.person = person
    measured, at = row.opened.get("temperature"), row.opened.get("measured_at")
    symptoms = [
        each.symptom for each in row.campaign.pack.arrivals.questions if row.answers.get(each.key) and each.symptom
    ]
    sampled_at = row.opened.get("sampled_at")
    sealed = row.resealed(name=None, phone=None, temperature=None, measured_at=None, sampled_at=None)
    nationality = given.nationality or person.nationality
    Arrival.objects.filter(pk=row.pk).update(person=person, sealed=sealed, nationality=nationality)
    row.nationality = nationality
    record("arrival.identify", row, by=by)
    if measured is not None or (symptoms and row.met_at is not None):
        _report(row, measured, symptoms, by, dt.datetime.fromisoformat(at) if at else None)
    if sampled_at and (kind := row.campaign.pack.arrivals.sample_at(row.gate)):
        gates.take(person=person, kind=kind, by=by, at=dt.datetime.fromisoformat(sampled_at))


def _arrived(row: Arrival, by: User) -> None:
    """The file's person is here from today on: its class and card are found anew."""
    from dataclasses import replace

    from fugong.workforce.actions import classes, files

    person = row.person
    if person is None:
        return
    given = replace(announcing.same(person, row.service), arrived_on=clock.today())
    files.amend(person=person, given=given, by=None, as_name=by.name)
    person.refresh_from_db()
    classes.follow([person], why="arrival", returns=True)


def duties_of(arrival: Arrival) -> list[Duty]:
    """The duties of the arrival's gate and day."""
    rows = Duty.objects.filter(campaign=arrival.campaign_id, gate=arrival.gate, day=arrival.day)
    return list(rows.prefetch_related("vehicles", "officers"))
