"""People's files, their daily health, one by one or by the hundred thousand, and health cases. Numbers go in, and never out."""

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.registry.models import Enterprise
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Moment
from fugong.workforce import documents, giving, health_rows
from fugong.workforce.actions import classes, files, health
from fugong.workforce.lists import dressed
from fugong.workforce.models import Employment, HealthCase, HealthTotal, Person

resource = Resource(tags=["People"])
ALL = "/campaigns/{campaign}/people"
ONE = ALL + "/{person_file}"
CASES = "/campaigns/{campaign}/health/cases"


class PersonFileOut(Schema):
    """A file. Numbers are masked; the name stands in full for those who may see the file."""

    id: int
    name: str
    document_kind: str
    document: str = Field(alias="masked_document")
    nationality: str
    language: str
    state: str
    class_key: str
    class_until: dt.date | None
    card: str
    silent_until: dt.date | None
    origin: str
    arrived_on: dt.date | None
    lodging: str
    enterprises: list[int] = Field(description="Those that the caller may see")
    last_reported_at: dt.datetime | None
    negatives: int

    @staticmethod
    def resolve_enterprises(person: Any) -> list[int]:
        return [each.enterprise_id for each in person.works]


class PersonFileIn(Body):
    """A person as said. The number decides whether there is a file already."""

    name: str = Field(max_length=60)
    document: str = Field(max_length=40)
    document_kind: str = Field("", max_length=20)
    enterprise: int | None = Field(None, ge=1, le=2**63 - 1)
    phone: str = Field("", max_length=30)
    nationality: str = Field("", max_length=2)
    language: str = Field("", max_length=10)
    origin: str = Field("", max_length=60, description="Region as people write it, or its code")
    arrived_on: Day | None = None
    transport: str = Field("", max_length=10)
    lodging: str = Field("", max_length=10)
    address: str = Field("", max_length=120)
    job: str = Field("", max_length=40)


class NumberIn(Body):
    """A document number: in the body, so that it stands in no address and no log."""

    document: str = Field(max_length=40)


class DecisionIn(Body):
    """Otherwise than the rules, for so many days."""

    move: str = Field(max_length=10, description="hold | observe | isolate | release")
    reason: str = Field(max_length=200)
    days: int = Field(3, ge=0, le=60)


class HealthIn(Body):
    """A temperature in degrees Celsius, symptoms by the pack's keys, or both."""

    temperature: float | None = Field(None, ge=34, le=43)
    symptoms: list[Annotated[str, Field(max_length=40)]] = Field([], max_length=20)
    at: Moment | None = Field(None, description="Now where it isn't said")


class ReportedOut(Schema):
    """How many readings were new; those that were known already changed nothing."""

    new: int


class HealthDayOut(Schema):
    """One enterprise's day in numbers."""

    enterprise: int = Field(alias="enterprise_id")
    day: dt.date
    reports: int
    reported: int
    complete: int
    exceptions: int


class HealthCaseOut(Schema):
    """A fever or a symptom, and how far it is looked after."""

    id: int
    person: int = Field(alias="person_id")
    enterprise: int | None = Field(alias="enterprise_id")
    state: str
    degrees: str
    symptoms: list[str]
    reported_at: dt.datetime
    due_at: dt.datetime | None


class CaseMoveIn(Body):
    """Which step, and why where it asks for it."""

    move: str = Field(max_length=20, description="take | refer | clear | confirm")
    reason: str = Field("", max_length=200)


