"""The enterprise: its suppliers and customers, what others say of it, supplies that don't come; premises wanted or to let."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.chains import edges, words
from fugong.chains.actions import interruptions as breaks
from fugong.chains.actions import premises as rooms
from fugong.chains.actions import supplies as actions
from fugong.chains.models import Interruption, KeyListing, OutsideLink, PremisesOffer, PremisesWanted
from fugong.chains.views.access import EDIT, acted, day, own, own_link, status
from fugong.chains.views.chain import chosen_link, done, enter_link, link_form
from fugong.chains.views.premises import chosen, dress, values, wanted_form
from fugong.core import clock, money
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise, SupplyLink

PREMISES = 20


@mine_page(EDIT)
@require_GET
def chain(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Who supplies us, whom we supply, what is interrupted, what waits for our yes."""
    return _page(request, campaign, enterprise)


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    found, nodes = edges.of_enterprise(campaign, enterprise, None)
    own_key = edges.key_of(enterprise.pk)
    links = {
        link.pk: link
        for link in (enterprise.suppliers.all() | enterprise.customers.all()).select_related("supplier", "customer")
    }
    rows: list[dict[str, Any]] = []
    for edge in found:
        other = nodes[edge.supplier if edge.customer == own_key else edge.customer]
        link = links.get(edge.link) if edge.link else None
        is_known = link is None or bool(link.said_for)
        if not is_known:  # an officer noted it: whose name that is, the enterprise isn't told
            other.name = _("an enterprise that an officer noted")
        rows.append({
            "edge": edge, "other": other, "upstream": edge.customer == own_key, "link": link,
            "may_confirm": link is not None and actions.may_confirm(link, request.user),
            "may_remove": actions.may_remove(link, request.user) if link else True,
            "is_known": is_known,
            "choice": f"i{edge.link}" if edge.link else f"o{edge.outside}",
        })  # fmt: skip
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "asked": [row for row in rows if row["may_confirm"]],
        "upstream": [row for row in rows if row["upstream"] and not row["may_confirm"]],
        "downstream": [row for row in rows if not row["upstream"] and not row["may_confirm"]],
        "can_break": [row for row in rows if row["upstream"] and row["is_known"] and not row["edge"].broken],
        "broken": Interruption.objects.filter(campaign=campaign, enterprise=enterprise, state="broken").select_related(
            "campaign__pack_version"
        ),
        "listings": KeyListing.objects.filter(
            campaign=campaign, enterprise=enterprise, state="confirmed"
        ).select_related("campaign__pack_version"),
        "causes": campaign.pack.chains.causes,
        "works": words.WORKS,
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, "chains/mine/chain.html", context, status=status(refusal))


@mine_page(EDIT)
@require_http_methods(["GET", "POST"])
def link_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Notes a supplier or a customer."""
    if request.method == "GET":
        return link_form(request, campaign, enterprise, "chains/mine/link.html")
    made: list[Any] = []
    return acted(
        request,
        lambda: made.append(enter_link(request, campaign, enterprise)),
        lambda: (
            _("Entered. The other side is asked whether it is so.")
            if isinstance(made[0], SupplyLink)
            else _("Entered. Your officer confirms it.")
        ),
        lambda: ("chains:mine", campaign.key, enterprise.pk),
        lambda refusal: link_form(request, campaign, enterprise, "chains/mine/link.html", refusal),
    )


@mine_page(EDIT)
@require_POST
def link_answer(request: PageRequest, campaign: Campaign, enterprise: Enterprise, link: int) -> HttpResponse:
    """It is so, or it isn't (then the link goes)."""
    found = own_link(enterprise, link)
    here = ("chains:mine", campaign.key, enterprise.pk)
    if "no" in request.POST:
        return done(request, lambda: actions.remove(link=found, by=request.user), _("The link is taken away."), here)
    return done(request, lambda: actions.confirm(link=found, by=request.user), _("Confirmed. Thank you."), here)


@mine_page(EDIT)
@require_POST
def outside_removal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, outside: int) -> HttpResponse:
    """A partner outside is none any more."""
    found = own(OutsideLink, campaign, enterprise, outside)
    here = ("chains:mine", campaign.key, enterprise.pk)
    return done(
        request, lambda: actions.remove_outside(link=found, by=request.user), _("The link is taken away."), here
    )


