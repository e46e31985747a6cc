"""Leads, talks, next steps, signing events, platforms, new registrations: for those who work on leads."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.investment import places
from fugong.investment.actions import leads, platforms, signings, talks
from fugong.investment.actions.talks import Next
from fugong.investment.models import Lead, LeadPlace, LeadPlatform, LeadStep, NewFirm, Signing
from fugong.investment.people import workers
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Reason, ReasonIn, Yuan

resource = Resource(tags=["Investment"])
HERE = "/campaigns/{campaign}/investment"
LEADS = HERE + "/leads"
Named = Annotated[str, Field(max_length=40)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, Query(max_length=40)]


class LeadOut(Schema):
    """A lead. Amounts in whole yuan."""

    id: int
    name: str
    investor: str
    origin: str
    sector: str
    amount: int = Field(alias="yuan")
    wants: str = Field(description="none | land | plant")
    area: int | None = Field(description="m²")
    stage: str
    state: str = Field(description="open | landed | dropped")
    due_at: dt.datetime | None
    officer: int | None = Field(alias="officer_id")
    platform: int | None = Field(alias="platform_id")
    enterprise: int | None = Field(alias="enterprise_id")
    signed_on: dt.date | None


class LeadIn(Body):
    """A project that may come."""

    name: str = Field(max_length=120)
    investor: str = Field(max_length=120)
    origin: str = Field("", max_length=80)
    sector: str = Field("", max_length=1)
    amount: Yuan = 0
    wants: Literal["none", "land", "plant"] = "none"
    area: Annotated[int, Field(ge=1, le=10**8)] | None = None
    summary: str = Field("", max_length=500)
    officer: Number | None = None
    platform: Number | None = None
    stage: Named = ""


class TalkIn(Body):
    """A talk with its minutes."""

    held_on: Day
    way: Literal["video", "phone", "visit"] = "video"
    people: str = Field(max_length=200)
    minutes: str = Field("", max_length=4_000)
    agreed: str = Field("", max_length=500)


class TalkOut(Schema):
    """A talk as it was noted."""

    id: int
    lead: int = Field(alias="lead_id")
    held_on: dt.date
    way: str
    people: str
    minutes: str
    agreed: str


class LeadStepIn(Body):
    """What is done next, by whom, by when."""

    what: str = Field(max_length=300)
    owner: Number | None = None
    by_on: Day | None = None


class LeadStepOut(Schema):
    """A next step."""

    id: int
    lead: int = Field(alias="lead_id")
    what: str
    owner: int = Field(alias="owner_id")
    state: str
    due_at: dt.datetime | None


class LeadEndIn(Body):
    """Landed, dropped, or taken up again."""

    outcome: Literal["land", "drop", "take_up"]
    reason: Reason = ""
    key: Named = ""
    uscc: str = Field("", max_length=18)


class PlaceOut(Schema):
    """A free place that may fit a lead."""

    source: str
    ref: int
    name: str
    area: int
    use: str
    longitude: float | None
    latitude: float | None


class ShownIn(Body):
    """A place to show."""

    source: Named
    ref: Number


class ShownOut(Schema):
    """A place that was shown, and what the investor said."""

    id: int
    source: str
    ref: int
    name: str
    area: int
    answer: str = Field(description="shown | passed | chosen")


class ShownAnswerIn(Body):
    """What the investor says."""

    outcome: Literal["choose", "pass", "give_back"]
    said: str = Field("", max_length=300)


class SigningIn(Body):
    """An event."""

    name: str = Field(max_length=120)
    day: Day
    place: str = Field("", max_length=160)
    online: bool = False


class SigningOut(Schema):
    """An event of signing."""

    id: int
    name: str
    day: dt.date
    place: str
    online: bool
    state: str


class SigningLeadsIn(Body):
    """Projects by number."""

    leads: list[Number] = Field(max_length=300)


class PlatformIn(Body):
    """A platform."""

    name: str = Field(max_length=120)
    kind: Named = ""
    address: str = Field("", max_length=300)
    contact: str = Field("", max_length=60)
    since: Day


class PlatformOut(Schema):
    """A platform by which leads come."""

    id: int
    name: str
    kind: str
    address: str
    contact: str
    since: dt.date


class NewFirmOut(Schema):
    """A new registration. `capital` in whole yuan."""

    id: int
    name: str
    uscc: str
    registered_on: dt.date
    capital: int | None
    business: str
    enterprise: int | None = Field(alias="enterprise_id")

    @staticmethod
    def resolve_capital(row: Any) -> int | None:
        return row.capital // 100 if row.capital is not None else None


@resource.reads(LEADS, Page[LeadOut], needs=P.LEAD_VIEW)
def leads_(
    request: Call, campaign: Key, stage: Text = "", state: Text = "", after: After = "", limit: Limit = 50
) -> Any:
    """Leads that the caller sees, the newest first."""
    rows = _leads(request, campaign)
    for name, value in (("stage", stage), ("state", state)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", LEADS, LeadOut, needs=P.LEAD_MANAGE, status=201)
def enter_lead(request: Call, campaign: Key, body: LeadIn) -> Any:
    """Enters a lead."""
    within = campaign_of(request, campaign)
    values = body.dict(exclude={"officer", "platform", "stage"})
    values |= {"officer": _worker(within, body.officer), "platform": _platform(request, within, body.platform)}
    made = leads.enter(campaign=within, values=values, by=request.user, stage=body.stage)
    return one(_leads(request, campaign), pk=made.pk)


@resource.reads(LEADS + "/{lead}", LeadOut, needs=P.LEAD_VIEW)
def lead_(request: Call, campaign: Key, lead: Id) -> Any:
    """One of them."""
    return one(_leads(request, campaign), pk=lead)


@resource.writes("POST", LEADS + "/{lead}/advance", LeadOut, needs=P.LEAD_MANAGE)
def advance_lead(request: Call, campaign: Key, lead: Id) -> Any:
    """To the next stage. 422 where a paper or the place is lacking."""
    return leads.advance(lead=one(_leads(request, campaign), pk=lead), by=request.user)


@resource.writes("POST", LEADS + "/{lead}/go-back", LeadOut, needs=P.LEAD_MANAGE)
def take_lead_back(request: Call, campaign: Key, lead: Id, body: ReasonIn) -> Any:
    """Back a stage."""
    return leads.go_back(lead=one(_leads(request, campaign), pk=lead), by=request.user, reason=body.reason)


@resource.writes("POST", LEADS + "/{lead}/end", LeadOut, needs=P.LEAD_MANAGE)
def end_lead(request: Call, campaign: Key, lead: Id, body: LeadEndIn) -> Any:
    """Landed, dropped, taken up again."""
    found = one(_leads(request, campaign), pk=lead)
    if body.outcome == "land":
        firm = one(Enterprise.objects.visible_to(request.user), uscc=body.uscc) if body.uscc else None
        return leads.land(lead=found, by=request.user, enterprise=firm)
    if body.outcome == "drop":
        return leads.drop(lead=found, by=request.user, reason=body.reason, key=body.key)
    return leads.take_up(lead=found, by=request.user)


@resource.reads(LEADS + "/{lead}/talks", Page[TalkOut], needs=P.LEAD_VIEW)
def lead_talks(request: Call, campaign: Key, lead: Id, after: After = "", limit: Limit = 50) -> Any:
    """Its talks, the newest first."""
    return page_of(one(_leads(request, campaign), pk=lead).talks.all(), ("-id",), after=after, limit=limit)


@resource.writes("POST", LEADS + "/{lead}/talks", TalkOut, needs=P.LEAD_MANAGE, status=201)
def note_talk(request: Call, campaign: Key, lead: Id, body: TalkIn) -> Any:
    """Notes a talk."""
    return talks.hold(lead=one(_leads(request, campaign), pk=lead), by=request.user, **body.dict())


@resource.writes("POST", LEADS + "/{lead}/steps", LeadStepOut, needs=P.LEAD_MANAGE, status=201)
def plan_lead_step(request: Call, campaign: Key, lead: Id, body: LeadStepIn) -> Any:
    """Plans a next step."""
    owner = _worker(campaign_of(request, campaign), body.owner)
    step = Next(body.what, owner, body.by_on)
    return talks.plan(lead=one(_leads(request, campaign), pk=lead), step=step, by=request.user)


@resource.reads(LEADS + "/{lead}/free-places", list[PlaceOut], needs=P.LEAD_VIEW)
def free_places(request: Call, campaign: Key, lead: Id) -> Any:
    """Land or premises that may fit."""
    found = one(_leads(request, campaign), pk=lead)
    return [
        {
            "source": source.key, "ref": each.ref, "name": each.name, "area": each.area, "use": each.use,
            "longitude": each.longitude, "latitude": each.latitude,
        }
        for source, each in places.fitting(request.user, found)
    ]  # fmt: skip


@resource.writes("POST", LEADS + "/{lead}/places", ShownOut, needs=P.LEAD_MANAGE, status=201)
def show_place(request: Call, campaign: Key, lead: Id, body: ShownIn) -> Any:
    """Shows a place to the investor."""
    found = one(_leads(request, campaign), pk=lead)
    return leads.show(lead=found, source=body.source, ref=body.ref, by=request.user)


@resource.writes("POST", LEADS + "/{lead}/places/{lead_place}", ShownOut, needs=P.LEAD_MANAGE)
def answer_place(request: Call, campaign: Key, lead: Id, lead_place: Id, body: ShownAnswerIn) -> Any:
    """What the investor says to it. 409 where somebody else chose it first."""
    rows = LeadPlace.objects.filter(lead=one(_leads(request, campaign), pk=lead)).select_related("lead")
    place = one(rows, pk=lead_place)
    if body.outcome == "give_back":
        return leads.give_back(place=place, by=request.user, said=body.said)
    return leads.answer(place=place, chosen=body.outcome == "choose", by=request.user, said=body.said)


@resource.reads(HERE + "/steps", Page[LeadStepOut], needs=P.LEAD_VIEW)
def lead_steps(request: Call, campaign: Key, state: Text = "due", after: After = "", limit: Limit = 50) -> Any:
    """Next steps, the newest first."""
    return page_of(_steps(request, campaign).filter(state=state), ("-id",), after=after, limit=limit)


@resource.writes("POST", HERE + "/steps/{lead_step}/done", LeadStepOut, needs=P.LEAD_MANAGE)
def do_lead_step(request: Call, campaign: Key, lead_step: Id, body: ReasonIn) -> Any:
    """Done; the reason says what came of it."""
    return talks.done(step=one(_steps(request, campaign), pk=lead_step), by=request.user, result=body.reason)


@resource.writes("POST", HERE + "/steps/{lead_step}/drop", LeadStepOut, needs=P.LEAD_MANAGE)
def drop_lead_step(request: Call, campaign: Key, lead_step: Id, body: ReasonIn) -> Any:
    """Not needed any more."""
    return talks.drop(step=one(_steps(request, campaign), pk=lead_step), by=request.user, reason=body.reason)


@resource.reads(HERE + "/signings", Page[SigningOut], needs=P.LEAD_VIEW)
def signings_(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """Events, the newest first."""
    return page_of(_signings(request, campaign), ("-id",), after=after, limit=limit)


@resource.writes("POST", HERE + "/signings", SigningOut, needs=P.LEAD_MANAGE, status=201)
def plan_signing(request: Call, campaign: Key, body: SigningIn) -> Any:
    """Plans an event."""
    return signings.plan(campaign=campaign_of(request, campaign), by=request.user, **body.dict())


@resource.reads(HERE + "/signings/{signing}", SigningOut, needs=P.LEAD_VIEW)
def signing_(request: Call, campaign: Key, signing: Id) -> Any:
    """One of them."""
    return one(_signings(request, campaign), pk=signing)


@resource.writes("POST", HERE + "/signings/{signing}/leads", SigningOut, needs=P.LEAD_MANAGE)
def put_on_signing(request: Call, campaign: Key, signing: Id, body: SigningLeadsIn) -> Any:
    """Puts projects on its list. Those that the caller doesn't see are 404."""
    wanted = [one(_leads(request, campaign), pk=number) for number in dict.fromkeys(body.leads)]
    return signings.put(signing=one(_signings(request, campaign), pk=signing), leads=wanted, by=request.user)


