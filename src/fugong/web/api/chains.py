"""Key enterprises, supply links, interrupted supplies, orders of resuming, premises: each by whom the rules let do it."""

from typing import Annotated, Any

from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.chains import edges, exports, words
from fugong.chains.actions import interruptions, listings, orders, premises, supplies
from fugong.chains.actions.supplies import Said
from fugong.chains.models import Interruption, KeyListing, OrderEntry, OutsideLink, PremisesWanted, ResumingOrder
from fugong.core.errors import refuse
from fugong.registry.access import may
from fugong.registry.models import SupplyLink
from fugong.web.api.chains_shapes import (
    ChainLinkOut,
    InterruptionIn,
    InterruptionOut,
    LimitsIn,
    LinkIn,
    ListingIn,
    ListingOut,
    OrderEntryOut,
    PremisesWantedIn,
    PremisesWantedOut,
    ReasonedIn,
    RestoredIn,
    ResumingOrderOut,
)
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key

resource = Resource(tags=["Key enterprises and supply chains"])
LISTINGS = "/campaigns/{campaign}/key-listings"
LINKS = "/campaigns/{campaign}/chain-links"
BREAKS = "/campaigns/{campaign}/interruptions"
ORDERS = "/campaigns/{campaign}/resuming-orders"
PREMISES = "/campaigns/{campaign}/premises-wanted"
Number = Annotated[int, Query(ge=0, le=2**63 - 1)]
State = Annotated[str, Query(max_length=20)]
Name = Annotated[str, Query(max_length=40)]


