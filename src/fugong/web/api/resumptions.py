"""Where enterprises stand on their way back to work; their plans and production lines."""

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Fault, Refused
from fugong.resumption.actions import plans, records
from fugong.resumption.arrows import RESUMPTION
from fugong.resumption.models import Resumption
from fugong.web.api import moves
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.moves import ArrowOut
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Reason, Whole

resource = Resource(tags=["Resumption"])
ALL = "/campaigns/{campaign}/resumptions"
ONE = ALL + "/{enterprise}"


class ResumptionSummary(Schema):
    """One enterprise's return to work."""

    enterprise: int = Field(alias="enterprise_id")
    state: str
    state_since: dt.datetime
    batch: str
    planned_on: dt.date | None
    filed_at: dt.datetime | None
    approved_at: dt.datetime | None
    approved_staff: int | None
    resumed_on: dt.date | None
    remote: bool
    capacity: int | None = Field(description="per cent")
    reason: str
    suspended_with: int | None = Field(alias="together_id", description="the suspension of many that stopped it")
    exemption: str = Field(description="why no filing is asked of it; empty where it must file")


class LineShape(Body):
    """A production line and the capacity it has regained, in per cent."""

    name: str = Field(max_length=80)
    staff: Whole = 0
    capacity: Whole = 0
    planned_on: Day | None = None


class ResumptionOut(ResumptionSummary):
    """… with its production lines and the moves open to the caller."""

    lines: list[LineShape]
    moves: list[ArrowOut] = Field(alias="open_moves")


class PlanOut(Schema):
    """One enterprise, one plan: the version in force."""

    version: int
    content: dict[str, Any]
    made_at: dt.datetime


class PlanIn(Body):
    """Answers to the pack's plan fields."""

    content: dict[Annotated[str, Field(max_length=60)], str | int | float | bool | None] = Field(max_length=300)


class LinesIn(Body):
    lines: list[LineShape] = Field(max_length=60)


class CapacityIn(Body):
    capacity: Whole = Field(description="per cent")


class RecordIn(Body):
    """`first_day` for resume and observe; `reason` for the others."""

    first_day: Day | None = None
    reason: Reason = ""


@resource.reads(ALL, Page[ResumptionSummary], needs=P.REGISTRY_VIEW)
def resumptions(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20)] = "",
    batch: Annotated[str, Query(max_length=40)] = "",
    area: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """All enterprises of the campaign that the caller sees, by their number."""
    rows = _seen(request, campaign).filter(area_code__startswith=area)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(batch=batch) if batch else rows
    return page_of(rows, ("enterprise_id",), after=after, limit=limit)


@resource.reads(ONE, ResumptionOut, needs=P.REGISTRY_VIEW)
def resumption_(request: Call, campaign: Key, enterprise: Id) -> Any:
    """One enterprise's record."""
    return _whole(request, campaign, enterprise)


@resource.writes("PUT", ONE + "/capacity", ResumptionOut)
def set_capacity(request: Call, campaign: Key, enterprise: Id, body: CapacityIn) -> Any:
    """The capacity that has been regained: by the liaison or an officer."""
    records.set_capacity(resumption=_one(request, campaign, enterprise), capacity=body.capacity, by=request.user)
    return _whole(request, campaign, enterprise)


@resource.reads(ONE + "/plan", PlanOut, needs=P.REGISTRY_VIEW)
def plan(request: Call, campaign: Key, enterprise: Id) -> Any:
    """The plan in force; 404 where there is none yet."""
    return one(_one(request, campaign, enterprise).plans.order_by("-version"))


@resource.writes("PUT", ONE + "/plan", PlanOut)
def save_plan(request: Call, campaign: Key, enterprise: Id, body: PlanIn) -> Any:
    """Keeps the plan as its next version; an unchanged one makes none."""
    return plans.save_plan(resumption=_one(request, campaign, enterprise), content=body.content, by=request.user)


@resource.writes("PUT", ONE + "/lines", ResumptionOut)
def save_lines(request: Call, campaign: Key, enterprise: Id, body: LinesIn) -> Any:
    """Sets the production lines; the enterprise's capacity follows, weighted by staff."""
    lines = [plans.Line(**line.dict()) for line in body.lines]
    plans.save_lines(resumption=_one(request, campaign, enterprise), lines=lines, by=request.user)
    return _whole(request, campaign, enterprise)


def _with_day(action: Any) -> Any:
    def moved(request: Call, campaign: Key, enterprise: Id, body: RecordIn) -> Any:
        if body.first_day is None:
            message = _("This is needed.")
            raise Refused(message, fields=[Fault("first_day", message, "missing")])
        action(resumption=_one(request, campaign, enterprise), first_day=body.first_day, by=request.user)
        return _whole(request, campaign, enterprise)

    return moved


def _with_reason(action: Any) -> Any:
    def moved(request: Call, campaign: Key, enterprise: Id, body: RecordIn) -> Any:
        action(resumption=_one(request, campaign, enterprise), reason=body.reason, by=request.user)
        return _whole(request, campaign, enterprise)

    return moved


HANDLERS = {
    "resume": _with_day(records.resume),
    "observe": _with_day(records.observe),
    "suspend": _with_reason(records.suspend),
    "suspend_apart": _with_reason(records.suspend_apart),
    "release": _with_reason(records.release),
    "release_exempt": _with_reason(records.release),
    "exempt": _with_reason(records.exempt),
    "include": _with_reason(records.include),
}
moves.mount(resource, ONE, RESUMPTION, ResumptionOut, HANDLERS)


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign)
    rows = Resumption.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("enterprise", "campaign__pack_version", "campaign__jurisdiction")


def _one(request: Call, campaign: str, enterprise: int) -> Resumption:
    return one(_seen(request, campaign), enterprise=enterprise)  # type: ignore[no-any-return]


def _whole(request: Call, campaign: str, enterprise: int) -> Resumption:
    found: Any = one(_seen(request, campaign).prefetch_related("lines"), enterprise=enterprise)
    found.open_moves = moves.arrows_of(found, request.user, HANDLERS)
    return found  # type: ignore[no-any-return]
