"""Questions to advisers, answers for all, appointments: each by whom the rules let do it."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.advice import finding
from fugong.advice.actions import appointments, enquiries
from fugong.advice.models import Appointment, Enquiry, Published
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Moment, Reason

resource = Resource(tags=["Training and advice"])
ENQUIRIES = "/campaigns/{campaign}/enquiries"
APPOINTMENTS = "/campaigns/{campaign}/appointments"
State = Annotated[str, Query(max_length=20)]
Words = Annotated[str, Query(max_length=600)]
Named = Annotated[str, Field(max_length=40)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class TurnOut(Schema):
    """Something that was said."""

    kind: str = Field(description="question | answer | note")
    text: str
    at: dt.datetime


class EnquiryOut(Schema):
    """A question with what was said about it."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    field: str
    urgency: str
    state: str
    adviser: int | None = Field(alias="adviser_id")
    asked_at: dt.datetime
    answered_at: dt.datetime | None
    due_at: dt.datetime | None
    turns: list[TurnOut]

    @staticmethod
    def resolve_turns(row: Any) -> Any:
        return list(row.turns.all())


class EnquiryIn(Body):
    """What is asked, without names of people; the field may be left to its words."""

    enterprise: Number
    text: str = Field(max_length=2000)
    field: Named = ""
    urgency: Named = ""


class AnswerIn(Body):
    """What is answered."""

    text: str = Field(max_length=2000)


class PublishedOut(Schema):
    """A question and its answer, for all."""

    id: int
    field: str
    questions: dict[str, str]
    answers: dict[str, str]


class AppointmentOut(Schema):
    """What was asked to be arranged; for whom isn't told here."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    kind: str
    state: str
    asked_at: dt.datetime
    meets_at: dt.datetime | None
    place: str
    note: str


class AppointmentIn(Body):
    """What is needed; name and telephone only for kinds that are for a person."""

    enterprise: Number
    kind: Named
    wish: str = Field(max_length=500)
    person: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)
    wanted_on: Day | None = None


class ArrangedIn(Body):
    """When and where."""

    meets_at: Moment
    place: str = Field(max_length=120)
    note: str = Field("", max_length=300)


class UnarrangedIn(Body):
    """Why not."""

    reason: Reason


@resource.reads(ENQUIRIES, Page[EnquiryOut], needs=P.ADVICE_VIEW)
def enquiries_(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Questions, the newest first; an adviser's own, and those of the field that nobody has taken."""
    rows = _enquiries(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ENQUIRIES, EnquiryOut, needs=P.ADVICE_ASK, status=201)
def ask_adviser(request: Call, campaign: Key, body: EnquiryIn) -> Any:
    """Asks for an enterprise."""
    within = campaign_of(request, campaign)
    firm = enterprise_of(request, within, body.enterprise)
    made = enquiries.ask(
        campaign=within, enterprise=firm, text=body.text, field=body.field, urgency=body.urgency, by=request.user
    )
    return one(_enquiries(request, campaign), pk=made.pk)


@resource.writes("POST", ENQUIRIES + "/{enquiry}/take", EnquiryOut, needs=P.ADVICE_ANSWER)
def take_enquiry(request: Call, campaign: Key, enquiry: Id) -> Any:
    """It is the caller's to answer."""
    return enquiries.take(enquiry=one(_enquiries(request, campaign), pk=enquiry), by=request.user)


@resource.writes("POST", ENQUIRIES + "/{enquiry}/answer", EnquiryOut, needs=P.ADVICE_ANSWER)
def answer_enquiry(request: Call, campaign: Key, enquiry: Id, body: AnswerIn) -> Any:
    """The answer."""
    return enquiries.answer(enquiry=one(_enquiries(request, campaign), pk=enquiry), text=body.text, by=request.user)


@resource.writes("POST", ENQUIRIES + "/{enquiry}/confirm", EnquiryOut, needs=P.ADVICE_ASK)
def confirm_enquiry(request: Call, campaign: Key, enquiry: Id) -> Any:
    """It helped."""
    return enquiries.confirm(enquiry=one(_enquiries(request, campaign), pk=enquiry), by=request.user)


@resource.reads("/campaigns/{campaign}/advice-answers", list[PublishedOut], needs=P.ADVICE_VIEW)
def advice_answers(request: Call, campaign: Key, text: Words = "") -> Any:
    """Published answers: those that fit a text best, else the newest; 20 at most."""
    within = campaign_of(request, campaign)
    if text.strip():
        return finding.similar(within, text, most=20)
    rows = Published.objects.filter(campaign=within, withdrawn_at=None)
    return list(rows.order_by("-pk")[:20])


@resource.reads(APPOINTMENTS, Page[AppointmentOut], needs=P.ADVICE_VIEW)
def appointments_(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Appointments, the newest first."""
    rows = _appointments(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", APPOINTMENTS, AppointmentOut, needs=P.ADVICE_ASK, status=201)
def ask_appointment(request: Call, campaign: Key, body: AppointmentIn) -> Any:
    """Asks for a doctor or for help with freight."""
    within = campaign_of(request, campaign)
    firm = enterprise_of(request, within, body.enterprise)
    made = appointments.ask(campaign=within, enterprise=firm, by=request.user, **body.dict(exclude={"enterprise"}))
    return one(_appointments(request, campaign), pk=made.pk)


@resource.writes("POST", APPOINTMENTS + "/{appointment}/arrange", AppointmentOut, needs=P.ADVICE_VIEW)
def arrange_appointment(request: Call, campaign: Key, appointment: Id, body: ArrangedIn) -> Any:
    """Time and place."""
    found = one(_appointments(request, campaign), pk=appointment)
    return appointments.arrange(
        appointment=found, meets_at=body.meets_at, place=body.place, note=body.note, by=request.user
    )


@resource.writes("POST", APPOINTMENTS + "/{appointment}/refuse", AppointmentOut, needs=P.ADVICE_VIEW)
def refuse_appointment(request: Call, campaign: Key, appointment: Id, body: UnarrangedIn) -> Any:
    """It can't be had, and why."""
    found = one(_appointments(request, campaign), pk=appointment)
    return appointments.refuse(appointment=found, reason=body.reason, by=request.user)


def _enquiries(request: Call, campaign: str) -> Any:
    rows = Enquiry.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version", "adviser__user").prefetch_related("turns")


def _appointments(request: Call, campaign: str) -> Any:
    rows = Appointment.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version")
