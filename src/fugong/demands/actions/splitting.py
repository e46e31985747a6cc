"""One demand that several departments must answer becomes several, each with its own clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.demands import clocks, placing, telling, wording
from fugong.demands.actions.answering import guard_whole
from fugong.demands.actions.holding import held
from fugong.demands.models import Demand, DemandClimb, Searched
from fugong.ledger.recording import record
from fugong.policy.shapes import by_key
from fugong.workflow.moves import move

MOST = 6


@dataclass(frozen=True, slots=True)
class Portion:
    """What one department is to answer."""

    text: str
    department: str = ""
    category: str = ""


@transaction.atomic
def split(*, demand: Demand, portions: Sequence[Portion], by: User, note: str = "") -> list[Demand]:
    """Splits a demand into parts. The whole is answered when its last part is; the enterprise confirms the whole."""
    demand = held(demand)
    guard_whole(demand)
    asked = [each for each in portions if each.text.strip() or each.department]
    _check(demand, asked)
    texts = [wording.required(each.text, f"part-{at}-text") for at, each in enumerate(asked)]
    values = {"handler": demand.handler or by, "accepted_at": demand.accepted_at or clock.now()}
    move(
        demand, "split", by=by, reason=wording.optional(note, "note", longest=500), due_at=demand.answer_due_at,
        set=values, many=len(asked),
    )  # fmt: skip
    return [
        _part(demand, at, portion, text, by) for at, (portion, text) in enumerate(zip(asked, texts, strict=True), 1)
    ]


def _part(demand: Demand, at: int, portion: Portion, text: str, by: User) -> Demand:
    pack, moment = demand.campaign.pack, clock.now()
    placed = placing.by_category(pack, portion.category or demand.category, sure=True)
    placed = placing.needs_desk(demand.campaign, placed, demand.enterprise_id, demand.area_code)
    if portion.department:
        placed |= {"lead": portion.department, "post": "", "supporting": []}
    part = Demand(
        campaign=demand.campaign, enterprise=demand.enterprise, area_code=demand.area_code,
        pack_version=demand.pack_version, parent=demand, number=f"{demand.number}/{at}", text=text,
        language=wording.language_of(text), source=demand.source,
        raised_by=demand.raised_by, category_by=by, designated=bool(portion.department), received_at=moment,
        clock_from=moment, state=Demand.workflow.initial, state_since=moment, clock_kind="accept",
        clock_started_at=moment, **placed,
    )  # fmt: skip
    due = pack.due(moment, part.within)
    part.answer_due_at = (
        min(due, demand.answer_due_at) if demand.answer_due_at and demand.answer_due_at > moment else due
    )
    part.due_at = clocks.first_due(pack, moment, part.answer_due_at)
    part.save(force_insert=True)
    DemandClimb.restart([part.pk], part.due_at)
    Searched.objects.create(demand=part, terms=wording.terms(text))
    event = record("demand.part_of", part, by=by, number=part.number, whole=demand.number, lead=part.lead)
    telling.received(part, event)
    return part


def _check(demand: Demand, asked: Sequence[Portion]) -> None:
    if not 2 <= len(asked) <= MOST:
        message = _("Split it into two to %(most)s parts, each with its own words.") % {"most": MOST}
        raise Refused(message, fields=[Fault("parts", message)])
    pack = demand.campaign.pack
    departments = by_key(pack.places.departments)
    message = _("Choose one of the list.")
    for at, each in enumerate(asked):
        if each.department and each.department not in departments:
            raise Refused(message, fields=[Fault(f"part-{at}-department", message)])
        if each.category and not pack.demands.has(each.category):
            raise Refused(message, fields=[Fault(f"part-{at}-category", message)])
