"""Who serves whom: people in posts, officers and their enterprises, groups."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.registry.actions import assignments as actions
from fugong.registry.actions import postings as posts
from fugong.registry.models import Assignment, Posting, Team
from fugong.web.api.lookups import campaign_of, enterprise_of, grid_called, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, Reason

resource = Resource(tags=["Posts and officers"])
POSTINGS = "/campaigns/{campaign}/postings"
ASSIGNMENTS = "/campaigns/{campaign}/assignments"


class PostingOut(Schema):
    """A person in a post of the pack, somewhere, since when."""

    id: int
    username: str = Field(alias="user.username")
    name: str = Field(alias="user.name")
    post: str
    area: str = Field(description="A code prefix")
    group: str
    grid: str | None
    since: dt.datetime
    until: dt.datetime | None

    @staticmethod
    def resolve_grid(posting: Posting) -> str | None:
        return posting.grid.key if posting.grid else None


class PostingIn(Body):
    """Who, in which post, where."""

    username: str = Field(max_length=150)
    post: str = Field(max_length=40)
    area: str = Field("", pattern=r"^\d{0,12}$", description="A code or prefix; empty: the campaign's whole area")
    group: str = Field("", max_length=40)
    grid: str | None = Field(None, max_length=40)


class AssignmentOut(Schema):
    """One officer serves one enterprise in one post."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    post: str
    officer: str = Field(alias="officer.username")
    officer_name: str = Field(alias="officer.name")
    since: dt.datetime
    until: dt.datetime | None


class AssignmentIn(Body):
    enterprise: int = Field(ge=1, le=2**63 - 1)
    post: str = Field(max_length=40)
    officer: str = Field(max_length=150, description="The officer's user name")


class HandOverIn(Body):
    """All that `officer` serves, or that in one post, goes to `to`: one officer, or several evenly."""

    officer: str = Field(max_length=150)
    to: list[Annotated[str, Field(max_length=150)]] = Field(min_length=1, max_length=50)
    post: str = Field("", max_length=40)
    reason: Reason


class SharesOut(Schema):
    """User name → how many enterprises went there."""

    shares: dict[str, int]


class MemberOut(Schema):
    username: str = Field(alias="user.username")
    name: str = Field(alias="user.name")
    part: str
    field: str


class TeamOut(Schema):
    """A group that goes out together."""

    key: str
    name: str
    kind: str
    area: str
    members: list[MemberOut]


@resource.reads(POSTINGS, Page[PostingOut], needs=P.ASSIGNMENT_MANAGE)
def postings(
    request: Call,
    campaign: Key,
    post: Annotated[str, Query(max_length=40)] = "",
    current: Annotated[bool, Query(description="Only those in force")] = True,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Who holds which post, in the caller's areas."""
    rows = _postings(request, campaign)
    rows = rows.filter(until=None) if current else rows
    return page_of(rows.filter(post=post) if post else rows, ("id",), after=after, limit=limit)


@resource.writes("POST", POSTINGS, PostingOut, needs=P.ASSIGNMENT_MANAGE, status=201)
def appoint(request: Call, campaign: Key, body: PostingIn) -> Any:
    """Puts a person in a post, with the rights that it needs. Twice gives the posting that there is."""
    within = campaign_of(request, campaign, P.ASSIGNMENT_MANAGE)
    return posts.appoint(
        campaign=within,
        user=_person(request, body.username),
        post=body.post,
        by=request.user,
        area=body.area,
        group=body.group,
        grid=grid_called(within, body.grid),
    )


@resource.writes("DELETE", POSTINGS + "/{posting}", None, needs=P.ASSIGNMENT_MANAGE, status=204)
def end_posting(request: Call, campaign: Key, posting: Id, reason: Annotated[str, Query(max_length=200)] = "") -> Any:
    """Ends a posting and what it granted. Refused while enterprises are assigned: they are handed over first."""
    posts.end_posting(posting=one(_postings(request, campaign), pk=posting), by=request.user, reason=reason)


@resource.reads(ASSIGNMENTS, Page[AssignmentOut], needs=P.REGISTRY_VIEW)
def assignments(
    request: Call,
    campaign: Key,
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    officer: Annotated[str, Query(max_length=150)] = "",
    current: Annotated[bool, Query(description="Only those in force; otherwise who served when, too")] = True,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Which officers serve the enterprises that the caller sees."""
    rows = _assignments(request, campaign)
    rows = rows.filter(enterprise=enterprise) if enterprise else rows
    rows = rows.filter(officer__username=officer) if officer else rows
    return page_of(rows.filter(until=None) if current else rows, ("id",), after=after, limit=limit)


@resource.writes("POST", ASSIGNMENTS, AssignmentOut, needs=P.ASSIGNMENT_MANAGE, status=201)
def assign(request: Call, campaign: Key, body: AssignmentIn) -> Any:
    """Gives an enterprise an officer. Twice gives the assignment that there is."""
    within = campaign_of(request, campaign, P.ASSIGNMENT_MANAGE)
    return actions.assign(
        campaign=within,
        enterprise=enterprise_of(request, within, body.enterprise),
        post=body.post,
        officer=_person(request, body.officer),
        by=request.user,
    )


@resource.writes("DELETE", ASSIGNMENTS + "/{assignment}", None, needs=P.ASSIGNMENT_MANAGE, status=204)
def end_assignment(
    request: Call, campaign: Key, assignment: Id, reason: Annotated[str, Query(max_length=200)] = ""
) -> Any:
    """The officer serves this enterprise no longer."""
    found = one(_assignments(request, campaign), pk=assignment)
    actions.end(assignment=found, by=request.user, reason=reason)


@resource.writes("POST", "/campaigns/{campaign}/hand-overs", SharesOut, needs=P.ASSIGNMENT_MANAGE)
def hand_over(request: Call, campaign: Key, body: HandOverIn) -> Any:
    """An officer drops out: everything goes to the successors in one step, nothing is left without an officer."""
    within = campaign_of(request, campaign, P.ASSIGNMENT_MANAGE)
    successors = [_person(request, name) for name in body.to]
    shares = actions.hand_over(
        campaign=within,
        frm=_person(request, body.officer),
        to=successors,
        by=request.user,
        reason=body.reason,
        post=body.post,
    )
    names = {person.pk: person.username for person in successors}
    return {"shares": {names[officer]: len(ids) for officer, ids in shares.of.items()}}


@resource.reads("/campaigns/{campaign}/teams", list[TeamOut], needs=P.ASSIGNMENT_MANAGE)
def teams(request: Call, campaign: Key) -> Any:
    """The campaign's groups in the caller's areas, with their people."""
    rows = Team.objects.filter(campaign=campaign_of(request, campaign, P.ASSIGNMENT_MANAGE))
    scope = request.user.scope(P.ASSIGNMENT_MANAGE)
    found = rows.prefetch_related("members__user")
    return [team for team in found if scope.covers_area(team.area_code)]


def _postings(request: Call, campaign: str) -> Any:
    within: Campaign = campaign_of(request, campaign, P.ASSIGNMENT_MANAGE)
    rows = Posting.objects.filter(campaign=within).select_related("user", "grid", "campaign__pack_version")
    scope = request.user.scope(P.ASSIGNMENT_MANAGE)
    if scope.everything:
        return rows
    seen = Posting.objects.none()
    for area in scope.areas:
        seen = seen | rows.filter(area__startswith=area)
    return seen


def _assignments(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign)
    rows = Assignment.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("officer", "enterprise", "campaign__pack_version")


def _person(request: Call, username: str) -> User:
    return one(User.objects.filter(is_active=True), username=username)  # type: ignore[no-any-return]
