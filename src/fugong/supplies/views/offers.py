"""Sources: offers to buy or to be given, compared, chosen, arriving in the stores."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.supplies import exports, lists
from fugong.supplies.access import keeps
from fugong.supplies.actions import offers as actions
from fugong.supplies.actions import stock
from fugong.supplies.actions.stock import Arrival
from fugong.supplies.lists import Wanted
from fugong.supplies.models import Offer
from fugong.supplies.models.asking import SOURCES
from fugong.supplies.views.access import VIEW, acted, number, offer_of, status, whole
from fugong.workflow.moves import open_arrows

KEEP = Permission.SUPPLY_KEEP
TABS = (
    ("", gettext_lazy("To compare")),
    ("chosen", gettext_lazy("On order")),
    ("arrived", gettext_lazy("Has arrived")),
    ("declined", gettext_lazy("Not taken")),
    ("all", gettext_lazy("All")),
)
FIELDS = ("kind", "item", "supplier", "pieces", "price", "ready_on", "note")


@campaign_page(VIEW)
@require_GET
def offers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Offers; of one item those to compare stand the cheapest first."""
    whole(request, campaign)
    wanted = Wanted.of(request.GET)
    found = lists.page(lists.offers(campaign, wanted), request.GET.get("after", ""))
    if wanted.item and not wanted.tab:
        found.rows.sort(key=lambda row: (row.fen_each, row.ready_on is None, row.ready_on or clock.today(), row.pk))
    cheapest = {row.item: row.pk for row in sorted(found.rows, key=lambda row: -row.fen_each) if row.kind == "purchase"}
    for row in found.rows:
        row.is_cheapest = row.state == "offered" and cheapest.get(row.item) == row.pk
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": found,
        "tabs": TABS,
        "items": campaign.pack.supplies.items,
        "kinds": SOURCES.items(),
        "lacking": _lacking(request, campaign, wanted.item),
        "keeps": keeps(request.user, campaign),
    }
    return render(request, "supplies/offers.html", context)


def _lacking(request: PageRequest, campaign: Campaign, item: str) -> int | None:
    """How much is lacking of the item that is looked at: what there is to buy."""
    if not campaign.pack.supplies.item(item):
        return None
    lacking = lists.short(request.user, campaign).value[item].lacking
    there = next((row.free for row in lists.lying(campaign) if row.item.key == item), 0)
    return max(0, lacking - there)


@campaign_page(VIEW)
@require_GET
def offers_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    whole(request, campaign)
    return exports.offers(campaign, Wanted.of(request.GET))


@campaign_page(KEEP)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enters an offer."""
    return _edit(request, campaign, None)


@campaign_page(KEEP)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign, supply_offer: int) -> HttpResponse:
    """Corrects an offer that isn't decided yet."""
    return _edit(request, campaign, offer_of(request, campaign, supply_offer))


def _edit(request: PageRequest, campaign: Campaign, found: Offer | None) -> HttpResponse:
    if request.method == "GET":
        return _form(request, campaign, found)
    values = {name: request.POST.get(name, "") for name in FIELDS}
    made: list[Offer] = []
    return acted(
        request,
        lambda: made.append(actions.put(campaign=campaign, values=values, by=request.user, offer=found)),
        lambda: _("The offer is kept."),
        lambda: ("supplies:offer", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )


@campaign_page(VIEW)
@require_GET
def offer(request: PageRequest, campaign: Campaign, supply_offer: int) -> HttpResponse:
    """One offer: beside the others of its item, and what arrived of it."""
    return _page(request, campaign, offer_of(request, campaign, supply_offer))


@campaign_page(KEEP)
@require_POST
def choice(request: PageRequest, campaign: Campaign, supply_offer: int) -> HttpResponse:
    """It is taken."""
    found = offer_of(request, campaign, supply_offer)
    return acted(
        request,
        lambda: actions.choose(offer=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Chosen. Enter what arrives."),
        lambda: ("supplies:offer", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(KEEP)
@require_POST
def refusal(request: PageRequest, campaign: Campaign, supply_offer: int) -> HttpResponse:
    """It isn't taken."""
    found = offer_of(request, campaign, supply_offer)
    return acted(
        request,
        lambda: actions.decline(offer=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Noted."),
        lambda: ("supplies:offer", campaign.key, found.pk),
        lambda refused: _page(request, campaign, found, refused),
    )


@campaign_page(KEEP)
@require_POST
def arrival(request: PageRequest, campaign: Campaign, supply_offer: int) -> HttpResponse:
    """Pieces of it came into a store."""
    found = offer_of(request, campaign, supply_offer)
    came = Arrival(
        number(request, "pieces"), request.POST.get("store", ""), request.POST.get("lot", ""),
        dates.asked(request.POST.get("expires_on", "")),
    )  # fmt: skip
    return acted(
        request,
        lambda: stock.arrive(offer=found, arrival=came, by=request.user),
        lambda: _("In the store. It can be shared out now."),
        lambda: ("supplies:offer", campaign.key, found.pk),
        lambda refused: _page(request, campaign, found, refused),
    )


def _page(request: PageRequest, campaign: Campaign, found: Offer, refusal: Refused | None = None) -> HttpResponse:
    section = campaign.pack.supplies
    rivals = Offer.objects.filter(campaign=campaign, item=found.item, state="offered").exclude(pk=found.pk)
    context = {
        "campaign": campaign,
        "offer": found,
        "item": section.item(found.item),
        "rivals": rivals.select_related("campaign__pack_version").order_by("fen_each", "pk")[:12],
        "cheaper": actions.cheaper(found) if found.state == "offered" and found.kind == "purchase" else None,
        "batches": [(batch, section.store_name(batch.store)) for batch in found.batches.order_by("pk")],
        "stores": section.stores,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)} if keeps(request.user, campaign) else set(),
        "events": history.of(request, "supply_offer", found.pk),
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "supplies/offer.html", context, status=status(refusal))


def _form(
    request: PageRequest, campaign: Campaign, found: Offer | None, refusal: Refused | None = None
) -> HttpResponse:
    known: dict[str, Any] = {name: request.GET.get(name, "") for name in ("kind", "item", "pieces")}
    if found is not None:
        known = {name: getattr(found, name) for name in FIELDS if name != "price"}
        known |= {
            "price": f"{found.fen_each / 100:.2f}",
            "ready_on": found.ready_on.isoformat() if found.ready_on else "",
        }
    typed = {name: request.POST.get(name, known.get(name) or "") for name in FIELDS}
    context = {
        "campaign": campaign, "offer": found, "typed": typed, "items": campaign.pack.supplies.items,
        "kinds": SOURCES.items(), "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "supplies/offer_form.html", context, status=status(refusal))
