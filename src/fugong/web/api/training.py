"""Courses, who is on them, certificates: each by whom the rules let do it."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.training.access import shown_name
from fugong.training.actions import certificates, signups
from fugong.training.actions.signups import Who
from fugong.training.models import Certificate, Course, Trainee
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Reason

resource = Resource(tags=["Training and advice"])
COURSES = "/campaigns/{campaign}/courses"
TRAINEES = "/campaigns/{campaign}/trainees"
CERTIFICATES = "/campaigns/{campaign}/certificates"
State = Annotated[str, Query(max_length=20)]
Name = Annotated[str, Query(max_length=40)]
Number = Annotated[int, Query(ge=0, le=2**63 - 1)]


class CourseOut(Schema):
    """A course that is held."""

    id: int
    key: str = Field(description="Of the pack's course; empty: the desk's own")
    names: dict[str, str]
    gives: str = Field(description="Key of the qualification that passing gives")
    trainer: str
    mode: str
    minutes: int
    recorded: int
    state: str


class TraineeOut(Schema):
    """Somebody on a course; the name masked for those who don't read it."""

    id: int
    name: str
    course: int = Field(alias="course_id")
    enterprise: int | None = Field(alias="enterprise_id")
    state: str
    minutes: int
    signed_up_at: dt.datetime

    @staticmethod
    def resolve_name(row: Any, context: Any) -> str:
        return shown_name(context["request"].user, row)


class TraineeIn(Body):
    """Whom to sign up: name and telephone number, for an enterprise or none."""

    course: Annotated[int, Field(ge=1, le=2**63 - 1)]
    name: str = Field(max_length=60)
    phone: str = Field(max_length=30)
    enterprise: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class CertificateOut(Schema):
    """That somebody may serve as something, until a day."""

    id: int
    number: str
    name: str
    qualification: str
    enterprise: int | None = Field(alias="enterprise_id")
    state: str
    source: str
    issued_on: dt.date
    valid_until: dt.date

    @staticmethod
    def resolve_name(row: Any, context: Any) -> str:
        return shown_name(context["request"].user, row)


class RevokedIn(Body):
    """Why."""

    reason: Reason


@resource.reads(COURSES, Page[CourseOut], needs=P.TRAINING_VIEW)
def courses(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Courses, the newest first."""
    rows = Course.objects.filter(campaign=campaign_of(request, campaign))
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.reads(TRAINEES, Page[TraineeOut], needs=P.TRAINING_VIEW)
def trainees(
    request: Call, campaign: Key, course: Number = 0, state: State = "", after: After = "", limit: Limit = 50
) -> Any:
    """Who is on which course, the newest first."""
    rows = _trainees(request, campaign)
    rows = rows.filter(course=course) if course else rows
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", TRAINEES, TraineeOut, needs=P.TRAINING_VIEW, status=201)
def sign_up_trainee(request: Call, campaign: Key, body: TraineeIn) -> Any:
    """Signs somebody up: the desk anybody, an enterprise its own people. Who is on the course already is found again."""
    within = campaign_of(request, campaign)
    rows = Course.objects.filter(campaign=within)
    course = one(
        rows.select_related("campaign__pack_version", "campaign__jurisdiction", "pack_version"), pk=body.course
    )
    firm = enterprise_of(request, within, body.enterprise) if body.enterprise is not None else None
    made = signups.sign_up(course=course, who=Who(name=body.name, phone=body.phone), by=request.user, enterprise=firm)
    return one(_trainees(request, campaign), pk=made.pk)


@resource.reads(CERTIFICATES, Page[CertificateOut], needs=P.TRAINING_VIEW)
def certificates_(
    request: Call, campaign: Key, qualification: Name = "", state: State = "", after: After = "", limit: Limit = 50
) -> Any:
    """Certificates, the newest first."""
    rows = _certificates(request, campaign)
    rows = rows.filter(qualification=qualification) if qualification else rows
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", CERTIFICATES + "/{certificate}/revoke", CertificateOut, needs=P.TRAINING_MANAGE)
def revoke_certificate(request: Call, campaign: Key, certificate: Id, body: RevokedIn) -> Any:
    """It doesn't hold any more; its holder serves on no shift."""
    found = one(_certificates(request, campaign), pk=certificate)
    return certificates.revoke(certificate=found, reason=body.reason, by=request.user)


def _trainees(request: Call, campaign: str) -> Any:
    rows = Trainee.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "course")


def _certificates(request: Call, campaign: str) -> Any:
    rows = Certificate.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version", "campaign__jurisdiction", "user")
