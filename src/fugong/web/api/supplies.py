"""Stock and its ledger, needs and requests, offers, allocations and deliveries: each by whom the rules let do it."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Fault, Refused
from fugong.resumption.signatures import Signature
from fugong.supplies import lists, words
from fugong.supplies.access import sees_all
from fugong.supplies.actions import allocations as allocating
from fugong.supplies.actions import deliveries as bringing
from fugong.supplies.actions import needs as asking
from fugong.supplies.actions import offers as offering
from fugong.supplies.actions import stock as storing
from fugong.supplies.actions.stock import Arrival
from fugong.supplies.levers import Levers, Tried
from fugong.supplies.lists import Wanted
from fugong.supplies.models import Allocation, Delivery, Need, Offer, Share
from fugong.supplies.policy import Supplies
from fugong.supplies.sharing import Asked
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key, ReasonIn
from fugong.web.api.supplies_shapes import (
    AllocationIn,
    AllocationOut,
    ArrivalIn,
    BatchOut,
    DeliveryOut,
    MovementOut,
    OfferIn,
    ShareIn,
    ShareOut,
    SignedIn,
    StockOut,
    SupplyOfferOut,
    SupplyRequestIn,
    SupplyRequestOut,
    WantsOut,
)

resource = Resource(tags=["Goods and supplies"])
LEVERS = {"norm": "levers.norms.{}", "days": "levers.days.{}", "tier": "levers.tiers.{}"}
HOME = "/campaigns/{campaign}/supplies"
REQUESTS, OFFERS = f"{HOME}/requests", f"{HOME}/offers"
ALLOCATIONS, DELIVERIES = f"{HOME}/allocations", f"{HOME}/deliveries"
State = Annotated[str, Query(max_length=20)]
ItemKey = Annotated[str, Query(max_length=40)]


@resource.reads(f"{HOME}/stock", list[StockOut], needs=P.SUPPLY_VIEW)
def stock(request: Call, campaign: Key) -> Any:
    """What lies where, item by item."""
    return lists.lying(campaign_of(request, campaign, P.SUPPLY_VIEW)) if _whole(request, campaign) else []


@resource.reads(f"{HOME}/movements", Page[MovementOut], needs=P.SUPPLY_VIEW)
def movements(
    request: Call, campaign: Key, item: ItemKey = "", store: ItemKey = "", after: After = "", limit: Limit = 50
) -> Any:
    """The stock ledger, the newest first, as far as the caller sees the enterprises."""
    within = campaign_of(request, campaign, P.SUPPLY_VIEW)
    rows = lists.movements(request.user, within, Wanted(item=item, store=store))
    rows = rows if _whole(request, campaign) else rows.exclude(enterprise=None)
    found = page_of(lists.with_lines(rows), ("-id",), after=after, limit=limit)
    for row in found["items"]:
        row.told = list(row.lines.all())
    return found


@resource.reads(f"{HOME}/needs", list[WantsOut], needs=P.SUPPLY_VIEW)
def needs(request: Call, campaign: Key, item: ItemKey) -> Any:
    """What the enterprises that the caller sees need of an item, the most pressing first; at most 1,000."""
    within = campaign_of(request, campaign, P.SUPPLY_VIEW)
    return lists.needs(request.user, within, Wanted(item=item, tab="all"))[:1_000]


# -- requests -----------------------------------------------------------------------------------------------------


@resource.reads(REQUESTS, Page[SupplyRequestOut], needs=P.SUPPLY_VIEW)
def supply_requests(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Requests, the newest first."""
    rows = _requests(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", REQUESTS, SupplyRequestOut, needs=P.SUPPLY_ASK, status=201)
def ask_for_supplies(request: Call, campaign: Key, body: SupplyRequestIn) -> Any:
    """Asks for an enterprise."""
    within = campaign_of(request, campaign, P.SUPPLY_ASK)
    made = asking.ask(
        campaign=within, enterprise=enterprise_of(request, within, body.enterprise), item=body.item, pieces=body.pieces,
        reason=body.reason, caller=body.caller, by=request.user,
    )  # fmt: skip
    return one(_requests(request, campaign), pk=made.pk)


@resource.writes("POST", REQUESTS + "/{supply_need}/decline", SupplyRequestOut, needs=P.SUPPLY_KEEP)
def decline_supply_request(request: Call, campaign: Key, supply_need: Id, body: ReasonIn) -> Any:
    """There is none, or none is due."""
    return asking.decline(need=one(_requests(request, campaign), pk=supply_need), reason=body.reason, by=request.user)


@resource.writes("POST", REQUESTS + "/{supply_need}/withdraw", SupplyRequestOut, needs=P.SUPPLY_ASK)
def withdraw_supply_request(request: Call, campaign: Key, supply_need: Id) -> Any:
    """The enterprise needs it no more."""
    return asking.withdraw(need=one(_requests(request, campaign), pk=supply_need), by=request.user)


# -- offers -------------------------------------------------------------------------------------------------------


@resource.reads(OFFERS, Page[SupplyOfferOut], needs=P.SUPPLY_VIEW)
def offers(
    request: Call, campaign: Key, item: ItemKey = "", state: State = "", after: After = "", limit: Limit = 50
) -> Any:
    """Offers, for those who look at the whole campaign."""
    rows = _offers(request, campaign)
    for name, value in (("item", item), ("state", state)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", OFFERS, SupplyOfferOut, needs=P.SUPPLY_KEEP, status=201)
def enter_offer(request: Call, campaign: Key, body: OfferIn) -> Any:
    """Enters an offer."""
    within = campaign_of(request, campaign, P.SUPPLY_KEEP)
    return offering.put(campaign=within, values=body.dict(), by=request.user)


@resource.writes("POST", OFFERS + "/{supply_offer}/choose", SupplyOfferOut, needs=P.SUPPLY_KEEP)
def choose_offer(request: Call, campaign: Key, supply_offer: Id, body: ReasonIn) -> Any:
    """It is taken; `reason` where a cheaper one is there."""
    return offering.choose(offer=one(_offers(request, campaign), pk=supply_offer), reason=body.reason, by=request.user)


@resource.writes("POST", OFFERS + "/{supply_offer}/decline", SupplyOfferOut, needs=P.SUPPLY_KEEP)
def decline_offer(request: Call, campaign: Key, supply_offer: Id, body: ReasonIn) -> Any:
    """It isn't taken."""
    return offering.decline(offer=one(_offers(request, campaign), pk=supply_offer), reason=body.reason, by=request.user)


@resource.writes("POST", OFFERS + "/{supply_offer}/arrivals", BatchOut, needs=P.SUPPLY_KEEP, status=201)
def arrive(request: Call, campaign: Key, supply_offer: Id, body: ArrivalIn) -> Any:
    """Pieces of a chosen offer came into a store."""
    found = one(_offers(request, campaign), pk=supply_offer)
    came = Arrival(body.pieces, body.store, body.lot, body.expires_on)
    return storing.arrive(offer=found, arrival=came, by=request.user)


# -- allocations --------------------------------------------------------------------------------------------------


@resource.reads(ALLOCATIONS, Page[AllocationOut], needs=P.SUPPLY_VIEW)
def allocations(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Allocations, for those who look at the whole campaign."""
    rows = _allocations(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ALLOCATIONS, AllocationOut, needs=P.SUPPLY_KEEP, status=201)
def propose_allocation(request: Call, campaign: Key, body: AllocationIn) -> Any:
    """Shares stock by need and proposes it, by the pack's norms, days of cover and tiers or, where `levers` says so, by others,
    which are kept with the reason. 422 where nobody would get any, or a value is out of bounds; part of the needs may stay unmet.
    """
    within = campaign_of(request, campaign, P.SUPPLY_KEEP)
    made = allocating.propose(campaign=within, asked=_asked(within.pack.supplies, body), by=request.user)
    return one(_allocations(request, campaign), pk=made.pk)


@resource.reads(ALLOCATIONS + "/{allocation}", AllocationOut, needs=P.SUPPLY_VIEW)
def allocation_(request: Call, campaign: Key, allocation: Id) -> Any:
    """One of them."""
    return one(_allocations(request, campaign), pk=allocation)


@resource.reads(ALLOCATIONS + "/{allocation}/shares", Page[ShareOut], needs=P.SUPPLY_VIEW)
def shares(request: Call, campaign: Key, allocation: Id, after: After = "", limit: Limit = 50) -> Any:
    """Who gets what and why, as far as the caller sees the enterprises."""
    within = campaign_of(request, campaign, P.SUPPLY_VIEW)
    whole = one(Allocation.objects.filter(campaign=within), pk=allocation)
    rows = Share.objects.visible_to(request.user).filter(allocation=whole)
    found = page_of(rows.select_related("enterprise"), ("id",), after=after, limit=limit)
    return found | {"items": [_worded(within, row) for row in found["items"]]}


@resource.writes("POST", ALLOCATIONS + "/{allocation}/shares/{share}", ShareOut, needs=P.SUPPLY_KEEP)
def change_share(request: Call, campaign: Key, allocation: Id, share: Id, body: ShareIn) -> Any:
    """Another number by hand."""
    found = one(_allocations(request, campaign), pk=allocation)
    row = one(found.shares.select_related("campaign__pack_version", "allocation", "enterprise"), pk=share)
    allocating.change(share=row, pieces=body.pieces, why=body.why, by=request.user)
    return _worded(found.campaign, one(found.shares.select_related("enterprise"), pk=share))


@resource.writes("POST", ALLOCATIONS + "/{allocation}/confirm", AllocationOut, needs=P.SUPPLY_CONFIRM)
def confirm_allocation(request: Call, campaign: Key, allocation: Id) -> Any:
    """The second signature. 409 where stock is less by now."""
    return allocating.confirm(allocation=one(_allocations(request, campaign), pk=allocation), by=request.user)


@resource.writes("POST", ALLOCATIONS + "/{allocation}/reject", AllocationOut, needs=P.SUPPLY_CONFIRM)
def reject_allocation(request: Call, campaign: Key, allocation: Id, body: ReasonIn) -> Any:
    """Not so."""
    found = one(_allocations(request, campaign), pk=allocation)
    return allocating.reject(allocation=found, reason=body.reason, by=request.user)


@resource.writes("POST", ALLOCATIONS + "/{allocation}/withdraw", AllocationOut, needs=P.SUPPLY_KEEP)
def withdraw_allocation(request: Call, campaign: Key, allocation: Id, body: ReasonIn) -> Any:
    """It was a mistake."""
    found = one(_allocations(request, campaign), pk=allocation)
    return allocating.withdraw(allocation=found, reason=body.reason, by=request.user)


@resource.writes("POST", ALLOCATIONS + "/{allocation}/share-anew", AllocationOut, needs=P.SUPPLY_KEEP)
def share_anew(request: Call, campaign: Key, allocation: Id) -> Any:
    """The same question over what is there now."""
    found = one(_allocations(request, campaign), pk=allocation)
    allocating.share_anew(allocation=found, by=request.user)
    return one(_allocations(request, campaign), pk=allocation)


# -- deliveries ---------------------------------------------------------------------------------------------------


@resource.reads(DELIVERIES, Page[DeliveryOut], needs=P.SUPPLY_VIEW)
def deliveries(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Deliveries to the enterprises that the caller sees."""
    rows = _deliveries(request, campaign)
    found = page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)
    return found | {"items": [_told(row) for row in found["items"]]}


@resource.writes("POST", DELIVERIES + "/{delivery}/pick", DeliveryOut, needs=P.SUPPLY_DELIVER)
def pick_delivery(request: Call, campaign: Key, delivery: Id) -> Any:
    """It leaves the store."""
    return _told(bringing.pick(delivery=one(_deliveries(request, campaign), pk=delivery), by=request.user))


@resource.writes("POST", DELIVERIES + "/{delivery}/bring-back", DeliveryOut, needs=P.SUPPLY_DELIVER)
def bring_delivery_back(request: Call, campaign: Key, delivery: Id, body: ReasonIn) -> Any:
    """Nobody was there."""
    found = one(_deliveries(request, campaign), pk=delivery)
    return _told(bringing.bring_back(delivery=found, reason=body.reason, by=request.user))


@resource.writes("POST", DELIVERIES + "/{delivery}/deliver", DeliveryOut, needs=P.SUPPLY_DELIVER)
def deliver(request: Call, campaign: Key, delivery: Id, body: SignedIn) -> Any:
    """Somebody signed for it. Where the pack asks for a photo, use the page."""
    signed = Signature(body.name, body.strokes, body.width, body.height)
    found = one(_deliveries(request, campaign), pk=delivery)
    return _told(bringing.deliver(delivery=found, signature=signed, photos=[], by=request.user))


@resource.writes("POST", DELIVERIES + "/{delivery}/receive", DeliveryOut, needs=P.SUPPLY_ASK)
def receive_delivery(request: Call, campaign: Key, delivery: Id) -> Any:
    """The enterprise: everything is here."""
    return _told(bringing.receive(delivery=one(_deliveries(request, campaign), pk=delivery), by=request.user))


@resource.writes("POST", DELIVERIES + "/{delivery}/dispute", DeliveryOut, needs=P.SUPPLY_ASK)
def dispute_delivery(request: Call, campaign: Key, delivery: Id, body: ReasonIn) -> Any:
    """The enterprise: something is missing."""
    found = one(_deliveries(request, campaign), pk=delivery)
    return _told(bringing.dispute(delivery=found, reason=body.reason, by=request.user))


@resource.writes("POST", DELIVERIES + "/{delivery}/settle", DeliveryOut, needs=P.SUPPLY_KEEP)
def settle_delivery(request: Call, campaign: Key, delivery: Id, body: ReasonIn) -> Any:
    """It was cleared up."""
    found = one(_deliveries(request, campaign), pk=delivery)
    return _told(bringing.settle(delivery=found, reason=body.reason, by=request.user))


@resource.writes("POST", DELIVERIES + "/{delivery}/cancel", DeliveryOut, needs=P.SUPPLY_KEEP)
def cancel_delivery(request: Call, campaign: Key, delivery: Id, body: ReasonIn) -> Any:
    """Called off: the goods go back."""
    found = one(_deliveries(request, campaign), pk=delivery)
    return _told(bringing.cancel(delivery=found, reason=body.reason, by=request.user))


def _whole(request: Call, campaign: str) -> bool:
    return sees_all(request.user, campaign_of(request, campaign, P.SUPPLY_VIEW))


def _requests(request: Call, campaign: str) -> Any:
    rows = Need.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.SUPPLY_VIEW))
    return rows.select_related("enterprise", "campaign__pack_version", "campaign__jurisdiction")


