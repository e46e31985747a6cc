"""Houses and free beds, bed requests, stays, caterers, meal orders: each by whom the rules let do it."""

import datetime as dt
from typing import Annotated, Any

from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.lodging import capacity, lists
from fugong.lodging.actions import houses as house_actions
from fugong.lodging.actions import meals, placing, stays
from fugong.lodging.actions import requests as request_actions
from fugong.lodging.actions.meals import Portions
from fugong.lodging.models import BedRequest, Caterer, House, MealOrder, Room, Stay
from fugong.web.api.lodging_shapes import (
    BedProposalIn,
    BedRequestIn,
    BedRequestOut,
    CatererOut,
    HouseCheckIn,
    HouseIn,
    HouseOut,
    MealDecisionIn,
    MealOrderIn,
    MealOrderOut,
    OpeningIn,
    PlacingIn,
    RoomIn,
    RoomOut,
    StayExtensionIn,
    StayOut,
    TransferIn,
)
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Day, Id, Key, ReasonIn

resource = Resource(tags=["Beds and meals"])
HOUSES = "/campaigns/{campaign}/houses"
REQUESTS = "/campaigns/{campaign}/bed-requests"
STAYS = "/campaigns/{campaign}/stays"
CATERERS = "/campaigns/{campaign}/caterers"
MEALS = "/campaigns/{campaign}/meal-orders"
Number = Annotated[int, Query(ge=0, le=2**63 - 1)]
State = Annotated[str, Query(max_length=20)]


# -- houses -------------------------------------------------------------------------------------------------------


@resource.reads(HOUSES, Page[HouseOut], needs=P.BED_ARRANGE)
def houses(
    request: Call, campaign: Key, state: State = "", since: Day | None = None, until: Day | None = None,
    after: After = "", limit: Limit = 50,
) -> Any:  # fmt: skip
    """Houses, each with the beds that are free on every day from `since` until `until`; without them, tonight."""
    rows = _houses(request, campaign)
    found = page_of(rows.filter(state=state) if state else rows, ("id",), after=after, limit=limit)
    return found | {"items": _counted(found["items"], since, until)}


@resource.writes("POST", HOUSES, HouseOut, needs=P.BED_ARRANGE, status=201)
def enter_house(request: Call, campaign: Key, body: HouseIn) -> Any:
    """Enters a house; it opens after somebody looked at it."""
    within = campaign_of(request, campaign, P.BED_ARRANGE)
    plant = enterprise_of(request, within, body.enterprise) if body.enterprise else None
    values = body.dict(exclude={"enterprise"})
    made = house_actions.propose(campaign=within, values=values, enterprise=plant, by=request.user)
    return _house(request, campaign, made.pk)


@resource.reads(HOUSES + "/{house}", HouseOut, needs=P.BED_ARRANGE)
def house_(request: Call, campaign: Key, house: Id) -> Any:
    """One of them."""
    return _house(request, campaign, house)


@resource.reads(HOUSES + "/{house}/rooms", Page[RoomOut], needs=P.BED_ARRANGE)
def rooms(request: Call, campaign: Key, house: Id, after: After = "", limit: Limit = 50) -> Any:
    """Its rooms."""
    found = one(_houses(request, campaign), pk=house)
    return page_of(Room.objects.filter(house=found), ("id",), after=after, limit=limit)


@resource.writes("POST", HOUSES + "/{house}/rooms", RoomOut, needs=P.BED_ARRANGE, status=201)
def put_room(request: Call, campaign: Key, house: Id, body: RoomIn) -> Any:
    """Enters a room, or changes the one of this number."""
    found = one(_houses(request, campaign), pk=house)
    before = Room.objects.filter(house=found, number=body.number.strip()).first()
    return house_actions.put_room(house=found, values=body.dict(), by=request.user, room=before)