@resource.reads(LISTINGS, Page[ListingOut], needs=P.KEY_VIEW)
def key_listings(
    request: Call, campaign: Key, state: State = "", list: Name = "", enterprise: Number = 0, after: After = "",
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Listings, the newest first."""
    rows = _rows(request, campaign, KeyListing)
    for name, value in (("state", state), ("key", list), ("enterprise", enterprise)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", LISTINGS, ListingOut, needs=P.CHAIN_EDIT, status=201)
def propose_listing(request: Call, campaign: Key, body: ListingIn) -> Any:
    """Proposes an enterprise; somebody else confirms."""
    within = campaign_of(request, campaign)
    made = listings.propose(
        campaign=within, enterprise=enterprise_of(request, within, body.enterprise), key=body.list, ground=body.ground,
        note=body.note, until=body.until, by=request.user,
    )  # fmt: skip
    return one(_rows(request, campaign, KeyListing), pk=made.pk)


@resource.writes("POST", LISTINGS + "/{listing}/confirm", ListingOut, needs=P.SUPPLY_CONFIRM)
def confirm_listing(request: Call, campaign: Key, listing: Id) -> Any:
    """A second person puts it on the list. 403 for whoever proposed it."""
    return listings.confirm(listing=one(_rows(request, campaign, KeyListing), pk=listing), by=request.user)


@resource.writes("POST", LISTINGS + "/{listing}/decline", ListingOut, needs=P.SUPPLY_CONFIRM)
def decline_listing(request: Call, campaign: Key, listing: Id, body: ReasonedIn) -> Any:
    """It isn't listed, and why."""
    found = one(_rows(request, campaign, KeyListing), pk=listing)
    return listings.decline(listing=found, reason=body.reason, by=request.user)


@resource.writes("POST", LISTINGS + "/{listing}/remove", ListingOut, needs=P.KEY_MANAGE)
def remove_listing(request: Call, campaign: Key, listing: Id, body: ReasonedIn) -> Any:
    """Taken off; what followed from the list falls away."""
    found = one(_rows(request, campaign, KeyListing), pk=listing)
    return listings.remove(listing=found, reason=body.reason, by=request.user)


@resource.reads("/campaigns/{campaign}/enterprises/{enterprise}/chain-links", list[ChainLinkOut], needs=P.KEY_VIEW)
def chain_links(request: Call, campaign: Key, enterprise: Id) -> Any:
    """The links of one enterprise: within the area, and to partners outside."""
    within = campaign_of(request, campaign)
    found = enterprise_of(request, within, enterprise)
    if not may(request.user, P.KEY_VIEW, found):
        return []
    links, nodes = edges.of_enterprise(within, found, request.user)
    return [_link(edge, nodes) for edge in links]


def _link(edge: edges.Edge, nodes: dict[str, edges.Node]) -> dict[str, Any]:
    supplier, customer = nodes[edge.supplier], nodes[edge.customer]
    partner = next((each for each in (supplier, customer) if each.partner is not None), None)
    return {
        "id": edge.link or edge.outside, "outside": edge.outside is not None, "supplier": supplier.pk, "customer": customer.pk,
        "partner": partner.name if partner else "", "region": partner.region if partner else "", "what": edge.what,
        "kind": edge.kind, "share": edge.share, "critical": edge.critical, "waits": edge.waits,
    }  # fmt: skip


@resource.writes("POST", LINKS, ChainLinkOut, needs=P.CHAIN_EDIT, status=201)
def enter_chain_link(request: Call, campaign: Key, body: LinkIn) -> Any:
    """Enters a link; said by the enterprise itself it waits for the other side, or for an officer."""
    within = campaign_of(request, campaign)
    own = enterprise_of(request, within, body.enterprise)
    said = Said(body.what, body.kind, body.share, body.critical)
    where: dict[str, Any] = {"campaign": within, "enterprise": own, "side": body.side, "said": said, "by": request.user}
    made: Any
    if body.other is not None:
        made, key = supplies.link(other=enterprise_of(request, within, body.other), **where), "link"
    else:
        partner = body.dict(include={"region", "authority", "uscc", "works"}) | {"name": body.partner}
        made, key = supplies.link_outside(partner=partner, **where), "outside"
    links, nodes = edges.of_enterprise(within, own, request.user)
    return next(_link(edge, nodes) for edge in links if getattr(edge, key) == made.pk)


@resource.reads(BREAKS, Page[InterruptionOut], needs=P.KEY_VIEW)
def interruptions_(
    request: Call, campaign: Key, state: State = "", enterprise: Number = 0, after: After = "", limit: Limit = 50
) -> Any:
    """Interrupted and restored supplies, the newest first."""
    rows = _rows(request, campaign, Interruption)
    rows = rows.filter(state=state) if state else rows
    return page_of(rows.filter(enterprise=enterprise) if enterprise else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", BREAKS, InterruptionOut, needs=P.CHAIN_EDIT, status=201)
def report_interruption(request: Call, campaign: Key, body: InterruptionIn) -> Any:
    """The customer of a link doesn't get what it needs."""
    within = campaign_of(request, campaign)
    link: Any = None
    if body.outside is not None:
        rows = OutsideLink.objects.visible_to(request.user).filter(campaign=within, pk=body.outside)
        link = rows.select_related("enterprise", "partner").first()
    elif body.link is not None:
        prefix = within.jurisdiction.prefix
        links = SupplyLink.objects.filter(pk=body.link, customer__area_code__startswith=prefix)
        link = links.select_related("supplier", "customer").first()
        link = link if link is not None and may(request.user, P.KEY_VIEW, link.customer) else None
    if link is None:
        raise refuse("link", words.no_link())
    made = interruptions.report(
        campaign=within, link=link, cause=body.cause, since=body.since, note=body.note, by=request.user
    )
    return one(_rows(request, campaign, Interruption), pk=made.pk)


@resource.writes("POST", BREAKS + "/{interruption}/restore", InterruptionOut, needs=P.CHAIN_EDIT)
def restore_supply(request: Call, campaign: Key, interruption: Id, body: RestoredIn) -> Any:
    """It flows again, and how."""
    found = one(_rows(request, campaign, Interruption), pk=interruption)
    return interruptions.restore(interruption=found, how=body.how, by=request.user)


@resource.reads(ORDERS, Page[ResumingOrderOut], needs=P.KEY_VIEW)
def resuming_orders(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Orders of resuming, the newest first."""
    rows = _orders(request, campaign)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ORDERS, ResumingOrderOut, needs=P.KEY_MANAGE, status=201)
def ask_for_order(request: Call, campaign: Key, body: LimitsIn) -> Any:
    """Has one worked out in the background: `state` is `running`, then `ready` or `failed`."""
    return orders.ask(campaign=campaign_of(request, campaign), limits=body.dict(), by=request.user)


@resource.reads(ORDERS + "/{resuming_order}", ResumingOrderOut, needs=P.KEY_VIEW)
def resuming_order(request: Call, campaign: Key, resuming_order: Id) -> Any:
    """One of them."""
    return one(_orders(request, campaign), pk=resuming_order)


@resource.reads(ORDERS + "/{resuming_order}/entries", Page[OrderEntryOut], needs=P.KEY_VIEW)
def order_entries(request: Call, campaign: Key, resuming_order: Id, after: After = "", limit: Limit = 50) -> Any:
    """Its enterprises that the caller sees, each with its place, or why it has none."""
    found = one(_orders(request, campaign), pk=resuming_order)
    rows = OrderEntry.objects.visible_to(request.user).filter(order=found)
    page = page_of(rows, ("id",), after=after, limit=limit)
    names = exports.names(found.campaign, found, page["items"], request.user)
    for row in page["items"]:
        row.why = words.reason(row, names)
    return page


@resource.writes("POST", ORDERS + "/{resuming_order}/confirm", ResumingOrderOut, needs=P.SUPPLY_CONFIRM)
def confirm_order(request: Call, campaign: Key, resuming_order: Id) -> Any:
    """Puts it in force; the one before is replaced."""
    return orders.confirm(order=one(_orders(request, campaign), pk=resuming_order), by=request.user)


@resource.writes("POST", ORDERS + "/{resuming_order}/lift", ResumingOrderOut, needs=P.SUPPLY_CONFIRM)
def lift_order(request: Call, campaign: Key, resuming_order: Id, body: ReasonedIn) -> Any:
    """No order is in force any more."""
    return orders.lift(order=one(_orders(request, campaign), pk=resuming_order), reason=body.reason, by=request.user)


@resource.reads(PREMISES, Page[PremisesWantedOut], needs=P.KEY_VIEW)
def premises_wanted(request: Call, campaign: Key, state: State = "", after: After = "", limit: Limit = 50) -> Any:
    """Premises that enterprises look for, the newest first."""
    rows = _rows(request, campaign, PremisesWanted)
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", PREMISES, PremisesWantedOut, needs=P.CHAIN_EDIT, status=201)
def want_premises(request: Call, campaign: Key, body: PremisesWantedIn) -> Any:
    """What an enterprise looks for."""
    within = campaign_of(request, campaign)
    made = premises.want(
        campaign=within, enterprise=enterprise_of(request, within, body.enterprise),
        values=body.dict(exclude={"enterprise"}), by=request.user,
    )  # fmt: skip
    return one(_rows(request, campaign, PremisesWanted), pk=made.pk)


@resource.writes("POST", PREMISES + "/{premises_wanted}/withdraw", PremisesWantedOut, needs=P.CHAIN_EDIT)
def withdraw_premises(request: Call, campaign: Key, premises_wanted: Id) -> Any:
    """None is needed any more."""
    return premises.withdraw(wanted=one(_rows(request, campaign, PremisesWanted), pk=premises_wanted), by=request.user)


def _rows(request: Call, campaign: str, model: Any) -> Any:
    rows = model.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("enterprise", "campaign__pack_version")


def _orders(request: Call, campaign: str) -> Any:
    rows = ResumingOrder.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign))
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction")
