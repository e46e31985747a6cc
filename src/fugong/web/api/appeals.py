"""Objections of the enterprise to a rectification notice or a stop-work order, decided by somebody who had no hand in the paper."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.rectification.actions import appeals as actions
from fugong.rectification.models import Appeal, Notice, StopWork
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Moment, ReasonIn

resource = Resource(tags=["Rectification"])
ALL = "/campaigns/{campaign}/appeals"
ONE = ALL + "/{appeal}"


class AppealOut(Schema):
    """An objection: to a notice, or to a stop-work order."""

    id: int
    notice: int | None = Field(alias="notice_id")
    stop_work: int | None = Field(alias="order_id")
    number: str = Field(alias="paper.number", description="The paper's number")
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    state: str
    grounds: str
    filed_at: dt.datetime
    filed_by: str = Field(alias="filed_by.name")
    due_at: dt.datetime | None
    decided_at: dt.datetime | None
    opinion: str


class AppealIn(Body):
    """What is wrong with the paper."""

    grounds: str = Field(max_length=1000)


class AppealChangeIn(Body):
    """Which items of the notice fall away, by their ids; or its new deadline; and why."""

    reason: str = Field(max_length=500)
    drop: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field([], max_length=40)
    deadline: Moment | None = None


@resource.reads(ALL, Page[AppealOut], needs=P.INSPECTION_VIEW)
def appeals(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20)] = "",
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Objections, the newest first."""
    wanted = {"state": state, "enterprise": enterprise}
    rows = _seen(request, campaign).filter(**{name: value for name, value in wanted.items() if value})
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes(
    "POST",
    "/campaigns/{campaign}/rectification-notices/{rectification}/appeals",
    AppealOut,
    needs=P.RECTIFICATION_ANSWER,
    status=201,
)
def appeal_against_notice(request: Call, campaign: Key, rectification: Id, body: AppealIn) -> Any:
    """The enterprise objects to a notice, within the place's days."""
    return _filed(request, campaign, Notice, rectification, body)


@resource.writes(
    "POST",
    "/campaigns/{campaign}/stop-works/{stop_work}/appeals",
    AppealOut,
    needs=P.RECTIFICATION_ANSWER,
    status=201,
)
def appeal_against_stop_work(request: Call, campaign: Key, stop_work: Id, body: AppealIn) -> Any:
    """The enterprise objects to an order, which holds all the while."""
    return _filed(request, campaign, StopWork, stop_work, body)


@resource.reads(ONE, AppealOut, needs=P.INSPECTION_VIEW)
def appeal_(request: Call, campaign: Key, appeal: Id) -> Any:
    """One of them."""
    return one(_seen(request, campaign), pk=appeal)


@resource.writes("POST", ONE + "/uphold", AppealOut, needs=P.INSPECTION_VIEW)
def uphold_on_appeal(request: Call, campaign: Key, appeal: Id, body: ReasonIn) -> Any:
    """The paper stands as it is. By whoever issues notices or decides about stops, and had no hand in it."""
    return _decided(request, campaign, appeal, "uphold", body.reason)


@resource.writes("POST", ONE + "/change", AppealOut, needs=P.INSPECTION_VIEW)
def change_on_appeal(request: Call, campaign: Key, appeal: Id, body: AppealChangeIn) -> Any:
    """Some of the notice stands: items fall away, or the deadline is another."""
    return _decided(request, campaign, appeal, "change", body.reason, drop=body.drop, deadline=body.deadline)


@resource.writes("POST", ONE + "/annul", AppealOut, needs=P.INSPECTION_VIEW)
def annul_on_appeal(request: Call, campaign: Key, appeal: Id, body: ReasonIn) -> Any:
    """The enterprise is right: the paper holds no longer."""
    return _decided(request, campaign, appeal, "annul", body.reason)


@resource.writes("POST", ONE + "/take-back", AppealOut, needs=P.RECTIFICATION_ANSWER)
def take_appeal_back(request: Call, campaign: Key, appeal: Id) -> Any:
    """The enterprise objects no longer."""
    actions.take_back(appeal=one(_seen(request, campaign), pk=appeal), by=request.user)
    return one(_seen(request, campaign), pk=appeal)


def _filed(request: Call, campaign: str, model: Any, number: int, body: AppealIn) -> Any:
    """A proposal is no order yet: to the enterprise it isn't there."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = model.objects.visible_to(request.user).filter(campaign=within).exclude(number="")
    made = actions.file(paper=one(rows, pk=number), grounds=body.grounds, by=request.user)
    return one(_seen(request, campaign), pk=made.pk)


def _decided(request: Call, campaign: str, appeal: int, outcome: str, opinion: str, **more: Any) -> Any:
    found = one(_seen(request, campaign), pk=appeal)
    actions.decide(appeal=found, outcome=outcome, opinion=opinion, by=request.user, **more)
    return one(_seen(request, campaign), pk=appeal)


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = Appeal.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("notice", "order", "enterprise", "filed_by", "campaign")
