"""Questions: asked, assigned, taken, handed over, answered, confirmed or asked again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.advice import attachments, choosing, telling
from fugong.advice.actions.held import held, tidy
from fugong.advice.models import Adviser, Enquiry, Turn
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

CLOCK: Any = gettext_lazy("the clock")


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    text: str,
    by: User,
    field: str = "",
    urgency: str = "",
    via: str = "",
    language: str = "zh-hans",
) -> Enquiry:
    """A question; without a field the one for which its words speak. The first adviser who fits gets it. Raises Refused."""
    require(by, P.ADVICE_ASK, enterprise)
    must_be_open(campaign)
    rules, said = campaign.pack.advice, tidy(text, 2000)
    faults = []
    if len(said) < 4:
        faults.append(Fault("text", _("Write the question in a sentence.")))
    wanted = field or rules.propose(said)
    if rules.field(wanted) is None:
        faults.append(Fault("field", _("Say what it is about.")))
    pressing = rules.urgency(urgency)
    if pressing is None:
        faults.append(Fault("urgency", _("Choose one.")))
    if faults or pressing is None:
        raise Refused(_("The question can’t be asked yet."), fields=faults)
    moment = clock.now()
    first = next(iter(choosing.ranked(campaign, wanted, enterprise.area_code)), None)
    due = campaign.pack.due(moment, pressing.take)
    made = Enquiry.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, enterprise=enterprise, area_code=enterprise.area_code,
        field=wanted, urgency=pressing.key, via=via or ("officer" if by.is_staff_member else "liaison"), language=language,
        asked_at=moment, asked_by=by, adviser=first, owned_since=moment if first else None,
        rung_for=[first.pk] if first else [], state="assigned" if first else "waiting", state_since=moment, due_at=due,
        next_rung_at=due, clock_kind="take", clock_started_at=moment,
    )  # fmt: skip
    Turn.objects.create(enquiry=made, kind="question", text=said, at=moment, by=by)
    attachments.ask(made, by)
    event = record("enquiry.ask", made, by=by, to=made.state, field=wanted, name=str(first or ""))
    if first is not None:
        ring(made, first, event)
    else:
        telling.these(
            made,
            telling.desk(made),
            lambda: _("Nobody can answer a question yet: find an adviser"),
            event,
            kind=telling.LATE,
        )
    return made


def ring(row: Enquiry, adviser: Adviser, event: Any) -> None:
    """Tells an adviser of a question; an urgent one rings."""
    kind = telling.URGENT if row.rings else telling.ASKED

    def words():
        return _("%(field)s: a question of %(enterprise)s") % {"field": row.field_name, "enterprise": row.enterprise}

    telling.these(row, [adviser.user], words, event, kind=kind)


@transaction.atomic
def assign(*, enquiry: Enquiry, adviser: Adviser, by: User) -> Enquiry:
    """The desk or an officer gives it to somebody."""
    row = held(enquiry)
    if not by.is_staff_member:
        raise NotAllowed(_("The desk or an officer chooses the adviser."))
    return _give(row, adviser, "assign", by=by)


@transaction.atomic
def hand_over(*, enquiry: Enquiry, adviser: Adviser, reason: str, by: User) -> Enquiry:
    """The adviser gives it to another, and says why."""
    row = held(enquiry)
    if row.adviser is None or row.adviser.user_id != by.pk:
        raise NotAllowed(_("It isn’t yours to hand over."))
    found = _give(row, adviser, "hand_over", by=by, reason=tidy(reason, 300))
    Turn.objects.create(enquiry=row, kind="note", text=tidy(reason, 300), at=clock.now(), by=by)
    return found


def _give(row: Enquiry, adviser: Adviser, arrow: str, *, by: User | None, reason: str = "") -> Enquiry:
    if adviser.until is not None or adviser.campaign_id != row.campaign_id or row.field not in adviser.fields:
        raise refuse("adviser", _("%(name)s doesn’t answer in this field.") % {"name": adviser})
    if row.adviser_id == adviser.pk and row.state != "waiting":
        raise refuse("adviser", _("It is with %(name)s already.") % {"name": adviser})
    pack = for_version(row.pack_version)
    pressing = pack.advice.urgency(row.urgency)
    due = pack.due(clock.now(), pressing.take if pressing else "4 hours")
    values = {"adviser": adviser, "owned_since": clock.now(), "rung_for": [*row.rung_for, adviser.pk]}
    event = move(row, arrow, by=by, reason=reason, due_at=due, set=values, name=str(adviser))
    ring(row, adviser, event)
    return row


@transaction.atomic
def take(*, enquiry: Enquiry, by: User) -> Enquiry:
    """Somebody of the field takes it: theirs, or one that nobody has taken yet."""
    row = held(enquiry)
    own = Adviser.objects.filter(campaign=row.campaign, user=by, until=None, fields__contains=[row.field]).first()
    if own is None:
        raise NotAllowed(_("You don’t answer in this field."))
    pack = for_version(row.pack_version)
    pressing = pack.advice.urgency(row.urgency)
    due = pack.due(row.asked_at, pressing.answer if pressing else "1 working day")
    due = max(due, clock.now())
    move(row, "take", by=by, due_at=due, set={"adviser": own, "owned_since": clock.now()}, name=str(by))
    return row


@transaction.atomic
def answer(*, enquiry: Enquiry, text: str, by: User) -> Enquiry:
    """The answer; the enterprise reads it on its page. Raises Refused, Conflict."""
    row, said = held(enquiry), tidy(text, 2000)
    if len(said) < 2:
        raise refuse("text", _("Write the answer."))
    if row.adviser is None or row.adviser.user_id != by.pk:
        if row.state not in ("waiting", "assigned"):
            raise NotAllowed(_("Another adviser has it."))
        row = take(enquiry=row, by=by)
    pack = for_version(row.pack_version)
    due = pack.due(clock.now(), pack.advice.confirm_within)
    event = move(row, "answer", by=by, due_at=due, set={"answered_at": clock.now()})
    Turn.objects.create(enquiry=row, kind="answer", text=said, at=clock.now(), by=by)
    telling.asker(row, lambda: _("Answered: your question about %(field)s") % {"field": row.field_name}, event)
    return row


@transaction.atomic
def confirm(*, enquiry: Enquiry, by: User) -> Enquiry:
    """It helped."""
    row = held(enquiry)
    move(row, "confirm", by=by)
    return row


@transaction.atomic
def again(*, enquiry: Enquiry, text: str, by: User) -> Enquiry:
    """It didn't help, or not enough: the same adviser goes on."""
    row, said = held(enquiry), tidy(text, 2000)
    if len(said) < 4:
        raise refuse("text", _("Write what is still open."))
    pack = for_version(row.pack_version)
    pressing = pack.advice.urgency(row.urgency)
    due = pack.due(clock.now(), pressing.answer if pressing else "1 working day")
    event = move(row, "again", by=by, reason=said[:300], due_at=due, set={"times": row.times + 1})
    Turn.objects.create(enquiry=row, kind="question", text=said, at=clock.now(), by=by)
    if row.adviser is not None:
        ring(row, row.adviser, event)
    return row


@transaction.atomic
def withdraw(*, enquiry: Enquiry, by: User) -> Enquiry:
    """It isn't asked any more."""
    row = held(enquiry)
    move(row, "withdraw", by=by)
    return row


def lapse(row: Enquiry) -> None:
    """Nobody objected for days. Call it inside a transaction."""
    move(row, "lapse", by=None, as_name=CLOCK)


def ring_next(row: Enquiry) -> Adviser | None:
    """An urgent question that nobody takes goes to the next adviser who wasn't rung yet; None where all were. Call it inside
    a transaction; the running clock goes on.
    """
    following = next(iter(choosing.ranked(row.campaign, row.field, row.area_code, but=set(row.rung_for))), None)
    if following is not None:
        values = {"adviser": following, "owned_since": clock.now(), "rung_for": [*row.rung_for, following.pk]}
        event = move(row, "ring", by=None, as_name=CLOCK, set=values, name=str(following))
        ring(row, following, event)
    return following