@resource.writes("POST", HOUSES + "/{house}/check", HouseOut, needs=P.BED_ARRANGE)
def check_house(request: Call, campaign: Key, house: Id, body: HouseCheckIn) -> Any:
    """What was seen on the spot; `checked` where everything is right, else `proposed` as before."""
    house_actions.check(house=one(_houses(request, campaign), pk=house), seen=body.seen, by=request.user)
    return _house(request, campaign, house)


@resource.writes("POST", HOUSES + "/{house}/open", HouseOut, needs=P.BED_ARRANGE)
def open_house(request: Call, campaign: Key, house: Id, body: OpeningIn) -> Any:
    """Beds can be given from a day."""
    found = one(_houses(request, campaign), pk=house)
    house_actions.open_(house=found, since=body.since, until=body.until, by=request.user)
    return _house(request, campaign, house)


@resource.writes("POST", HOUSES + "/{house}/close", HouseOut, needs=P.BED_ARRANGE)
def close_house(request: Call, campaign: Key, house: Id, body: ReasonIn) -> Any:
    """Nobody has a bed there any more."""
    found = one(_houses(request, campaign), pk=house)
    house_actions.close(house=found, reason=body.reason, by=request.user)
    return _house(request, campaign, house)


# -- bed requests -------------------------------------------------------------------------------------------------


