"""More time for a rectification notice: the enterprise asks, somebody other than who issued the notice decides."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.rectification.actions import extensions as actions
from fugong.rectification.models import Extension, Notice
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Moment, ReasonIn

resource = Resource(tags=["Rectification"])
ALL = "/campaigns/{campaign}/extensions"
ONE = ALL + "/{extension}"


class ExtensionOut(Schema):
    """More time that was asked for."""

    id: int
    notice: int = Field(alias="notice_id")
    number: str = Field(alias="notice.number", description="The notice's number")
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    state: str
    until: dt.datetime
    why: str
    asked_at: dt.datetime
    asked_by: str = Field(alias="asked_by.name")
    decided_at: dt.datetime | None
    opinion: str


class ExtensionIn(Body):
    """Until when, and why."""

    until: Moment
    why: str = Field(max_length=300)


@resource.reads(ALL, Page[ExtensionOut], needs=P.INSPECTION_VIEW)
def extensions(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20)] = "",
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    notice: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """What was asked for, the newest first."""
    wanted = {"state": state, "enterprise": enterprise, "notice": notice}
    rows = _seen(request, campaign).filter(**{name: value for name, value in wanted.items() if value})
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes(
    "POST",
    "/campaigns/{campaign}/rectification-notices/{rectification}/extensions",
    ExtensionOut,
    needs=P.RECTIFICATION_ANSWER,
    status=201,
)
def ask_extension(request: Call, campaign: Key, rectification: Id, body: ExtensionIn) -> Any:
    """The enterprise asks for more time, before the deadline. Until it is granted, the deadline stays."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    notice = one(Notice.objects.visible_to(request.user).filter(campaign=within), pk=rectification)
    made = actions.ask(notice=notice, until=body.until, why=body.why, by=request.user)
    return one(_seen(request, campaign), pk=made.pk)


@resource.reads(ONE, ExtensionOut, needs=P.INSPECTION_VIEW)
def extension_(request: Call, campaign: Key, extension: Id) -> Any:
    """One of them."""
    return one(_seen(request, campaign), pk=extension)


@resource.writes("POST", ONE + "/grant", ExtensionOut, needs=P.RECTIFICATION_ISSUE)
def grant_extension(request: Call, campaign: Key, extension: Id, body: ReasonIn) -> Any:
    """Grants it: the notice's deadline moves. Never by who issued the notice."""
    return _decided(request, campaign, extension, body.reason, grant=True)


@resource.writes("POST", ONE + "/refuse", ExtensionOut, needs=P.RECTIFICATION_ISSUE)
def refuse_extension(request: Call, campaign: Key, extension: Id, body: ReasonIn) -> Any:
    """Doesn't grant it, with a reason: the deadline stays. Never by who issued the notice."""
    return _decided(request, campaign, extension, body.reason, grant=False)


@resource.writes("POST", ONE + "/take-back", ExtensionOut, needs=P.RECTIFICATION_ANSWER)
def take_extension_back(request: Call, campaign: Key, extension: Id) -> Any:
    """The enterprise needs no more time."""
    actions.take_back(extension=one(_seen(request, campaign), pk=extension), by=request.user)
    return one(_seen(request, campaign), pk=extension)


def _decided(request: Call, campaign: str, extension: int, opinion: str, *, grant: bool) -> Any:
    asked = one(_seen(request, campaign), pk=extension)
    actions.decide(extension=asked, grant=grant, opinion=opinion, by=request.user)
    return one(_seen(request, campaign), pk=extension)


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = Extension.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("notice", "enterprise", "asked_by")
