"""Premises: who looks for some, what is offered, which fit and why."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.chains import exports, lists, matching
from fugong.chains.access import holds
from fugong.chains.actions import premises as actions
from fugong.chains.lists import Wanted
from fugong.chains.models import PremisesOffer, PremisesWanted
from fugong.chains.views.access import EDIT, VIEW, acted, day, enterprise_of, offer_of, status, wanted_of
from fugong.chains.views.chain import done
from fugong.core import clock, money, numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.registry.models import Park
from fugong.workflow.moves import open_arrows

TABS = (
    ("wanted", gettext_lazy("Wanted")),
    ("shown", gettext_lazy("Shown")),
    ("agreed", gettext_lazy("Agreed")),
    ("all", gettext_lazy("All")),
)
FIELDS = ("name", "address", "longitude", "latitude", "area", "power", "use", "rent", "note", "area_code", "why")
MATCHES = 40
OFFERS = 30


@campaign_page(VIEW)
@require_GET
def premises(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Wanted on the left, offered on the right."""
    wanted = Wanted.of(request.GET, [key for key, _name in TABS])
    rows = lists.wanted_premises(request.user, campaign, wanted).select_related(
        "enterprise", "campaign__pack_version", "agreed"
    )
    offers = lists.page(lists.offers(request.user, campaign), request.GET.get("offers", ""), OFFERS)
    for offer in offers.rows:
        dress(request, campaign, offer)
    context = {
        "campaign": campaign, "wanted": wanted, "tabs": TABS, "page": lists.page(rows, request.GET.get("after", "")),
        "offers": offers, "may_edit": request.user.holds(EDIT),
    }  # fmt: skip
    return render(request, "chains/premises.html", context)


def dress(request: PageRequest, campaign: Campaign, offer: Any) -> None:
    """An offer as lists show it."""
    offer.campaign = campaign
    offer.rent_said = money.yuan(offer.rent) if offer.rent is not None else ""
    offer.may_withdraw = offer.gone_at is None and holds(request.user, EDIT, offer)


@campaign_page(VIEW)
@require_GET
def premises_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """Wanted and offered, as a sheet."""
    return exports.premises(request.user, campaign)


@campaign_page(EDIT)
@require_http_methods(["GET", "POST"])
def offer_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enters premises that somebody has."""
    if request.method == "GET":
        return offer_form(request, campaign)
    park = Park.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    number = numbers.asked(request.POST.get("park", ""))
    chosen = park.filter(pk=number).first() if number else None
    return acted(
        request,
        lambda: actions.offer(campaign=campaign, values=values(request), park=chosen, by=request.user),
        lambda: _("The offer is entered."),
        lambda: ("chains:premises", campaign.key),
        lambda refusal: offer_form(request, campaign, refusal),
    )


def values(request: PageRequest) -> dict[str, Any]:
    """What was typed about premises."""
    return {name: request.POST.get(name, "") for name in FIELDS} | {"since": day(request, "since")}


def offer_form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    scope = request.user.scope(EDIT)
    areas = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    parks = Park.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix).select_related(
        "jurisdiction"
    )
    context = {
        "campaign": campaign,
        "uses": campaign.pack.chains.premises.uses,
        "areas": [area for area in areas if scope.covers_area(area.code)],
        "parks": [park for park in parks if scope.covers_area(park.area_code)],
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, "chains/offer_form.html", context, status=status(refusal))


@campaign_page(EDIT)
@require_POST
def offer_withdrawal(request: PageRequest, campaign: Campaign, premises_offer: int) -> HttpResponse:
    """It isn't there any more."""
    found = offer_of(campaign, premises_offer)
    do = lambda: actions.withdraw_offer(offer=found, by=request.user)  # noqa: E731
    return done(request, do, _("The offer is taken back."), ("chains:premises", campaign.key))


@campaign_page(EDIT)
@require_http_methods(["GET", "POST"])
def wanted_new(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """What an enterprise looks for, as it told its officer."""
    found = enterprise_of(request, campaign, enterprise)
    if request.method == "GET":
        return wanted_form(request, campaign, found, "chains/wanted_form.html")
    made: list[PremisesWanted] = []
    return acted(
        request,
        lambda: made.append(actions.want(campaign=campaign, enterprise=found, values=values(request), by=request.user)),
        lambda: _("Entered. These offers may fit."),
        lambda: ("chains:wanted", campaign.key, made[0].pk),
        lambda refusal: wanted_form(request, campaign, found, "chains/wanted_form.html", refusal),
    )


def wanted_form(
    request: PageRequest, campaign: Campaign, enterprise: Any, template: str, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "uses": campaign.pack.chains.premises.uses,
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, template, context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def wanted(request: PageRequest, campaign: Campaign, premises_wanted: int) -> HttpResponse:
    """What is wanted, and what fits it."""
    return _page(request, campaign, wanted_of(request, campaign, premises_wanted))


def _page(
    request: PageRequest, campaign: Campaign, found: PremisesWanted, refusal: Refused | None = None
) -> HttpResponse:
    found.campaign = campaign
    running = found.state in ("wanted", "shown")
    context = {
        "campaign": campaign,
        "found": found,
        "enterprise": found.enterprise,
        "matches": matching.matches(found, most=MATCHES) if running else [],
        "shown": found.showings.select_related("offer").order_by("-pk"),
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "events": history.of(request, "premises_wanted", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "chains/wanted.html", context, status=status(refusal))


def chosen(request: PageRequest, campaign: Campaign) -> PremisesOffer:
    """The offer that a button names."""
    return offer_of(campaign, numbers.asked(request.POST.get("offer", "")) or 0)


def _moved(
    request: PageRequest, campaign: Campaign, found: PremisesWanted, do: Callable[[], Any], said: str
) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("chains:wanted", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(EDIT)
@require_POST
def showing(request: PageRequest, campaign: Campaign, premises_wanted: int) -> HttpResponse:
    """The enterprise hears of an offer."""
    found, offer = wanted_of(request, campaign, premises_wanted), chosen(request, campaign)
    do = lambda: actions.show(wanted=found, offer=offer, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Shown: the enterprise was told."))


@campaign_page(EDIT)
@require_POST
def agreement(request: PageRequest, campaign: Campaign, premises_wanted: int) -> HttpResponse:
    """Both agreed."""
    found, offer = wanted_of(request, campaign, premises_wanted), chosen(request, campaign)
    do = lambda: actions.agree(wanted=found, offer=offer, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Agreed: the offer is taken."))


@campaign_page(EDIT)
@require_POST
def passing(request: PageRequest, campaign: Campaign, premises_wanted: int) -> HttpResponse:
    """None of them fits."""
    found, reason = wanted_of(request, campaign, premises_wanted), request.POST.get("reason", "")
    do = lambda: actions.pass_(wanted=found, reason=reason, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Noted: the search goes on."))


@campaign_page(EDIT)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, premises_wanted: int) -> HttpResponse:
    """None is needed any more."""
    found = wanted_of(request, campaign, premises_wanted)
    return _moved(request, campaign, found, lambda: actions.withdraw(wanted=found, by=request.user), _("Taken back."))