def _offers(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.SUPPLY_VIEW)
    rows = Offer.objects.filter(campaign=within).select_related("campaign__pack_version", "campaign__jurisdiction")
    return rows if _whole(request, campaign) else rows.none()


def _allocations(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.SUPPLY_VIEW)
    rows = Allocation.objects.filter(campaign=within).select_related(
        "proposed_by", "campaign__pack_version", "campaign__jurisdiction"
    )
    return rows if _whole(request, campaign) else rows.none()


def _asked(section: Supplies, body: AllocationIn) -> Asked:
    unknown = [place for place, key in enumerate(body.items) if section.item(key) is None]
    if unknown:
        message = _("The pack has no such item.")
        raise Refused(message, fields=[Fault(f"items[{place}]", message, "unknown") for place in unknown])
    said = body.levers
    tried = Tried(said.norms, _texts(said.days), _texts(said.tiers), said.why) if said else Tried()
    levers = Levers.chosen(section, body.items, tried, LEVERS)
    rest = body.dict(exclude={"levers"})
    rest |= {"items": tuple(dict.fromkeys(body.items)), "enterprises": tuple(body.enterprises)}
    return Asked(**rest, levers=levers)


def _texts(numbers: dict[str, int]) -> dict[str, str]:
    return {key: str(number) for key, number in numbers.items()}


def _deliveries(request: Call, campaign: str) -> Any:
    rows = Delivery.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, P.SUPPLY_VIEW))
    return rows.select_related("enterprise", "campaign__pack_version", "allocation").prefetch_related("shares")


def _told(row: Any) -> Any:
    row.goods = {share.item: share.pieces for share in row.shares.all() if share.pieces}
    return row


def _worded(campaign: Any, row: Any) -> Any:
    row.words = words.reason(campaign.pack.supplies, row)
    return row
