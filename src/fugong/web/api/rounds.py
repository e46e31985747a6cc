"""Rounds of the day, swaps, and draws."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.inspections.actions import draws as draw_actions
from fugong.inspections.actions import rounds as actions
from fugong.inspections.actions import swaps as swap_actions
from fugong.inspections.models import Draw, Round, RoundStop, Swap
from fugong.inspections.words import reason
from fugong.places.models import Campaign
from fugong.registry.models import Team
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, ReasonIn

resource = Resource(tags=["Inspections"])
ALL = "/campaigns/{campaign}/rounds"
DRAWS = "/campaigns/{campaign}/draws"


class StopOut(Schema):
    """An enterprise on a round, with why it is there."""

    id: int
    order: int
    expected_at: dt.datetime | None = Field(description="When the plan has them there")
    enterprise: int = Field(alias="enterprise_id")
    name: str = Field(alias="enterprise.name")
    kind: str
    checklists: list[str]
    departments: list[str]
    reasons: list[str]
    visit: int | None = Field(alias="visit_id")
    passed_over: str

    @staticmethod
    def resolve_reasons(row: RoundStop) -> list[str]:
        return [reason(each) for each in row.reasons]


class RoundOut(Schema):
    """What a group or an officer goes on a day."""

    id: int
    day: dt.date
    state: str = Field(description="proposed | accepted | done | dropped")
    team: int | None = Field(alias="team_id")
    officer: int | None = Field(alias="officer_id")
    goes: str
    stops: list[StopOut]

    @staticmethod
    def resolve_stops(row: Round) -> list[RoundStop]:
        return list(row.stops.all())


class ProposalIn(Body):
    day: Day | None = None


class StopIn(Body):
    """A stop to put on the round of a group (`team`) or of a person (`officer`, the user name)."""

    enterprise: int = Field(ge=1, le=2**63 - 1)
    day: Day | None = None
    team: int | None = Field(None, ge=1, le=2**63 - 1)
    officer: str = Field("", max_length=150)
    kind: Literal["round", "look_back", "spot_check", "verify", "consultation", "search", "service"] = "round"
    checklists: list[Annotated[str, Field(max_length=40)]] = Field([], max_length=10)
    why: str = Field("", max_length=200)
    despite_burden: bool = False


class OrderIn(Body):
    stops: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field(max_length=100)


class SwapIn(Body):
    to: str = Field(max_length=150, description="User name of the colleague")
    why: str = Field("", max_length=200)


class SwapOut(Schema):
    id: int
    stop: int = Field(alias="stop_id")
    to: str = Field(alias="to.name")
    state: str


class DrawOut(Schema):
    """A draw. `seed` and `lists` are shown once it is published."""

    id: int
    uid: uuid.UUID
    number: int
    day: dt.date
    state: str = Field(description="committed | drawn | published")
    fingerprint: str
    lists_digest: str
    witness: str
    seed: str
    drawn: list[dict[str, Any]]

    @staticmethod
    def resolve_seed(row: Draw) -> str:
        return row.seed if row.state == "published" else ""

    @staticmethod
    def resolve_drawn(row: Draw) -> list[dict[str, Any]]:
        return [
            {"enterprise": each.enterprise_id, "inspectors": [person.name for person in each.inspectors.all()]}
            for each in row.drawn.all()
        ]


class DrawIn(Body):
    day: Day | None = None
    enterprises: int | None = Field(None, ge=1, le=200)
    inspectors: int | None = Field(None, ge=1, le=5)


class WitnessIn(Body):
    witness: str = Field("", max_length=80)


@resource.reads(ALL, Page[RoundOut], needs=P.INSPECTION_VIEW)
def rounds(
    request: Call, campaign: Key, day: Annotated[Day | None, Query()] = None, after: After = "", limit: Limit = 50
) -> Any:
    """Rounds that the caller goes or sees; of one day, where it is given."""
    rows = _rounds(request, campaign)
    return page_of(rows.filter(day=day) if day else rows, ("-day", "-id"), after=after, limit=limit)


@resource.writes("POST", ALL, list[RoundOut], needs=P.INSPECTION_PLAN, status=201)
def propose_rounds(request: Call, campaign: Key, body: ProposalIn) -> Any:
    """Proposes a round for every group or officer that has none on the day."""
    within = campaign_of(request, campaign, P.INSPECTION_PLAN)
    made = actions.propose(campaign=within, day=body.day or clock.today(), by=request.user)
    return list(_rounds(request, campaign).filter(pk__in=[each.pk for each in made]).order_by("id"))


@resource.writes("POST", ALL + "/stops", StopOut, needs=P.INSPECTION_VIEW, status=201)
def put_on_round(request: Call, campaign: Key, body: StopIn) -> Any:
    """Puts an enterprise on a round: the desk on anybody's, whoever records visits on the own."""
    return _add(request, campaign_of(request, campaign, P.INSPECTION_VIEW), body)


@resource.reads(ALL + "/{round}", RoundOut, needs=P.INSPECTION_VIEW)
def round_(request: Call, campaign: Key, round: Id) -> Any:
    """One round."""
    return one(_rounds(request, campaign), pk=round)


@resource.writes("POST", ALL + "/{round}/accept", RoundOut, needs=P.INSPECTION_VIEW)
def accept_round(request: Call, campaign: Key, round: Id) -> Any:
    """Whoever goes says yes, or the desk for them."""
    actions.accept(round_=one(_rounds(request, campaign), pk=round), by=request.user)
    return one(_rounds(request, campaign), pk=round)


