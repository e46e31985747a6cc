"""Reception at airports, stations and ports: services, who is announced with them, the chain, hand-over. Numbers go in, never out."""

import datetime as dt
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.arrivals import coming
from fugong.arrivals.actions import announcing, planning, steps
from fugong.arrivals.actions.steps import Receiver
from fugong.arrivals.arrows import ARRIVAL
from fugong.arrivals.models import Arrival, HandOver, Service, Vehicle
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.api import moves
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.moves import ArrowOut
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Moment, ReasonIn
from fugong.workforce import giving

resource = Resource(tags=["Arrivals"])
SERVICES = "/campaigns/{campaign}/arrival-services"
ALL = "/campaigns/{campaign}/arrivals"
ONE = ALL + "/{arrival}"
RECEIPT = "/campaigns/{campaign}/hand-overs/{hand_over}"
Ids = Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(max_length=coming.MOST)]


class ArrivalServiceOut(Schema):
    """A flight, train or ship of one day."""

    id: int
    gate: str
    number: str
    day: dt.date
    scheduled_at: dt.datetime
    expected_at: dt.datetime
    origin: str
    is_abroad: bool
    is_cancelled: bool


class ArrivalServiceIn(Body):
    """A service to watch; the same number and day again is the one that is there."""

    gate: str = Field(max_length=40)
    number: str = Field(max_length=20)
    at: Moment
    origin: str = Field("", max_length=60)
    is_abroad: bool = False


class ArrivalServiceChangeIn(Body):
    """It is late, early or cancelled."""

    expected_at: Moment | None = None
    is_cancelled: bool = False


class ArrivalOut(Schema):
    """One person's way. The name stands in full for those who may see the arrival; numbers never do."""

    id: int
    party: int = Field(alias="party_id")
    service: int = Field(alias="service_id")
    person: int | None = Field(alias="person_id", description="The file, once there is one")
    name: str
    nationality: str
    language: str
    is_child: bool
    enterprise: int | None = Field(alias="enterprise_id")
    contact: str
    state: str
    due_at: dt.datetime | None
    answered_at: dt.datetime | None
    hand_over: int | None = Field(alias="handed_over_id")
    in_time: bool | None
    moves: list[ArrowOut]


class ComingPersonIn(Body):
    """Somebody who comes. Without a document the file is opened at the gate."""

    name: str = Field(max_length=60)
    document: str = Field("", max_length=40)
    document_kind: str = Field("", max_length=20)
    nationality: str = Field("", max_length=2)
    language: str = Field("", max_length=10)
    phone: str = Field("", max_length=30)
    is_child: bool = False
    is_staff: bool = True


class ArrivalPartyIn(Body):
    """A party: who travels together, with which service, to whom."""

    service: int = Field(ge=1, le=2**63 - 1)
    people: list[ComingPersonIn] = Field(max_length=coming.MOST)
    enterprise: int | None = Field(None, ge=1, le=2**63 - 1)
    contact_name: str = Field("", max_length=60)
    contact_phone: str = Field("", max_length=30)
    community: str = Field("", max_length=12)
    destination: str = Field("", max_length=120)


class ArrivalPartyOut(Schema):
    """What was announced."""

    party: int
    arrivals: list[ArrivalOut]


class ArrivalAnswersIn(Body):
    """Question → yes or no, all of the pack's questions; in which language they were read."""

    answers: dict[str, bool] = Field(max_length=50)
    language: str = Field("zh-hans", max_length=10)


class ArrivalStepIn(Body):
    """Others of the party who go through the step, too."""

    others: Ids = []


class ArrivalScreenIn(ArrivalStepIn):
    """Temperatures in degrees Celsius, by arrival."""

    temperatures: dict[int, Annotated[float, Field(ge=0, le=100)]] = Field(max_length=coming.MOST)


class ArrivalTestIn(ArrivalStepIn):
    """Whether the sample was taken; the code of an open tube, if it went into one."""

    __test__ = False
    sampled: bool
    tube: str = Field("", max_length=40, description="its result is then the person's")


class ArrivalRegisterIn(ArrivalStepIn):
    """Documents of those who have no file yet, by arrival; contact and destination where they are missing."""

    documents: dict[int, ComingPersonIn] = Field({}, max_length=coming.MOST)
    contact_name: str = Field("", max_length=60)
    contact_phone: str = Field("", max_length=30)
    destination: str = Field("", max_length=120)


class ArrivalDepartIn(ArrivalStepIn):
    """By which vehicle."""

    plate: str = Field(max_length=12)


class ArrivalHandOverIn(ArrivalStepIn):
    """Who takes over: `to` is enterprise or community."""

    to: str = Field(max_length=12)
    name: str = Field(max_length=60)


class ArrivalDivertIn(ArrivalStepIn):
    """Where to."""

    reason: str = Field("", max_length=200)


class HandOverOut(Schema):
    """A hand-over."""

    id: int
    to: str
    name: str
    at: dt.datetime
    due_at: dt.datetime
    confirmed_at: dt.datetime | None
    confirmed_as: str


