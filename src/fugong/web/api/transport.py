"""Coaches: surveys, need, plans, trips with their riders, boarding by phone, claims. People are numbers of their files."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import refuse
from fugong.transport import today
from fugong.transport.actions import boarding, claims, needs, plans, seats, surveys, trips
from fugong.transport.models import Asked, Claim, Need, Plan, Rider, Share, Survey, Trip
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Day, Id, Key, ReasonIn
from fugong.web.api.transport_shapes import (
    CoachAnswerOut,
    CoachBoardedOut,
    CoachBoardingDayOut,
    CoachClaimIn,
    CoachClaimOut,
    CoachMomentIn,
    CoachNeedIn,
    CoachNeedOut,
    CoachPaidIn,
    CoachPlanIn,
    CoachPlanOut,
    CoachRiderOut,
    CoachRidersIn,
    CoachScanIn,
    CoachSeatsIn,
    CoachShareOut,
    CoachSurveyIn,
    CoachSurveyOut,
    CoachTripOut,
    CoachVehicleIn,
)

resource = Resource(tags=["Coaches"])
HERE = "/campaigns/{campaign}"
NEEDS, PLANS, TRIPS, CLAIMS = (HERE + end for end in ("/coach-needs", "/coach-plans", "/trips", "/coach-claims"))
SURVEYS = HERE + "/coach-surveys"
State = Annotated[str, Query(max_length=20)]


# -- surveys and need ---------------------------------------------------------------------------------------------


@resource.reads(SURVEYS, Page[CoachSurveyOut], needs=P.TRIP_VIEW)
def coach_surveys(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """Surveys, the newest first."""
    rows = Survey.objects.filter(campaign=campaign_of(request, campaign, P.TRIP_VIEW))
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", SURVEYS, CoachSurveyOut, needs=P.TRIP_PLAN, status=201)
def ask_about_coaches(request: Call, campaign: Key, body: CoachSurveyIn) -> Any:
    """Asks all whom the pack names."""
    within = campaign_of(request, campaign, P.TRIP_PLAN)
    return surveys.ask(campaign=within, title=body.title, due_at=body.due_at, by=request.user)


@resource.reads(SURVEYS + "/{survey}/answers", Page[CoachAnswerOut], needs=P.TRIP_VIEW)
def coach_answers(
    request: Call, campaign: Key, survey: Id, answer: State = "all", after: After = "", limit: Limit = 50
) -> Any:
    """Answers of those that the caller sees. `answer`: all, missing, none, wanted."""
    found = one(Survey.objects.filter(campaign=campaign_of(request, campaign, P.TRIP_VIEW)), pk=survey)
    rows = Asked.objects.visible_to(request.user).filter(survey=found)
    if answer in ("missing", "none", "wanted"):
        rows = rows.filter(answer="" if answer == "missing" else answer)
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.reads(NEEDS, Page[CoachNeedOut], needs=P.TRIP_VIEW)
def coach_needs(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Need for seats, the newest first."""
    rows = _needs(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", NEEDS, CoachNeedOut, needs=P.TRIP_ASK, status=201)
def want_seats(request: Call, campaign: Key, body: CoachNeedIn) -> Any:
    """Says how many people are where; answers the open survey as well."""
    within = campaign_of(request, campaign, P.TRIP_VIEW)
    firm = enterprise_of(request, within, body.enterprise)
    values = body.dict(exclude={"enterprise"})
    return needs.want(campaign=within, enterprise=firm, values=values, by=request.user)


@resource.reads(NEEDS + "/{coach_need}", CoachNeedOut, needs=P.TRIP_VIEW)
def coach_need_(request: Call, campaign: Key, coach_need: Id) -> Any:
    """One of them."""
    return one(_needs(request, campaign), pk=coach_need)


@resource.writes("POST", NEEDS + "/{coach_need}/withdraw", CoachNeedOut, needs=P.TRIP_ASK)
def withdraw_need(request: Call, campaign: Key, coach_need: Id) -> Any:
    """The people come otherwise."""
    needs.withdraw(need=one(_needs(request, campaign), pk=coach_need), by=request.user)
    return one(_needs(request, campaign), pk=coach_need)


# -- plans --------------------------------------------------------------------------------------------------------


@resource.writes("POST", PLANS, CoachPlanOut, needs=P.TRIP_PLAN, status=201)
def plan_coaches(request: Call, campaign: Key, body: CoachPlanIn) -> Any:
    """Has trips planned, as a job: ask for the plan until its state is `ready` or `failed`."""
    within = campaign_of(request, campaign, P.TRIP_PLAN)
    return plans.start(campaign=within, needs=body.needs, coaches=body.coaches, hours=body.hours, by=request.user)


@resource.reads(PLANS + "/{coach_plan}", CoachPlanOut, needs=P.TRIP_VIEW)
def coach_plan_(request: Call, campaign: Key, coach_plan: Id) -> Any:
    """A plan, for those who plan or sign."""
    return one(_plans(request, campaign), pk=coach_plan)


@resource.writes("POST", PLANS + "/{coach_plan}/confirm", CoachPlanOut, needs=P.TRIP_CONFIRM)
def confirm_coach_plan(request: Call, campaign: Key, coach_plan: Id) -> Any:
    """The second signature: the trips are made. 409 where somebody was first, or needs changed."""
    plans.confirm(plan=one(_plans(request, campaign), pk=coach_plan), by=request.user)
    return one(_plans(request, campaign), pk=coach_plan)


# -- trips --------------------------------------------------------------------------------------------------------


@resource.reads(TRIPS, Page[CoachTripOut], needs=P.TRIP_VIEW)
def coach_trips(
    request: Call, campaign: Key, state: State = "", day: Day | None = None, after: After = "", limit: Limit = 50
) -> Any:
    """Trips, the newest first."""
    rows = _trips(request, campaign)
    rows = rows.filter(state=state) if state else rows
    return page_of(rows.filter(day=day) if day else rows, ("-id",), after=after, limit=limit)


@resource.reads(TRIPS + "/{trip}", CoachTripOut, needs=P.TRIP_VIEW)
def coach_trip_(request: Call, campaign: Key, trip: Id) -> Any:
    """One of them."""
    return one(_trips(request, campaign), pk=trip)


@resource.reads(TRIPS + "/{trip}/shares", Page[CoachShareOut], needs=P.TRIP_VIEW)
def coach_shares(request: Call, campaign: Key, trip: Id, after: After = "", limit: Limit = 50) -> Any:
    """What each enterprise has of a trip, of those that the caller sees."""
    found = one(_trips(request, campaign), pk=trip)
    rows = Share.objects.visible_to(request.user).filter(trip=found)
    return page_of(rows, ("id",), after=after, limit=limit)


@resource.reads(TRIPS + "/{trip}/riders", Page[CoachRiderOut], needs=P.TRIP_VIEW)
def coach_riders(request: Call, campaign: Key, trip: Id, after: After = "", limit: Limit = 50) -> Any:
    """Riders of the enterprises that the caller sees."""
    found = one(_trips(request, campaign), pk=trip)
    rows = Rider.objects.visible_to(request.user).filter(trip=found)
    return page_of(rows, ("id",), after=after, limit=limit)


@resource.writes("POST", TRIPS + "/{trip}/riders", list[CoachRiderOut], needs=P.TRIP_ASK, status=201)
def list_riders(request: Call, campaign: Key, trip: Id, body: CoachRidersIn) -> Any:
    """Puts people on the manifest, each in a numbered seat; all or none."""
    found = one(_trips(request, campaign), pk=trip)
    firm = enterprise_of(request, found.campaign, body.enterprise)
    return seats.seat(trip=found, enterprise=firm, people=body.people, consented=body.consented, by=request.user)


@resource.writes("POST", TRIPS + "/{trip}/claim-seats", CoachTripOut, needs=P.TRIP_ASK)
def claim_seats(request: Call, campaign: Key, trip: Id, body: CoachSeatsIn) -> Any:
    """More seats of a confirmed trip; the cost is split anew. 422 where there aren't so many."""
    found = one(_trips(request, campaign), pk=trip)
    firm = enterprise_of(request, found.campaign, body.enterprise)
    seats.claim(trip=found, enterprise=firm, seats=body.seats, by=request.user)
    return one(_trips(request, campaign), pk=trip)


@resource.writes("POST", TRIPS + "/{trip}/confirm", CoachTripOut, needs=P.TRIP_CONFIRM)
def confirm_trip(request: Call, campaign: Key, trip: Id) -> Any:
    """The second signature of a trip that was entered by hand."""
    trips.confirm(trip=one(_trips(request, campaign), pk=trip), by=request.user)
    return one(_trips(request, campaign), pk=trip)


@resource.writes("POST", TRIPS + "/{trip}/cancel", CoachTripOut, needs=P.TRIP_PLAN)
def cancel_trip(request: Call, campaign: Key, trip: Id, body: ReasonIn) -> Any:
    """It doesn't go."""
    trips.cancel(trip=one(_trips(request, campaign), pk=trip), reason=body.reason, by=request.user)
    return one(_trips(request, campaign), pk=trip)


@resource.writes("POST", TRIPS + "/{trip}/vehicle", CoachTripOut, needs=P.TRIP_BOARD)
def equip_trip(request: Call, campaign: Key, trip: Id, body: CoachVehicleIn) -> Any:
    """Which vehicle and driver."""
    trips.equip(trip=one(_trips(request, campaign), pk=trip), values=body.dict(), by=request.user)
    return one(_trips(request, campaign), pk=trip)


# -- beside the coach ---------------------------------------------------------------------------------------------


@resource.reads(HERE + "/boarding/today", CoachBoardingDayOut, needs=P.TRIP_BOARD)
def boarding_today(request: Call, campaign: Key) -> Any:
    """What the caller's phone takes along: trips of these days, and who may board by number. No name, nothing of health."""
    return today.of(campaign_of(request, campaign, P.TRIP_VIEW), request.user)


@resource.writes("POST", TRIPS + "/{trip}/board", CoachBoardedOut, needs=P.TRIP_BOARD)
def board_trip(request: Call, campaign: Key, trip: Id, body: CoachScanIn) -> Any:
    """The person whose code was read is aboard. The same again changes nothing."""
    found = one(_trips(request, campaign), pk=trip)
    person = boarding.read(found, body.code)
    done = boarding.board(trip=found, person=person, by=request.user, at=body.at, via="phone")
    seen = person.may_move(request.user, P.PERSON_VIEW)
    return {
        "person": person.pk, "name": person.name if seen else "", "seat": done.rider.seat, "state": done.rider.state,
        "known": done.known,
    }  # fmt: skip


@resource.writes("POST", TRIPS + "/{trip}/alight", CoachTripOut, needs=P.TRIP_BOARD)
def alight_trip(request: Call, campaign: Key, trip: Id, body: CoachScanIn) -> Any:
    """The person got off again, before the departure."""
    found = one(_trips(request, campaign), pk=trip)
    person = boarding.read(found, body.code)
    rows = Rider.objects.filter(trip=found, person=person, state__in=("listed", "boarded")).select_related(
        "trip", "person"
    )
    rider = rows.first()
    if rider is None:
        raise refuse("code", _("This person isn’t on the manifest of this trip."), "not_listed")
    boarding.alight(rider=rider, by=request.user)
    return one(_trips(request, campaign), pk=trip)


@resource.writes("POST", TRIPS + "/{trip}/depart", CoachTripOut, needs=P.TRIP_BOARD)
def depart_trip(request: Call, campaign: Key, trip: Id, body: CoachMomentIn) -> Any:
    """It has left; whoever hasn't boarded stays behind. The same again changes nothing."""
    boarding.depart(trip=one(_trips(request, campaign), pk=trip), by=request.user, at=body.at)
    return one(_trips(request, campaign), pk=trip)


@resource.writes("POST", TRIPS + "/{trip}/arrive", CoachTripOut, needs=P.TRIP_BOARD)
def arrive_trip(request: Call, campaign: Key, trip: Id, body: CoachMomentIn) -> Any:
    """It is here; files, classes and tests follow. The same again changes nothing."""
    boarding.arrive(trip=one(_trips(request, campaign), pk=trip), by=request.user, at=body.at)
    return one(_trips(request, campaign), pk=trip)


# -- claims -------------------------------------------------------------------------------------------------------


@resource.reads(CLAIMS, Page[CoachClaimOut], needs=P.TRIP_VIEW)
def coach_claims(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Claims, the newest first."""
    rows = _claims(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", CLAIMS, CoachClaimOut, needs=P.CLAIM_SUBMIT, status=201)
def submit_claim(request: Call, campaign: Key, body: CoachClaimIn) -> Any:
    """Claims the enterprise's part of a trip that is here. Its papers follow: see Papers."""
    found = one(_trips(request, campaign), pk=body.trip)
    firm = enterprise_of(request, found.campaign, body.enterprise)
    return claims.submit(trip=found, enterprise=firm, note=body.note, by=request.user)


@resource.reads(CLAIMS + "/{claim}", CoachClaimOut, needs=P.TRIP_VIEW)
def coach_claim_(request: Call, campaign: Key, claim: Id) -> Any:
    """One of them."""
    return one(_claims(request, campaign), pk=claim)


@resource.writes("POST", CLAIMS + "/{claim}/check", CoachClaimOut, needs=P.CLAIM_DECIDE)
def check_claim(request: Call, campaign: Key, claim: Id) -> Any:
    """The first person: the deciding rule's amount is written down."""
    claims.check(claim=one(_claims(request, campaign), pk=claim), by=request.user)
    return one(_claims(request, campaign), pk=claim)


@resource.writes("POST", CLAIMS + "/{claim}/decide", CoachClaimOut, needs=P.CLAIM_DECIDE)
def decide_claim(request: Call, campaign: Key, claim: Id) -> Any:
    """A second person grants it, or not, as the rule says."""
    claims.decide(claim=one(_claims(request, campaign), pk=claim), by=request.user)
    return one(_claims(request, campaign), pk=claim)


@resource.writes("POST", CLAIMS + "/{claim}/return", CoachClaimOut, needs=P.CLAIM_DECIDE)
def return_claim(request: Call, campaign: Key, claim: Id, body: ReasonIn) -> Any:
    """Something is missing."""
    claims.send_back(claim=one(_claims(request, campaign), pk=claim), reason=body.reason, by=request.user)
    return one(_claims(request, campaign), pk=claim)


@resource.writes("POST", CLAIMS + "/{claim}/pay", CoachClaimOut, needs=P.CLAIM_DECIDE)
def pay_claim(request: Call, campaign: Key, claim: Id, body: CoachPaidIn) -> Any:
    """The money is out."""
    claims.pay(claim=one(_claims(request, campaign), pk=claim), on=body.on, by=request.user)
    return one(_claims(request, campaign), pk=claim)


def _needs(request: Call, campaign: str) -> Any:
    return Need.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.TRIP_VIEW))


def _plans(request: Call, campaign: str) -> Any:
    return Plan.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.TRIP_VIEW))


def _trips(request: Call, campaign: str) -> Any:
    rows = Trip.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.TRIP_VIEW))
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction", "enterprise")


def _claims(request: Call, campaign: str) -> Any:
    rows = Claim.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.TRIP_VIEW))
    return rows.select_related("trip", "enterprise")