@resource.reads(REQUESTS, Page[BedRequestOut], needs=P.REGISTRY_VIEW)
def bed_requests(
    request: Call, campaign: Key, state: State = "", enterprise: Number = 0, after: After = "", limit: Limit = 50
) -> Any:
    """Bed requests, the newest first: those that the caller arranges, or of the caller's enterprise."""
    rows = _requests(request, campaign)
    rows = rows.filter(state=state) if state else rows
    return page_of(rows.filter(enterprise=enterprise) if enterprise else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", REQUESTS, BedRequestOut, needs=P.REGISTRY_VIEW, status=201)
def ask_for_beds(request: Call, campaign: Key, body: BedRequestIn) -> Any:
    """Asks for beds for people of an enterprise's list."""
    within = campaign_of(request, campaign)
    made = request_actions.ask(
        campaign=within, enterprise=enterprise_of(request, within, body.enterprise), people=body.people,
        since=body.since, until=body.until, wishes=body.wishes, by=request.user,
    )  # fmt: skip
    return one(_requests(request, campaign), pk=made.pk)


@resource.reads(REQUESTS + "/{bed_request}", BedRequestOut, needs=P.REGISTRY_VIEW)
def bed_request_(request: Call, campaign: Key, bed_request: Id) -> Any:
    """One of them."""
    return one(_requests(request, campaign), pk=bed_request)


@resource.writes("POST", REQUESTS + "/{bed_request}/propose", BedRequestOut, needs=P.BED_ARRANGE)
def propose_beds(request: Call, campaign: Key, bed_request: Id, body: BedProposalIn) -> Any:
    """Fills rooms with whoever has no bed yet. 422 where none is free; part of them may stay without."""
    found = one(_requests(request, campaign), pk=bed_request)
    fitting = lists.fitting(request.user, found, lists.Wanted(free=True))
    order = {key: place for place, key in enumerate(body.houses)}
    chosen = sorted((each for each in fitting if each.pk in order), key=lambda each: order[each.pk])
    placing.propose(request=found, houses=chosen if body.houses else fitting, by=request.user)
    return one(_requests(request, campaign), pk=bed_request)


@resource.writes("POST", REQUESTS + "/{bed_request}/place", BedRequestOut, needs=P.BED_ARRANGE)
def place_person(request: Call, campaign: Key, bed_request: Id, body: PlacingIn) -> Any:
    """Puts a bed in a certain room on hold for one person."""
    found = one(_requests(request, campaign), pk=bed_request)
    room = one(Room.objects.filter(house__in=_houses(request, campaign).order_by().values("pk")), pk=body.room)
    placing.place(request=found, rooms={body.person: room.pk}, by=request.user)
    return one(_requests(request, campaign), pk=bed_request)


@resource.writes("POST", REQUESTS + "/{bed_request}/refuse", BedRequestOut, needs=P.BED_ARRANGE)
def refuse_bed_request(request: Call, campaign: Key, bed_request: Id, body: ReasonIn) -> Any:
    """There are no beds."""
    found = one(_requests(request, campaign), pk=bed_request)
    request_actions.refuse_(request=found, reason=body.reason, by=request.user)
    return one(_requests(request, campaign), pk=bed_request)


@resource.writes("POST", REQUESTS + "/{bed_request}/confirm", BedRequestOut, needs=P.BED_ASK)
def confirm_beds(request: Call, campaign: Key, bed_request: Id) -> Any:
    """The enterprise takes the beds; whoever has none is asked for again, in a request that `follows` this."""
    request_actions.confirm(request=one(_requests(request, campaign), pk=bed_request), by=request.user)
    return one(_requests(request, campaign), pk=bed_request)


@resource.writes("POST", REQUESTS + "/{bed_request}/return", BedRequestOut, needs=P.BED_ASK)
def return_beds(request: Call, campaign: Key, bed_request: Id, body: ReasonIn) -> Any:
    """These beds don't fit."""
    found = one(_requests(request, campaign), pk=bed_request)
    request_actions.send_back(request=found, reason=body.reason, by=request.user)
    return one(_requests(request, campaign), pk=bed_request)


@resource.writes("POST", REQUESTS + "/{bed_request}/withdraw", BedRequestOut, needs=P.BED_ASK)
def withdraw_bed_request(request: Call, campaign: Key, bed_request: Id) -> Any:
    """No beds are needed any more."""
    request_actions.withdraw(request=one(_requests(request, campaign), pk=bed_request), by=request.user)
    return one(_requests(request, campaign), pk=bed_request)


# -- stays --------------------------------------------------------------------------------------------------------


@resource.reads(STAYS, Page[StayOut], needs=P.REGISTRY_VIEW)
def stays_(
    request: Call, campaign: Key, state: State = "", house: Number = 0, bed_request: Number = 0, after: After = "",
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Who has which bed, the newest first."""
    rows = _stays(request, campaign)
    for name, value in (("state", state), ("room__house", house), ("request", bed_request)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.reads(STAYS + "/{stay}", StayOut, needs=P.REGISTRY_VIEW)
def stay_(request: Call, campaign: Key, stay: Id) -> Any:
    """One of them."""
    return one(_stays(request, campaign), pk=stay)


@resource.writes("POST", STAYS + "/{stay}/move-in", StayOut, needs=P.REGISTRY_VIEW)
def move_in(request: Call, campaign: Key, stay: Id) -> Any:
    """The person has the key. In an enterprise's own plant the enterprise says so itself."""
    return _after(request, campaign, stays.move_in(stay=one(_stays(request, campaign), pk=stay), by=request.user))


@resource.writes("POST", STAYS + "/{stay}/move-out", StayOut, needs=P.REGISTRY_VIEW)
def move_out(request: Call, campaign: Key, stay: Id) -> Any:
    """The bed is free from today."""
    return _after(request, campaign, stays.move_out(stay=one(_stays(request, campaign), pk=stay), by=request.user))


@resource.writes("POST", STAYS + "/{stay}/cancel", StayOut, needs=P.BED_ARRANGE)
def cancel_stay(request: Call, campaign: Key, stay: Id) -> Any:
    """The person doesn't come."""
    return _after(request, campaign, stays.cancel(stay=one(_stays(request, campaign), pk=stay), by=request.user))


@resource.writes("POST", STAYS + "/{stay}/transfer", StayOut, needs=P.BED_ARRANGE)
def transfer_stay(request: Call, campaign: Key, stay: Id, body: TransferIn) -> Any:
    """To another room: answers with the stay that begins there."""
    found = one(_stays(request, campaign), pk=stay)
    room = one(Room.objects.filter(house__in=_houses(request, campaign).order_by().values("pk")), pk=body.room)
    return _after(request, campaign, stays.transfer(stay=found, room=room, by=request.user))


@resource.writes("POST", STAYS + "/{stay}/extend", StayOut, needs=P.BED_ARRANGE)
def extend_stay(request: Call, campaign: Key, stay: Id, body: StayExtensionIn) -> Any:
    """Another day of leaving. 422 where the bed is promised to somebody else by then."""
    found = one(_stays(request, campaign), pk=stay)
    return _after(request, campaign, stays.extend(stay=found, until=body.until, by=request.user))


# -- caterers and meals -------------------------------------------------------------------------------------------


@resource.reads(CATERERS, Page[CatererOut], needs=P.REGISTRY_VIEW)
def caterers(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """The list of caterers, open to everybody in the campaign."""
    rows = Caterer.objects.filter(campaign=campaign_of(request, campaign), removed_on=None)
    return page_of(rows.select_related("campaign__pack_version"), ("id",), after=after, limit=limit)


@resource.reads(MEALS, Page[MealOrderOut], needs=P.REGISTRY_VIEW)
def meal_orders(
    request: Call, campaign: Key, day: Day | None = None, caterer: Number = 0, after: After = "", limit: Limit = 50
) -> Any:
    """Orders, the newest first."""
    rows = _orders(request, campaign)
    rows = rows.filter(day=day) if day else rows
    return page_of(rows.filter(caterer=caterer) if caterer else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", MEALS, list[MealOrderOut], needs=P.BED_ASK, status=201)
def order_meals(request: Call, campaign: Key, body: MealOrderIn) -> Any:
    """Orders a day's meals. 422 where the caterer can't cook so many, or orders for the day are closed."""
    within = campaign_of(request, campaign)
    wanted = {
        meal: Portions(said.count, {key: n for key, n in said.diets.items() if n}) for meal, said in body.meals.items()
    }
    return meals.order(
        campaign=within, enterprise=enterprise_of(request, within, body.enterprise),
        caterer=one(Caterer.objects.filter(campaign=within), pk=body.caterer), day=body.day, meals=wanted,
        by=request.user,
    )  # fmt: skip


@resource.writes("POST", MEALS + "/{meal_order}/withdraw", MealOrderOut, needs=P.BED_ASK)
def withdraw_meal_order(request: Call, campaign: Key, meal_order: Id) -> Any:
    """Taken back, until orders for its day close."""
    return meals.withdraw(order=one(_orders(request, campaign), pk=meal_order), by=request.user)


@resource.writes("POST", MEALS + "/{meal_order}/decision", MealOrderOut, needs=P.BED_ARRANGE)
def decide_meal_order(request: Call, campaign: Key, meal_order: Id, body: MealDecisionIn) -> Any:
    """What the caterer says."""
    found = one(_orders(request, campaign), pk=meal_order)
    if body.outcome == "decline":
        return meals.decline(order=found, reason=body.reason, by=request.user)
    return (meals.accept if body.outcome == "accept" else meals.deliver)(order=found, by=request.user)


def _houses(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.BED_ARRANGE)
    rows = House.objects.visible_to(request.user, P.BED_ARRANGE).filter(campaign=within)
    return rows.select_related("enterprise", "campaign__pack_version")


def _house(request: Call, campaign: str, number: int) -> Any:
    return _counted([one(_houses(request, campaign), pk=number)], None, None)[0]


def _counted(found: list[Any], since: dt.date | None, until: dt.date | None) -> list[Any]:
    """The houses with `in_span`."""
    first = since or clock.today()
    last = until if since else first + dt.timedelta(days=1)
    single = found[0].campaign.pack.lodging.isolation.single if found else True
    beds = capacity.of_houses(found, first, last, single=single)
    for house in found:
        house.in_span = beds[house.pk]
    return found


def _requests(request: Call, campaign: str) -> Any:
    rows = BedRequest.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version")


def _stays(request: Call, campaign: str) -> Any:
    rows = Stay.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("room", "request")


def _after(request: Call, campaign: str, stay: Stay) -> Any:
    return one(_stays(request, campaign), pk=stay.pk)


def _orders(request: Call, campaign: str) -> Any:
    rows = MealOrder.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version", "caterer")