@resource.writes("POST", ALL + "/{round}/drop", RoundOut, needs=P.INSPECTION_PLAN)
def drop_round(request: Call, campaign: Key, round: Id, body: ReasonIn) -> Any:
    """Nobody goes."""
    actions.drop(round_=one(_rounds(request, campaign), pk=round), reason=body.reason, by=request.user)
    return one(_rounds(request, campaign), pk=round)


@resource.writes("PUT", ALL + "/{round}/order", RoundOut, needs=P.INSPECTION_VIEW)
def order_round(request: Call, campaign: Key, round: Id, body: OrderIn) -> Any:
    """The order to go, by the stops' numbers."""
    actions.reorder(round_=one(_rounds(request, campaign), pk=round), stops=body.stops, by=request.user)
    return one(_rounds(request, campaign), pk=round)


@resource.writes("POST", ALL + "/{round}/stops/{stop}/skipping", RoundOut, needs=P.VISIT_RECORD)
def pass_over(request: Call, campaign: Key, round: Id, stop: Id, body: ReasonIn) -> Any:
    """Nobody went, for a reason."""
    actions.pass_over(stop=_stop(request, campaign, round, stop), reason=body.reason, by=request.user)
    return one(_rounds(request, campaign), pk=round)


@resource.writes("POST", ALL + "/{round}/stops/{stop}/swaps", SwapOut, needs=P.VISIT_RECORD, status=201)
def ask_swap(request: Call, campaign: Key, round: Id, stop: Id, body: SwapIn) -> Any:
    """Asks a colleague to take a stop over."""
    found = _stop(request, campaign, round, stop)
    return swap_actions.ask(stop=found, to=_person(body.to, "to"), by=request.user, why=body.why)


@resource.writes("POST", "/campaigns/{campaign}/swaps/{swap}/{move}", SwapOut, needs=P.VISIT_RECORD)
def answer_swap(request: Call, campaign: Key, swap: Id, move: Key) -> Any:
    """`accept`: takes the stop over; `decline`; `take_back`: whoever asked needs it no more."""
    within = campaign_of(request, campaign, P.VISIT_RECORD)
    rows = Swap.objects.filter(stop__round__campaign=within).select_related("stop__round__campaign", "to")
    found = one(rows.filter(to=request.user) | rows.filter(asked_by=request.user), pk=swap)
    if move not in ("accept", "decline", "take_back"):
        raise Http404
    return getattr(swap_actions, move)(swap=found, by=request.user)


@resource.reads(DRAWS, Page[DrawOut], needs=P.INSPECTION_PLAN)
def draws(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """Draws, the latest first: none is ever taken away."""
    return page_of(_draws(request, campaign), ("-number", "-id"), after=after, limit=limit)


@resource.writes("POST", DRAWS, DrawOut, needs=P.INSPECTION_PLAN, status=201)
def commit_draw(request: Call, campaign: Key, body: DrawIn) -> Any:
    """Freezes the lists and fixes the seed."""
    within = campaign_of(request, campaign, P.INSPECTION_PLAN)
    made = draw_actions.commit(
        campaign=within, day=body.day or clock.today(), by=request.user, enterprises=body.enterprises,
        inspectors=body.inspectors,
    )  # fmt: skip
    return one(_draws(request, campaign), pk=made.pk)


@resource.reads(DRAWS + "/{draw}", DrawOut, needs=P.INSPECTION_PLAN)
def draw_(request: Call, campaign: Key, draw: Id) -> Any:
    """One of them."""
    return one(_draws(request, campaign), pk=draw)


@resource.writes("POST", DRAWS + "/{draw}/draw", DrawOut, needs=P.INSPECTION_PLAN)
def draw_now(request: Call, campaign: Key, draw: Id, body: WitnessIn) -> Any:
    """Draws, with a witness's words."""
    draw_actions.draw(draw=one(_draws(request, campaign), pk=draw), by=request.user, witness=body.witness)
    return one(_draws(request, campaign), pk=draw)


@resource.writes("POST", DRAWS + "/{draw}/publish", DrawOut, needs=P.INSPECTION_PLAN)
def publish_draw(request: Call, campaign: Key, draw: Id) -> Any:
    """Shows the seed."""
    draw_actions.publish(draw=one(_draws(request, campaign), pk=draw), by=request.user)
    return one(_draws(request, campaign), pk=draw)


def _rounds(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = Round.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("team", "officer", "campaign").prefetch_related("stops__enterprise")


def _stop(request: Call, campaign: str, number: int, stop: int) -> RoundStop:
    found: RoundStop = one(
        RoundStop.objects.filter(round=one(_rounds(request, campaign), pk=number)).select_related(
            "round__campaign", "round__team", "enterprise"
        ),
        pk=stop,
    )
    return found


def _draws(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_PLAN)
    rows = Draw.objects.visible_to(request.user, P.INSPECTION_PLAN).filter(campaign=within)
    return rows.select_related("campaign__jurisdiction").prefetch_related("drawn__inspectors")


def _add(request: Call, campaign: Campaign, body: StopIn) -> RoundStop:
    goes: dict[str, Any] = {}
    if body.team is not None:
        goes["team"] = one(Team.objects.filter(campaign=campaign), pk=body.team)
    elif body.officer:
        goes["officer"] = _person(body.officer, "officer")
    else:
        goes["officer"] = request.user
    return actions.add_stop(
        campaign=campaign,
        day=body.day or clock.today(),
        enterprise=enterprise_of(request, campaign, body.enterprise),
        by=request.user,
        kind=body.kind,
        checklists=body.checklists,
        why=body.why,
        despite_burden=body.despite_burden,
        **goes,
    )


def _person(name: str, field: str) -> User:
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        message = _("There is no “%(key)s” here.") % {"key": name}
        raise Refused(message, fields=[Fault(field, message, "unknown")])
    return found
