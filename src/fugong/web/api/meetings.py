"""Meetings: the calendar, agendas and minutes, decisions."""

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.meetings import actions
from fugong.meetings.models import Decision, Item, Meeting
from fugong.registry.colleagues import person_from
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Moment, ReasonIn

resource = Resource(tags=["Meetings"])
ALL = "/campaigns/{campaign}/meetings"
ONE = ALL + "/{meeting}"


class MeetingOut(Schema):
    """One meeting."""

    id: int
    uid: str
    number: str
    kind: str = Field(description="A kind's key in the pack")
    title: str
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    where: str
    video: str
    enterprise: int | None = Field(description="The one it is for, where it is a special session")
    chair: str | None

    @staticmethod
    def resolve_uid(meeting: Meeting) -> str:
        return str(meeting.uid)

    @staticmethod
    def resolve_enterprise(meeting: Meeting) -> int | None:
        return meeting.enterprise_id

    @staticmethod
    def resolve_chair(meeting: Meeting) -> str | None:
        return meeting.chair.username if meeting.chair else None


class DecisionOut(Schema):
    """What was decided; the task says who does it by when."""

    id: int
    text: str
    task: str | None
    owner: str | None
    due: dt.datetime | None

    @staticmethod
    def resolve_task(decision: Decision) -> str | None:
        return decision.task.number if decision.task else None

    @staticmethod
    def resolve_owner(decision: Decision) -> str | None:
        return decision.task.owner.username if decision.task else None

    @staticmethod
    def resolve_due(decision: Decision) -> dt.datetime | None:
        return decision.task.deadline if decision.task else None


class AgendaItemOut(Schema):
    """A matter on the agenda."""

    id: int
    position: int
    source: str
    about: str = Field(alias="key", description="`demand:12`, `cause:3`, `task:5` …")
    title: str
    detail: str
    many: int
    enterprise: int | None
    outcome: str
    said: str
    decisions: list[DecisionOut]

    @staticmethod
    def resolve_enterprise(item: Item) -> int | None:
        return item.enterprise_id

    @staticmethod
    def resolve_decisions(item: Item) -> list[Decision]:
        return list(item.decisions.all())


class MeetingIn(Body):
    """A meeting to be called."""

    kind: str = Field(max_length=40)
    starts_at: Moment
    minutes: int | None = Field(None, ge=5, le=720)
    title: str = Field("", max_length=120)
    where: str = Field("", max_length=200)
    video: str = Field("", max_length=300)
    enterprise: int | None = Field(None, ge=1, le=2**63 - 1)


class MatterIn(Body):
    """A matter in words, or a demand by its number."""

    title: str = Field("", max_length=200)
    detail: str = Field("", max_length=2_000)
    demand: str = Field("", max_length=40)


class ItemAnswerIn(Body):
    """An answer; with `send` the enterprises get it as well."""

    text: str = Field(max_length=5_000)
    send: bool = True


class ItemPublicationIn(Body):
    """What becomes of good practice that stands on the agenda; to decline needs a reason."""

    outcome: Literal["publish", "decline"] = "publish"
    opinion: str = Field("", max_length=300)


class ItemDecisionIn(Body):
    """What is to be done, by whom, by when."""

    text: str = Field(max_length=500)
    owner: str = Field(max_length=150, description="A user name")
    due: Moment | None = None


@resource.reads(ALL, Page[MeetingOut], needs=P.MEETING_VIEW)
def meetings(request: Call, campaign: Key, after: After = "", limit: Limit = 50, state: str = "") -> Any:
    """The meetings that the caller sees."""
    rows = Meeting.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    rows = rows.select_related("chair")
    return page_of(rows.filter(state=state[:20]) if state else rows, ("id",), after=after, limit=limit)


@resource.writes("POST", ALL, MeetingOut, needs=P.MEETING_HOLD, status=201)
def call_meeting(request: Call, campaign: Key, body: MeetingIn) -> Any:
    """Calls a meeting: its agenda is made, those whom the pack names are invited."""
    within = campaign_of(request, campaign)
    firm = enterprise_of(request, within, body.enterprise) if body.enterprise else None
    values = body.model_dump(exclude={"enterprise", "starts_at"})
    return actions.call(campaign=within, enterprise=firm, starts_at=body.starts_at, by=request.user, **values)


