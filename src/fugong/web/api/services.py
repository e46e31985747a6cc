"""Services without meeting: the catalogue, applications with their steps, times at an office."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.services import slots
from fugong.services.actions import applications as steps
from fugong.services.actions import appointments as times
from fugong.services.asking import Asker
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Reason, ReasonIn, Words

resource = Resource(tags=["Services without meeting"])
HERE = "/campaigns/{campaign}/services"
ASKED = HERE + "/applications"
BOOKED = HERE + "/appointments"
Named = Annotated[str, Field(max_length=40)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
State = Annotated[str, Query(max_length=20)]
OfficeKey = Annotated[str, Query(max_length=40)]


class ServiceItemOut(Schema):
    """A service of the catalogue."""

    key: str
    name: Words
    mode: str = Field(description="prioritised | sped_up | online | staggered | deferred")
    takes: str = Field(alias="kind", description="application | appointment | nothing")
    office: str
    then: str = Field(description="The second office, which decides; empty where there is none")
    within: str
    channels: list[str]
    defers_days: int


class ServiceApplicationOut(Schema):
    """An application. No telephone number, no name of a caller."""

    id: int
    service: str
    mode: str
    office: str
    enterprise: int | None = Field(alias="enterprise_id")
    applicant: str
    channel: str
    state: str
    text: str
    was_due_on: dt.date | None
    asks_until: dt.date | None
    due_on: dt.date | None = Field(description="The new day of a deferral")
    due_at: dt.datetime | None
    number: str
    made_at: dt.datetime
    decided_at: dt.datetime | None


class CallerIn(Body):
    """Who asks. By web the enterprise alone; by telephone or at the window also who spoke, and what was read out."""

    channel: Literal["web", "telephone", "window"] = "web"
    enterprise: Number | None = None
    applicant: str = Field("", max_length=120)
    uscc: str = Field("", max_length=18)
    caller: str = Field("", max_length=60)
    phone: str = Field("", max_length=40)
    words: str = Field("", max_length=2_000, description="What was read out, to which the caller agreed")


class ServiceApplicationIn(CallerIn):
    """What is asked for; a deferral says the old day and the new one that is wished."""

    service: Named
    text: str = Field("", max_length=500)
    was_due_on: Day | None = None
    asks_until: Day | None = None


class ServiceDecisionIn(Body):
    """Granted (a deferral with its day) or refused with a reason."""

    outcome: Literal["grant", "refuse"]
    opinion: Reason = ""
    reason: Reason = ""
    due_on: Day | None = None


class OpinionIn(Body):
    """What the first office says."""

    opinion: Reason = ""


class SlotOut(Schema):
    """A time at an office, and how many of it are free."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    free: int


class ServiceTimeOut(Schema):
    """A time that somebody has."""

    id: int
    service: str
    office: str
    enterprise: int | None = Field(alias="enterprise_id")
    applicant: str
    channel: str
    state: str
    number: str = Field(description="The waiting number of that day")
    starts_at: dt.datetime
    ends_at: dt.datetime
    window: int | None


class ServiceTimeIn(CallerIn):
    """A slot of a service."""

    service: Named
    starts_at: dt.datetime


class ServiceMoveIn(Body):
    """Another time."""

    starts_at: dt.datetime


class WindowIn(Body):
    """A window of an office."""

    office: Named
    window: Annotated[int, Field(ge=1, le=99)]


@resource.reads(HERE, list[ServiceItemOut], needs=P.SERVICE_VIEW)
def service_catalogue(request: Call, campaign: Key) -> Any:
    """What can be asked for today."""
    return campaign_of(request, campaign).pack.services.offered(clock.today())