@resource.reads(SERVICES, Page[ArrivalServiceOut], needs=P.ARRIVAL_RECEIVE)
def arrival_services(
    request: Call, campaign: Key, day: Annotated[Day | None, Query()] = None, after: After = "", limit: Limit = 50
) -> Any:
    """Services, by the time at which they are expected."""
    rows = Service.objects.filter(campaign=campaign_of(request, campaign, P.ARRIVAL_RECEIVE))
    return page_of(rows.filter(day=day) if day else rows, ("expected_at", "id"), after=after, limit=limit)


@resource.writes("POST", SERVICES, ArrivalServiceOut, needs=P.ARRIVAL_PLAN, status=201)
def add_arrival_service(request: Call, campaign: Key, body: ArrivalServiceIn) -> Any:
    """One more to watch."""
    made = planning.add_service(
        campaign=campaign_of(request, campaign, P.ARRIVAL_PLAN), gate=body.gate, number=body.number,
        day=clock.local(body.at).date(), at=body.at, origin=body.origin, abroad=body.is_abroad,
        by=request.user,
    )  # fmt: skip
    made.refresh_from_db()
    return made


@resource.writes("PATCH", SERVICES + "/{service}", ArrivalServiceOut, needs=P.ARRIVAL_RECEIVE)
def change_arrival_service(request: Call, campaign: Key, service: Id, body: ArrivalServiceChangeIn) -> Any:
    """Whoever is expected with it gets another deadline."""
    found = _service(campaign_of(request, campaign, P.ARRIVAL_RECEIVE), service)
    at = body.expected_at
    planning.change_service(service=found, expected_at=at, cancelled=body.is_cancelled, by=request.user)
    found.refresh_from_db()
    return found