@resource.reads(ONE, MeetingOut, needs=P.MEETING_VIEW)
def meeting(request: Call, campaign: Key, meeting: Id) -> Any:
    """One meeting."""
    return _meeting(request, campaign, meeting)


@resource.writes("POST", ONE + "/moves/{move}", MeetingOut, needs=P.MEETING_HOLD)
def move_meeting(
    request: Call, campaign: Key, meeting: Id,
    move: Literal["open", "close", "reopen", "issue", "cancel", "agenda"], body: ReasonIn,
) -> Any:  # fmt: skip
    """Opens, closes, reopens, cancels a meeting, issues its minutes, or makes its agenda anew."""
    found = _meeting(request, campaign, meeting)
    if move in ("reopen", "cancel"):
        deed = {"reopen": actions.reopen, "cancel": actions.cancel}[move]
        return deed(meeting=found, reason=body.reason, by=request.user)
    plain: dict[str, Any] = {"open": actions.open_, "close": actions.close, "issue": actions.issue}
    return (plain | {"agenda": actions.refresh})[move](meeting=found, by=request.user)


@resource.reads(ONE + "/items", list[AgendaItemOut], needs=P.MEETING_VIEW)
def agenda_items(request: Call, campaign: Key, meeting: Id) -> Any:
    """The agenda in its order, with what came of each matter."""
    rows = _meeting(request, campaign, meeting).items.filter(removed=False)
    return list(rows.prefetch_related("decisions__task__owner"))


@resource.writes("POST", ONE + "/items", AgendaItemOut, needs=P.MEETING_VIEW, status=201)
def add_agenda_item(request: Call, campaign: Key, meeting: Id, body: MatterIn) -> Any:
    """Puts a matter on the agenda."""
    found = _meeting(request, campaign, meeting)
    if body.demand:
        return actions.add_demand(meeting=found, number=body.demand, by=request.user)
    return actions.add(meeting=found, title=body.title, detail=body.detail, by=request.user)


@resource.writes("POST", ONE + "/items/{matter}/answer", AgendaItemOut, needs=P.MEETING_HOLD)
def answer_agenda_item(request: Call, campaign: Key, meeting: Id, matter: Id, body: ItemAnswerIn) -> Any:
    """Answers a matter."""
    found = _item(request, campaign, meeting, matter)
    return actions.answer(item=found, text=body.text, send=body.send, by=request.user)


@resource.writes("POST", ONE + "/items/{matter}/publication", AgendaItemOut, needs=P.MEETING_HOLD)
def publish_agenda_item(request: Call, campaign: Key, meeting: Id, matter: Id, body: ItemPublicationIn) -> Any:
    """Good practice becomes an example for others, or (`decline`, with a reason) doesn't."""
    found = _item(request, campaign, meeting, matter)
    if body.outcome == "decline":
        return actions.decline_example(item=found, reason=body.opinion, by=request.user)
    return actions.publish_example(item=found, opinion=body.opinion, by=request.user)


@resource.writes("POST", ONE + "/items/{matter}/decisions", DecisionOut, needs=P.MEETING_HOLD, status=201)
def decide_agenda_item(request: Call, campaign: Key, meeting: Id, matter: Id, body: ItemDecisionIn) -> Any:
    """Decides on a matter: a task with owner and date."""
    found = _item(request, campaign, meeting, matter)
    owner = person_from(body.owner, "owner")
    return actions.decide(item=found, text=body.text, owner=owner, deadline=body.due, by=request.user)


def _meeting(request: Call, campaign: str, number: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    rows = rows.select_related("campaign__pack_version", "campaign__jurisdiction", "pack_version", "chair")
    return one(rows, pk=number)  # type: ignore[no-any-return]


def _item(request: Call, campaign: str, meeting: int, number: int) -> Item:
    found = _meeting(request, campaign, meeting)
    item: Item = one(found.items.filter(removed=False), pk=number)
    item.meeting = found
    return item