@resource.writes("POST", HERE + "/signings/{signing}/hold", SigningOut, needs=P.LEAD_MANAGE)
def hold_signing(request: Call, campaign: Key, signing: Id) -> Any:
    """It was held: all of its projects are signed, or none."""
    return signings.hold(signing=one(_signings(request, campaign), pk=signing), by=request.user)


@resource.writes("POST", HERE + "/signings/{signing}/cancel", SigningOut, needs=P.LEAD_MANAGE)
def cancel_signing(request: Call, campaign: Key, signing: Id, body: ReasonIn) -> Any:
    """Called off."""
    found = one(_signings(request, campaign), pk=signing)
    return signings.cancel(signing=found, by=request.user, reason=body.reason)


@resource.reads(HERE + "/platforms", Page[PlatformOut], needs=P.LEAD_VIEW)
def lead_platforms(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """Platforms in use."""
    return page_of(_platforms(request, campaign_of(request, campaign)), ("id",), after=after, limit=limit)


@resource.writes("POST", HERE + "/platforms", PlatformOut, needs=P.LEAD_MANAGE, status=201)
def enter_platform(request: Call, campaign: Key, body: PlatformIn) -> Any:
    """Enters a platform."""
    return platforms.put(campaign=campaign_of(request, campaign), values=body.dict(), by=request.user)


@resource.reads(HERE + "/new-firms", Page[NewFirmOut], needs=P.LEAD_VIEW)
def new_firms(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """New registrations, those taken last first; they come in by sheet."""
    rows = NewFirm.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return page_of(rows, ("-id",), after=after, limit=limit)


def _leads(request: Call, campaign: str) -> Any:
    rows = Lead.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("campaign__pack_version", "officer")


def _steps(request: Call, campaign: str) -> Any:
    return LeadStep.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))


def _signings(request: Call, campaign: str) -> Any:
    return Signing.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))


def _platforms(request: Call, within: Campaign) -> Any:
    return LeadPlatform.objects.visible_to(request.user).filter(campaign=within, ended_on=None)


def _platform(request: Call, within: Campaign, number: int | None) -> LeadPlatform | None:
    return one(_platforms(request, within), pk=number) if number else None


def _worker(within: Campaign, number: int | None) -> Any:
    """Somebody who works on leads; None where nobody, or nobody such, is named."""
    return next((user for user in workers(within.jurisdiction.code) if user.pk == number), None) if number else None
