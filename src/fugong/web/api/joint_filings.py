"""Filing together: the tenants of one park file, are inspected and resume at once."""

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Park
from fugong.resumption.actions import filings as actions
from fugong.resumption.models import JointFiling
from fugong.web.api.filing_shapes import FilingSummary
from fugong.web.api.lookups import campaign_of, one, park_called
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Reason

resource = Resource(tags=["Filing together"])
ALL = "/campaigns/{campaign}/joint-filings"


class ParkOut(Schema):
    """A park, building or incubator."""

    key: str
    name: str
    kind: str
    address: str
    jurisdiction: str = Field(alias="area_code")


class JointOut(Schema):
    """A joint filing of one park's tenants."""

    id: int
    park: str = Field(alias="park.key")
    opened_at: dt.datetime
    closed_at: dt.datetime | None


class JointIn(Body):
    park: str = Field(min_length=1, max_length=40, description="The park's key")


class JointDecisionIn(Body):
    """One decision for all filings whose open step is the caller's, or for those in `only`."""

    outcome: Literal["pass", "return", "refuse"]
    opinion: Reason = ""
    only: list[int] | None = Field(None, max_length=1_000)


@resource.reads("/campaigns/{campaign}/parks", list[ParkOut], needs=P.REGISTRY_VIEW)
def parks(request: Call, campaign: Key) -> Any:
    """The campaign's parks in which the caller sees an enterprise, or whose area the caller sees."""
    return list(_parks(request, campaign_of(request, campaign)))


@resource.reads(ALL, Page[JointOut], needs=P.FILING_VIEW)
def joint_filings(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """The joint filings of those parks."""
    return page_of(_joints(request, campaign), ("id",), after=after, limit=limit)


@resource.writes("POST", ALL, JointOut, needs=P.RESUMPTION_EDIT, status=201)
def open_joint_filing(request: Call, campaign: Key, body: JointIn) -> Any:
    """Lets the tenants of a park file together; one that is open already is given back."""
    within = campaign_of(request, campaign, P.RESUMPTION_EDIT)
    park = park_called(within, body.park)
    assert park is not None
    return actions.open_joint(campaign=within, park=park, by=request.user)


@resource.writes("POST", ALL + "/{joint}/closure", JointOut, needs=P.RESUMPTION_EDIT)
def close_joint_filing(request: Call, campaign: Key, joint: Id) -> Any:
    """Takes no further tenants."""
    return actions.close_joint(joint=one(_joints(request, campaign), pk=joint), by=request.user)


@resource.writes("POST", ALL + "/{joint}/decision", list[FilingSummary], needs=P.FILING_DECIDE)
def decide_joint_filing(request: Call, campaign: Key, joint: Id, body: JointDecisionIn) -> Any:
    """Decides all at once, or none: where one can't be decided, the answer names it."""
    found = one(_joints(request, campaign), pk=joint)
    return actions.decide_together(
        joint=found, outcome=body.outcome, by=request.user, opinion=body.opinion, only=body.only
    )


def _parks(request: Call, campaign: Campaign) -> Any:
    seen = Enrolment.objects.visible_to(request.user).filter(campaign=campaign, enterprise__park__isnull=False)
    areas = Park.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    scope = request.user.scope(P.REGISTRY_VIEW)
    if not scope.covers_area(campaign.jurisdiction.code):
        areas = areas.filter(pk__in=seen.order_by().values("enterprise__park"))
    return areas.select_related("jurisdiction").order_by("pk")


def _joints(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.FILING_VIEW)
    seen = JointFiling.objects.visible_to(request.user, P.FILING_VIEW).filter(campaign=within)
    return seen.select_related("park__jurisdiction", "campaign__pack_version", "campaign__jurisdiction")