@resource.reads(ALL, Page[ArrivalOut], needs=P.PERSON_VIEW)
def arrivals_(
    request: Call,
    campaign: Key,
    day: Annotated[Day | None, Query()] = None,
    state: Annotated[str, Query(max_length=20)] = "",
    nationality: Annotated[str, Query(max_length=2)] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The arrivals that the caller sees, newest first."""
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    rows = Arrival.objects.visible_to(request.user).filter(campaign=within).opened()
    given = {"day": day, "state": state, "nationality": nationality}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    page = page_of(rows, ("-id",), after=after, limit=limit)
    return {**page, "items": [_shown(row, within, request) for row in page["items"]]}


@resource.writes("POST", ALL, ArrivalPartyOut, needs=P.PERSON_EDIT, status=201)
@transaction.atomic
def announce_arrivals(request: Call, campaign: Key, body: ArrivalPartyIn) -> Any:
    """Announces a party: the enterprise its own people, the desk anybody."""
    within = campaign_of(request, campaign, P.PERSON_EDIT)
    enterprise = None
    if body.enterprise is not None:
        seen = Enterprise.objects.visible_to(request.user, P.PERSON_EDIT).filter(enrolments__campaign=within)
        enterprise = one(seen, pk=body.enterprise)
    people = [
        coming.read(each.dict(), within.pack, where=f"people[{place}].") for place, each in enumerate(body.people)
    ]
    made = announcing.announce(
        service=_service(within, body.service), people=people, enterprise=enterprise,
        contact=coming.contact(body.contact_name, body.contact_phone), community=body.community,
        destination=body.destination, via="api", by=request.user,
    )  # fmt: skip
    rows = Arrival.objects.filter(party=made).opened().order_by("pk")
    return {"party": made.pk, "arrivals": [_shown(row, within, request) for row in rows]}


@resource.reads(ONE, ArrivalOut, needs=P.PERSON_VIEW)
def arrival_(request: Call, campaign: Key, arrival: Id) -> Any:
    """One arrival."""
    return _again(request, campaign, arrival)


@resource.writes("POST", ONE + "/answers", ArrivalOut, needs=P.ARRIVAL_RECEIVE)
def answer_arrival(request: Call, campaign: Key, arrival: Id, body: ArrivalAnswersIn) -> Any:
    """The arrival's own answers."""
    steps.answer(arrival=_mine(request, campaign, arrival), answers=body.answers, language=body.language)
    return _again(request, campaign, arrival)


@resource.writes("POST", RECEIPT + "/confirmation", HandOverOut, needs=P.PERSON_VIEW)
def confirm_hand_over(request: Call, campaign: Key, hand_over: Id) -> Any:
    """Whoever took over says so, in the own name."""
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    seen = Arrival.objects.visible_to(request.user).filter(campaign=within, handed_over=hand_over)
    row = one(HandOver.objects.filter(campaign=within, pk__in=seen.values("handed_over")), pk=hand_over)
    return steps.confirm(receipt=row, name="", by=request.user)


def screen_(request: Call, campaign: Key, arrival: Id, body: ArrivalScreenIn) -> Any:
    rows = _party(request, campaign, arrival, body)
    tenths = {key: round(value * 10) for key, value in body.temperatures.items()}
    steps.screen(arrivals=rows, temperatures=tenths, by=request.user)
    return _again(request, campaign, arrival)


def test_(request: Call, campaign: Key, arrival: Id, body: ArrivalTestIn) -> Any:
    rows = _party(request, campaign, arrival, body)
    steps.test(arrivals=rows, sampled=body.sampled, tube=body.tube, by=request.user)
    return _again(request, campaign, arrival)


@transaction.atomic
def register_(request: Call, campaign: Key, arrival: Id, body: ArrivalRegisterIn) -> Any:
    rows = _party(request, campaign, arrival, body)
    if body.contact_name:
        said = coming.contact(body.contact_name, body.contact_phone)
        announcing.name_contact(arrival=rows[0], contact=said, destination=body.destination, by=request.user)
    jobs = {job.key: job for job in rows[0].campaign.pack.workforce.jobs}
    given = {
        key: giving.read(each.dict(), jobs=jobs, where=f"documents.{key}.") for key, each in body.documents.items()
    }
    steps.register(arrivals=rows, given=given, by=request.user)
    return _again(request, campaign, arrival)


def depart_(request: Call, campaign: Key, arrival: Id, body: ArrivalDepartIn) -> Any:
    rows = _party(request, campaign, arrival, body)
    vehicle = Vehicle.objects.filter(campaign__key=campaign, plate=body.plate).first()
    steps.depart(arrivals=rows, vehicle=vehicle, by=request.user)
    return _again(request, campaign, arrival)


def hand_over_(request: Call, campaign: Key, arrival: Id, body: ArrivalHandOverIn) -> Any:
    rows = _party(request, campaign, arrival, body)
    steps.hand_over(arrivals=rows, receiver=Receiver(body.to, body.name), by=request.user)
    return _again(request, campaign, arrival)


def miss_(request: Call, campaign: Key, arrival: Id, body: ArrivalStepIn) -> Any:
    steps.miss(arrivals=_party(request, campaign, arrival, body), by=request.user)
    return _again(request, campaign, arrival)


def divert_(request: Call, campaign: Key, arrival: Id, body: ArrivalDivertIn) -> Any:
    steps.divert(arrivals=_party(request, campaign, arrival, body), reason=body.reason, by=request.user)
    return _again(request, campaign, arrival)


def isolate_(request: Call, campaign: Key, arrival: Id) -> Any:
    steps.isolate(arrival=_mine(request, campaign, arrival), by=request.user)
    return _again(request, campaign, arrival)


def clear_(request: Call, campaign: Key, arrival: Id, body: ReasonIn) -> Any:
    steps.clear(arrival=_mine(request, campaign, arrival, P.PERSON_VIEW), reason=body.reason, by=request.user)
    return _again(request, campaign, arrival)


HANDLERS: dict[str, Any] = {
    "screen": screen_,
    "test": test_,
    "register": register_,
    "depart": depart_,
    "hand_over": hand_over_,
    "miss": miss_,
    "divert": divert_,
    "isolate": isolate_,
    "clear": clear_,
}
for _key, _handler in HANDLERS.items():
    _handler.__name__ = f"arrival_{_key}"
moves.mount(resource, ONE, ARRIVAL, ArrivalOut, HANDLERS)


def _service(within: Campaign, pk: int) -> Service:
    found: Service = one(Service.objects.filter(campaign=within), pk=pk)
    found.campaign = within
    return found


def _mine(request: Call, campaign: str, pk: int, permission: P = P.ARRIVAL_RECEIVE) -> Arrival:
    within = campaign_of(request, campaign, permission)
    rows = Arrival.objects.visible_to(request.user, permission).filter(campaign=within).opened()
    found: Arrival = one(rows, pk=pk)
    found.campaign = found.service.campaign = within
    return found


def _party(request: Call, campaign: str, pk: int, body: ArrivalStepIn) -> list[Arrival]:
    """This arrival, and those named of the same party."""
    first = _mine(request, campaign, pk)
    rows = Arrival.objects.opened().filter(party=first.party_id, pk__in=body.others).exclude(pk=pk)
    others = list(rows)
    if len(others) < len(set(body.others) - {pk}):
        message = _("Only people of the same party go through a step together.")
        raise Refused(message, fields=[Fault("others", message)])
    return [first, *others]


def _again(request: Call, campaign: str, pk: int) -> dict[str, Any]:
    row = _mine(request, campaign, pk, P.PERSON_VIEW)
    return _shown(row, row.campaign, request)


def _shown(row: Arrival, within: Campaign, request: Call) -> dict[str, Any]:
    row.campaign = within
    names = (
        "id", "party_id", "service_id", "person_id", "name", "nationality", "language", "is_child", "enterprise_id", "state",
        "due_at", "answered_at", "handed_over_id", "in_time",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "contact": row.party.contact_name,
        "moves": moves.arrows_of(row, request.user, HANDLERS),
    }