@mine_page(EDIT)
@require_POST
def report(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """A supply doesn't come."""
    link = chosen_link(request, campaign, enterprise)

    def say() -> None:
        if link is None:
            raise refuse("link", _("Choose which supply is interrupted."))
        given = {name: request.POST.get(name, "") for name in ("cause", "note")}
        breaks.report(campaign=campaign, link=link, since=day(request, "since"), by=request.user, **given)

    return acted(
        request, say, lambda: _("Noted. Your officer was told."), lambda: ("chains:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(EDIT)
@require_POST
def restoration(request: PageRequest, campaign: Campaign, enterprise: Enterprise, interruption: int) -> HttpResponse:
    """It comes again."""
    found = own(Interruption, campaign, enterprise, interruption)
    return acted(
        request,
        lambda: breaks.restore(interruption=found, how=request.POST.get("how", ""), by=request.user),
        lambda: _("Noted. Thank you."),
        lambda: ("chains:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )


# -- premises -----------------------------------------------------------------------------------------------------


@mine_page(EDIT)
@require_GET
def premises(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """What we look for, what was shown to us, what we offer."""
    return _premises(request, campaign, enterprise)


def _premises(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    where = {"campaign": campaign, "enterprise": enterprise}
    rows = PremisesWanted.objects.filter(**where).select_related("agreed").prefetch_related("showings__offer")
    wanted = Page.newest(rows, PREMISES, request.GET.get("wanted", ""))
    for row in wanted.rows:
        row.campaign = campaign
        for showing in row.showings.all():
            showing.offer.campaign = campaign
            showing.offer.rent_said = money.yuan(showing.offer.rent) if showing.offer.rent is not None else ""
    own = PremisesOffer.objects.filter(**where).select_related("park", "enterprise__grid")
    offers = Page.newest(own, PREMISES, request.GET.get("offers", ""))
    for offer in offers.rows:
        dress(request, campaign, offer)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "wanted": wanted,
        "offers": offers,
        "uses": campaign.pack.chains.premises.uses,
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, "chains/mine/premises.html", context, status=status(refusal))


@mine_page(EDIT)
@require_http_methods(["GET", "POST"])
def wanted_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Says what is looked for."""
    if request.method == "GET":
        return wanted_form(request, campaign, enterprise, "chains/mine/wanted.html")
    return acted(
        request,
        lambda: rooms.want(campaign=campaign, enterprise=enterprise, values=values(request), by=request.user),
        lambda: _("Entered. You are told when something is found."),
        lambda: ("chains:mine_premises", campaign.key, enterprise.pk),
        lambda refusal: wanted_form(request, campaign, enterprise, "chains/mine/wanted.html", refusal),
    )


@mine_page(EDIT)
@require_http_methods(["GET", "POST"])
def offer_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Offers own premises."""
    if request.method == "GET":
        return wanted_form(request, campaign, enterprise, "chains/mine/offer.html")
    return acted(
        request,
        lambda: rooms.offer(campaign=campaign, values=values(request), enterprise=enterprise, by=request.user),
        lambda: _("The offer is entered."),
        lambda: ("chains:mine_premises", campaign.key, enterprise.pk),
        lambda refusal: wanted_form(request, campaign, enterprise, "chains/mine/offer.html", refusal),
    )


@mine_page(EDIT)
@require_POST
def offer_withdrawal(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, premises_offer: int
) -> HttpResponse:
    """It isn't there any more."""
    found = own(PremisesOffer, campaign, enterprise, premises_offer)
    here = ("chains:mine_premises", campaign.key, enterprise.pk)
    return done(
        request, lambda: rooms.withdraw_offer(offer=found, by=request.user), _("The offer is taken back."), here
    )


@mine_page(EDIT)
@require_POST
def answer(request: PageRequest, campaign: Campaign, enterprise: Enterprise, premises_wanted: int) -> HttpResponse:
    """We take this one; or none of these fits; or none is needed any more."""
    found = own(PremisesWanted, campaign, enterprise, premises_wanted)

    def say() -> None:
        if "agree" in request.POST:
            offer = chosen(request, campaign)
            if not found.showings.filter(offer=offer).exists():
                raise refuse("offer", _("Choose one that was shown to you."))
            rooms.agree(wanted=found, offer=offer, by=request.user)
        elif "withdraw" in request.POST:
            rooms.withdraw(wanted=found, by=request.user)
        else:
            rooms.pass_(wanted=found, reason=request.POST.get("reason", ""), by=request.user)

    return acted(
        request, say, lambda: _("Noted."), lambda: ("chains:mine_premises", campaign.key, enterprise.pk),
        lambda refusal: _premises(request, campaign, enterprise, refusal),
    )  # fmt: skip
