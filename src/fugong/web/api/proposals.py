"""Plans that wait for a person: officers for enterprises, a day's rounds, sampling points, rosters."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import refuse
from fugong.proposals import actions, kinds
from fugong.proposals.models import Proposal
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key

resource = Resource(tags=["Proposals"])
ALL = "/campaigns/{campaign}/proposals"
ONE = ALL + "/{proposal}"


class ProposalRowOut(Schema):
    """A proposal in a list."""

    id: int
    kind: str = Field(description="officers | rounds | points | roster")
    area_code: str
    state: str = Field(description="working | ready | failed | confirmed | dropped")
    asked: dict[str, Any]
    made_at: dt.datetime
    made_by: str = Field(alias="made_by.name")
    confirmed_by: int | None = Field(alias="confirmed_by_id")
    written: dict[str, int] = Field(description="What the confirmation wrote")


class ProposalOut(ProposalRowOut):
    """One proposal with its plan: keys, codes and figures, as the pages put them into words."""

    plan: dict[str, Any] = Field(alias="content")
    changes: dict[str, str] = Field(description="Line of the plan → what was chosen by hand instead")


class WishIn(Body):
    """What is asked for: `officers` takes `post`, `keep` (fewest | best) and `out` (the id of who drops out); `rounds` takes
    `day`; `points` takes `who` (missing | everyone); `roster` takes `first`, `days`, `test`."""

    kind: str = Field(max_length=20)
    area: str = Field("", max_length=12)
    asked: dict[str, str] = Field({}, description="As the page’s form sends it")


class ChangeIn(Body):
    """Another choice for one line of the plan; what can be chosen stands on the page."""

    subject: str = Field(max_length=80)
    target: str = Field(max_length=40)


def _rows(request: Call, campaign: str) -> Any:
    rows = Proposal.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("made_by", "confirmed_by", "campaign__jurisdiction", "campaign__pack_version")


@resource.reads(ALL, Page[ProposalRowOut], needs=P.REGISTRY_VIEW)
def proposals(request: Call, campaign: Key, kind: str = "", after: After = "", limit: Limit = 50) -> Any:
    """Proposals where the caller plans, the newest first."""
    rows = _rows(request, campaign)
    return page_of(rows.filter(kind=kind[:20]) if kind else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ALL, ProposalOut, needs=P.REGISTRY_VIEW, status=201)
def ask_for_proposal(request: Call, campaign: Key, body: WishIn) -> Any:
    """Has a plan worked out. Large ones are `working` until a job is done: ask again for them."""
    within = campaign_of(request, campaign)
    known = {kind.key: kind for kind in kinds.every()}
    if body.kind not in known:
        raise refuse("kind", _("Choose one of the list."))
    asked = known[body.kind].asked(within, body.asked)
    made = actions.ask(campaign=within, kind=body.kind, asked=asked, by=request.user, area=body.area)
    return one(_rows(request, campaign), pk=made.pk)


@resource.reads(ONE, ProposalOut, needs=P.REGISTRY_VIEW)
def proposal_(request: Call, campaign: Key, proposal: Id) -> Any:
    """One with its plan."""
    return one(_rows(request, campaign), pk=proposal)


@resource.writes("POST", ONE + "/change", ProposalOut, needs=P.REGISTRY_VIEW)
def change_proposal(request: Call, campaign: Key, proposal: Id, body: ChangeIn) -> Any:
    """Chooses something else for one line. 422 says why it can't be chosen."""
    found = one(_rows(request, campaign), pk=proposal)
    actions.change(proposal=found, subject=body.subject, target=body.target, by=request.user)
    return one(_rows(request, campaign), pk=proposal)


@resource.writes("POST", ONE + "/confirm", ProposalOut, needs=P.REGISTRY_VIEW)
def confirm_proposal(request: Call, campaign: Key, proposal: Id) -> Any:
    """Writes the plan as a whole. 409 `stale` where the data changed since, 409 where somebody was first."""
    actions.confirm(proposal=one(_rows(request, campaign), pk=proposal), by=request.user)
    return one(_rows(request, campaign), pk=proposal)


@resource.writes("POST", ONE + "/drop", ProposalOut, needs=P.REGISTRY_VIEW)
def drop_proposal(request: Call, campaign: Key, proposal: Id) -> Any:
    """Nothing of it is written."""
    actions.drop(proposal=one(_rows(request, campaign), pk=proposal), by=request.user)
    return one(_rows(request, campaign), pk=proposal)
