"""Suspending all whom a filter finds, with one reason, and releasing them."""

import datetime as dt
from typing import Any

from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.registry.lists import Wanted
from fugong.resumption.actions import suspensions as actions
from fugong.resumption.arrows import SUSPENSION
from fugong.resumption.models import JointSuspension
from fugong.web.api import moves
from fugong.web.api.lookups import campaign_of, grid_called, one, park_called
from fugong.web.api.moves import ArrowOut
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Reason, ReasonIn

resource = Resource(tags=["Suspensions of many"])
ALL = "/campaigns/{campaign}/suspensions"
ONE = ALL + "/{suspension}"


class SuspensionSummary(Schema):
    """Enterprises that were suspended together. More than a few hundred are so one after the other: see `state`."""

    id: int
    state: str = Field(description="suspending, in_force, lifting or lifted")
    reason: str
    filters: dict[str, str] = Field(alias="wanted", description="Whom it found; empty: all within the caller's area")
    asked_at: dt.datetime
    asked_by: str = Field(alias="asked_by.name")
    expected: int = Field(description="how many were to be reached")
    suspended: int = Field(description="how many it suspended")
    lifted_at: dt.datetime | None
    released: int = Field(description="how many were released with it")


class SuspensionOut(SuspensionSummary):
    """… with how many are suspended by it still, and the moves open to the caller."""

    still: int
    moves: list[ArrowOut] = Field(alias="open_moves")


class SuspensionIn(Body):
    """Whom, as the list of enterprises is filtered: what is left out doesn't narrow it. Whoever can't be suspended is passed over."""

    reason: Reason
    area: str = Field("", pattern=r"^\d{0,12}$", description="Code of a jurisdiction")
    grid: str = Field("", max_length=40, description="The grid's key")
    park: str = Field("", max_length=40, description="The park's key")
    segment: str = Field("", max_length=40)
    group: str = Field("", max_length=40)
    tag: str = Field("", max_length=40)
    state: str = Field("", max_length=20, description="State of the return to work: approved or resumed")


@resource.reads(ALL, Page[SuspensionSummary], needs=P.RESUMPTION_EDIT)
def suspensions(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """What was suspended together, the newest first."""
    return page_of(_seen(request, campaign), ("-id",), after=after, limit=limit)


@resource.writes("POST", ALL, SuspensionOut, needs=P.RESUMPTION_EDIT, status=201)
def suspend_many(request: Call, campaign: Key, body: SuspensionIn) -> Any:
    """Suspends all of them, of those over whom the caller may decide."""
    within = campaign_of(request, campaign, P.RESUMPTION_EDIT)
    made = actions.suspend(campaign=within, wanted=_wanted(within, body), reason=body.reason, by=request.user)
    return _whole(request, campaign, made.pk)


@resource.reads(ONE, SuspensionOut, needs=P.RESUMPTION_EDIT)
def suspension(request: Call, campaign: Key, suspension: Id) -> Any:
    """One of them."""
    return _whole(request, campaign, suspension)


def _lift(request: Call, campaign: Key, suspension: Id, body: ReasonIn) -> Any:
    actions.lift(suspension=one(_seen(request, campaign), pk=suspension), reason=body.reason, by=request.user)
    return _whole(request, campaign, suspension)


HANDLERS = {"lift": _lift}
moves.mount(resource, ONE, SUSPENSION, SuspensionOut, HANDLERS)


def _wanted(campaign: Campaign, body: SuspensionIn) -> Wanted:
    grid, park = grid_called(campaign, body.grid or None), park_called(campaign, body.park or None)
    return Wanted(
        area=body.area, segment=body.segment, group=body.group, tag=body.tag, grid=str(grid.pk) if grid else "",
        park=str(park.pk) if park else "", more={"state": body.state} if body.state else {},
    )  # fmt: skip


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.RESUMPTION_EDIT)
    return JointSuspension.objects.visible_to(request.user).filter(campaign=within).select_related("asked_by")


def _whole(request: Call, campaign: str, number: int) -> JointSuspension:
    found: Any = one(_seen(request, campaign), pk=number)
    found.still = found.records.count()
    found.open_moves = moves.arrows_of(found, request.user, HANDLERS)
    return found  # type: ignore[no-any-return]