BULK = {
    "requestBody": {
        "required": True,
        "description": "One JSON object a line, one JSON array, or CSV with a heading: person, at, temperature, symptoms.",
        "content": {
            "application/x-ndjson": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@resource.reads(ALL, Page[PersonFileOut], needs=P.PERSON_VIEW)
def people(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20)] = "",
    class_key: Annotated[str, Query(max_length=40)] = "",
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Files, the newest first."""
    wanted = {"state": state, "class_key": class_key}
    rows = _seen(request, campaign).filter(**{name: value for name, value in wanted.items() if value})
    if enterprise:
        mine = Employment.objects.current().visible_to(request.user).filter(enterprise=enterprise)
        rows = rows.filter(pk__in=mine.values("person"))
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ALL, PersonFileOut, needs=P.PERSON_EDIT, status=201)
def enter_person(request: Call, campaign: Key, body: PersonFileIn) -> Any:
    """Opens a file, or finds the one that the number has, and puts the person on the enterprise's list."""
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    enterprise = None
    if body.enterprise is not None:
        seen = Enterprise.objects.visible_to(request.user, P.PERSON_EDIT).filter(enrolments__campaign=within)
        enterprise = one(seen, pk=body.enterprise)
    jobs = {job.key: job.name for job in within.pack.workforce.jobs}
    entered = files.enter(
        campaign=within,
        given=giving.read(body.dict(exclude={"enterprise"}), jobs=jobs),
        by=request.user,
        enterprise=enterprise,
        area_code="" if enterprise else within.jurisdiction.code,
    )
    return one(_seen(request, campaign), pk=entered.person.pk)


@resource.writes("POST", ALL + "/lookup", PersonFileOut, needs=P.PERSON_VIEW)
def person_by_number(request: Call, campaign: Key, body: NumberIn) -> Any:
    """The file of a document number, where the caller may see it."""
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    found = files.find(within, documents.normalised(body.document))
    return one(_seen(request, campaign), pk=found.pk if found else 0)


@resource.reads(ONE, PersonFileOut, needs=P.PERSON_VIEW)
def person(request: Call, campaign: Key, person_file: Id) -> Any:
    """One file."""
    return one(_seen(request, campaign), pk=person_file)


@resource.writes("POST", ONE + "/decision", PersonFileOut, needs=P.PERSON_CLASSIFY)
def decide_about_person(request: Call, campaign: Key, person_file: Id, body: DecisionIn) -> Any:
    """Decides otherwise than the rules, with a reason."""
    found = one(_seen(request, campaign), pk=person_file)
    classes.decide(person=found, by=request.user, **body.dict())
    return one(_seen(request, campaign), pk=person_file)


@resource.writes("POST", ONE + "/leaving", PersonFileOut, needs=P.PERSON_EDIT)
def person_leaves(request: Call, campaign: Key, person_file: Id) -> Any:
    """The person has gone away; the file is erased after its last day."""
    files.leave(person=one(_seen(request, campaign), pk=person_file), by=request.user)
    return one(_seen(request, campaign), pk=person_file)


@resource.writes("POST", ONE + "/health", ReportedOut, needs=P.HEALTH_REPORT)
def report_health(request: Call, campaign: Key, person_file: Id, body: HealthIn) -> Any:
    """One reading. The same moment again changes nothing."""
    found = one(_seen(request, campaign), pk=person_file)
    tenths = None if body.temperature is None else round(body.temperature * 10)
    new = health.report(
        person=found, temperature=tenths, symptoms=body.symptoms, at=body.at, via="api", by=request.user
    )
    return {"new": int(new)}


@resource.writes("POST", "/campaigns/{campaign}/health/bulk", ReportedOut, needs=P.HEALTH_REPORT, openapi_extra=BULK)
def report_health_in_bulk(request: Call, campaign: Key) -> Any:
    """Readings of many people, of gates and devices: all are taken, or none and the bad rows are named. Up to 200,000."""
    within = campaign_of(request, campaign, P.HEALTH_REPORT)
    symptoms = [each.key for each in within.pack.workforce.health.symptoms]
    readings = health_rows.parse(request.body, request.headers.get("Content-Type", ""), symptoms)
    return {"new": health.report_many(campaign=within, readings=readings, by=request.user, via="api")}


@resource.reads("/campaigns/{campaign}/health/days", Page[HealthDayOut], needs=P.PERSON_VIEW)
def health_days(
    request: Call,
    campaign: Key,
    day: Annotated[Day | None, Query(description="Today where it isn't said")] = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Each enterprise's day in numbers."""
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    rows = HealthTotal.objects.visible_to(request.user).filter(campaign=within, day=day or clock.today())
    return page_of(rows, ("enterprise_id",), after=after, limit=limit)


@resource.reads(CASES, Page[HealthCaseOut], needs=P.PERSON_VIEW)
def health_cases(
    request: Call, campaign: Key, state: Annotated[str, Query(max_length=20)] = "", after: After = "", limit: Limit = 50
) -> Any:
    """Fevers and symptoms, the newest first."""
    rows = _cases(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", CASES + "/{health_case}/moves", HealthCaseOut, needs=P.HEALTH_HANDLE)
def move_health_case(request: Call, campaign: Key, health_case: Id, body: CaseMoveIn) -> Any:
    """Takes a case a step further."""
    found = one(_cases(request, campaign), pk=health_case)
    if body.move not in {arrow.key for arrow in HealthCase.workflow.arrows}:
        message = _("There is no such step.")
        raise Refused(message, fields=[Fault("move", message)])
    health.move(case=found, key=body.move, reason=body.reason, by=request.user)
    return one(_cases(request, campaign), pk=health_case)


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    return dressed(Person.objects.visible_to(request.user).filter(campaign=within), request.user)


def _cases(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.PERSON_VIEW)
    rows = HealthCase.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("enterprise", "campaign__pack_version", "person__key")