@resource.reads(ASKED, Page[ServiceApplicationOut], needs=P.SERVICE_VIEW)
def service_applications(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Applications that the caller sees, the newest first."""
    rows = _asked(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ASKED, ServiceApplicationOut, needs=P.SERVICE_VIEW, status=201)
def ask_for_service(request: Call, campaign: Key, body: ServiceApplicationIn) -> Any:
    """Asks for a service; its papers are handed in at /papers."""
    within = campaign_of(request, campaign)
    made = steps.submit(
        campaign=within, service=body.service, asker=_asker(request, within, body), by=request.user, said=body.text,
        was_due_on=body.was_due_on, asks_until=body.asks_until,
    )  # fmt: skip
    return one(_asked(request, campaign), pk=made.pk)


@resource.reads(ASKED + "/{service_application}", ServiceApplicationOut, needs=P.SERVICE_VIEW)
def service_application_(request: Call, campaign: Key, service_application: Id) -> Any:
    """One of them."""
    return one(_asked(request, campaign), pk=service_application)


@resource.writes("POST", ASKED + "/{service_application}/accept", ServiceApplicationOut, needs=P.SERVICE_HANDLE)
def accept_service(request: Call, campaign: Key, service_application: Id) -> Any:
    """The office takes it on. 422 while papers are lacking."""
    return steps.accept(application=one(_asked(request, campaign), pk=service_application), by=request.user)


@resource.writes("POST", ASKED + "/{service_application}/pass-on", ServiceApplicationOut, needs=P.SERVICE_HANDLE)
def pass_service_on(request: Call, campaign: Key, service_application: Id, body: OpinionIn) -> Any:
    """To the second office."""
    found = one(_asked(request, campaign), pk=service_application)
    return steps.pass_on(application=found, by=request.user, opinion=body.opinion)


@resource.writes("POST", ASKED + "/{service_application}/return", ServiceApplicationOut, needs=P.SERVICE_HANDLE)
def return_service(request: Call, campaign: Key, service_application: Id, body: ReasonIn) -> Any:
    """Something is lacking or wrong."""
    found = one(_asked(request, campaign), pk=service_application)
    return steps.send_back(application=found, by=request.user, reason=body.reason)


@resource.writes("POST", ASKED + "/{service_application}/resubmit", ServiceApplicationOut, needs=P.SERVICE_VIEW)
def resubmit_service(request: Call, campaign: Key, service_application: Id) -> Any:
    """It was mended."""
    return steps.resubmit(application=one(_asked(request, campaign), pk=service_application), by=request.user)


@resource.writes("POST", ASKED + "/{service_application}/decision", ServiceApplicationOut, needs=P.SERVICE_HANDLE)
def decide_service(request: Call, campaign: Key, service_application: Id, body: ServiceDecisionIn) -> Any:
    """Granted with a number, or refused."""
    found = one(_asked(request, campaign), pk=service_application)
    if body.outcome == "refuse":
        return steps.refuse_(application=found, by=request.user, reason=body.reason)
    return steps.grant(application=found, by=request.user, opinion=body.opinion, due_on=body.due_on)


@resource.writes("POST", ASKED + "/{service_application}/withdraw", ServiceApplicationOut, needs=P.SERVICE_VIEW)
def withdraw_service(request: Call, campaign: Key, service_application: Id) -> Any:
    """Not needed any more."""
    return steps.withdraw(application=one(_asked(request, campaign), pk=service_application), by=request.user)


@resource.reads(HERE + "/slots", list[SlotOut], needs=P.SERVICE_VIEW)
def service_slots(request: Call, campaign: Key, office: OfficeKey = "", day: Day | None = None) -> Any:
    """The times of an office on a day; none where it is closed or unknown."""
    within = campaign_of(request, campaign)
    hall = within.pack.services.office(office)
    return slots.of_day(within, hall, day or clock.today()) if hall is not None else []


@resource.reads(BOOKED, Page[ServiceTimeOut], needs=P.SERVICE_VIEW)
def service_times(
    request: Call, campaign: Key, state: State = "", office: OfficeKey = "", day: Day | None = None, after: After = "",
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Times that the caller sees, those booked last first."""
    rows = _booked(request, campaign)
    for name, value in (("state", state), ("office", office), ("day__day", day)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", BOOKED, ServiceTimeOut, needs=P.SERVICE_VIEW, status=201)
def book_service_time(request: Call, campaign: Key, body: ServiceTimeIn) -> Any:
    """Books a time. 422 with code `full` where nobody can be served then any more."""
    within = campaign_of(request, campaign)
    made = times.book(
        campaign=within, service=body.service, starts_at=_moment(body.starts_at),
        asker=_asker(request, within, body), by=request.user,
    )  # fmt: skip
    return one(_booked(request, campaign), pk=made.pk)


@resource.reads(BOOKED + "/{service_time}", ServiceTimeOut, needs=P.SERVICE_VIEW)
def service_time_(request: Call, campaign: Key, service_time: Id) -> Any:
    """One of them."""
    return one(_booked(request, campaign), pk=service_time)


@resource.writes("POST", BOOKED + "/{service_time}/change", ServiceTimeOut, needs=P.SERVICE_VIEW)
def change_service_time(request: Call, campaign: Key, service_time: Id, body: ServiceMoveIn) -> Any:
    """Another time; the old one is kept where the new one is full."""
    found = one(_booked(request, campaign), pk=service_time)
    return times.change(appointment=found, starts_at=_moment(body.starts_at), by=request.user)


@resource.writes("POST", BOOKED + "/{service_time}/cancel", ServiceTimeOut, needs=P.SERVICE_VIEW)
def cancel_service_time(request: Call, campaign: Key, service_time: Id) -> Any:
    """Nobody comes."""
    return times.cancel(appointment=one(_booked(request, campaign), pk=service_time), by=request.user)


@resource.writes("POST", BOOKED + "/{service_time}/arrive", ServiceTimeOut, needs=P.SERVICE_HANDLE)
def arrive_at_service(request: Call, campaign: Key, service_time: Id) -> Any:
    """Somebody is there and waits."""
    return times.arrive(appointment=one(_booked(request, campaign), pk=service_time), by=request.user)


@resource.writes("POST", BOOKED + "/{service_time}/serve", ServiceTimeOut, needs=P.SERVICE_HANDLE)
def serve_service_time(request: Call, campaign: Key, service_time: Id) -> Any:
    """Served at the window."""
    return times.serve(appointment=one(_booked(request, campaign), pk=service_time), by=request.user)


@resource.writes("POST", BOOKED + "/{service_time}/miss", ServiceTimeOut, needs=P.SERVICE_HANDLE)
def miss_service_time(request: Call, campaign: Key, service_time: Id) -> Any:
    """Nobody came."""
    return times.miss(appointment=one(_booked(request, campaign), pk=service_time), by=request.user)


@resource.writes("POST", HERE + "/calls", list[ServiceTimeOut], needs=P.SERVICE_HANDLE)
def call_next_number(request: Call, campaign: Key, body: WindowIn) -> Any:
    """Calls the next number to a window; an empty list where nobody waits."""
    within = campaign_of(request, campaign)
    called = times.call_next(campaign=within, office=body.office, window=body.window, by=request.user)
    return [called] if called is not None else []


def _moment(given: dt.datetime) -> dt.datetime:
    """With a zone as it is, without one as the wall clock of the installation."""
    return (given if given.tzinfo else given.replace(tzinfo=clock.zone())).astimezone(dt.UTC)


def _asker(request: Call, within: Campaign, body: CallerIn) -> Asker:
    enterprise = enterprise_of(request, within, body.enterprise) if body.enterprise else None
    return Asker(
        channel=body.channel, enterprise=enterprise, applicant=body.applicant, uscc=body.uscc, caller=body.caller,
        phone=body.phone, words=body.words,
    )  # fmt: skip


def _asked(request: Call, campaign: str) -> Any:
    rows = ServiceApplication.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version")


def _booked(request: Call, campaign: str) -> Any:
    rows = ServiceAppointment.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version", "day")
