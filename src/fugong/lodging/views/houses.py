"""Houses: the board by day, one house with its rooms and who lives there, checked, opened, closed."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.lodging import board, capacity, exports, lists
from fugong.lodging.actions import houses as actions
from fugong.lodging.arrows import HOUSE
from fugong.lodging.lists import Wanted
from fugong.lodging.models import House
from fugong.lodging.views.access import acted, day, house_of, status
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows

ARRANGE = Permission.BED_ARRANGE
FIELDS = ("kind", "name", "address", "area_code", "contact_name", "phone", "longitude", "latitude")


@campaign_page(ARRANGE)
@require_GET
def houses(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The board: what is free, taken, and out tomorrow, house by house on a day."""
    wanted, on = Wanted.of(request.GET), lists.day_of(request.GET)
    rows = lists.houses(request.user, campaign, wanted).select_related("enterprise", "campaign__pack_version")
    found = lists.page(rows, request.GET.get("after", ""), newest_first=False)
    beds = capacity.of_houses(found.rows, on, on + dt.timedelta(days=1), single=campaign.pack.lodging.isolation.single)
    for row in found.rows:
        row.on_day = beds[row.pk]
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": found,
        "day": on,
        "today": clock.today(),
        "total": board.total(row.on_day for row in found.rows if row.state == "open"),
        "states": HOUSE.states.items(),
        "kinds": campaign.pack.lodging.kinds,
        "areas": lists.areas(campaign, request.user),
    }
    return render(request, "lodging/houses.html", context)


@campaign_page(ARRANGE)
@require_GET
def houses_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """Every room of the list as a sheet."""
    return exports.houses(request.user, campaign, Wanted.of(request.GET), lists.day_of(request.GET))


@campaign_page(ARRANGE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enters a house."""
    if request.method == "GET":
        return _form(request, campaign, None)
    made: list[House] = []
    plant = _plant(request, campaign)
    return acted(
        request,
        lambda: made.append(
            actions.propose(campaign=campaign, values=_values(request), enterprise=plant, by=request.user)
        ),
        lambda: _("The house is entered. Now enter its rooms, and look at it on the spot."),
        lambda: ("lodging:house", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, None, refusal),
    )


@campaign_page(ARRANGE)
@require_GET
def house(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """One house."""
    return page(request, campaign, house_of(request, campaign, house))


@campaign_page(ARRANGE)
@require_http_methods(["GET", "POST"])
def entry(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """Corrects the entry."""
    found = house_of(request, campaign, house)
    if request.method == "GET":
        return _form(request, campaign, found)
    return acted(
        request,
        lambda: actions.amend(house=found, values=_values(request), by=request.user),
        lambda: _("The entry is corrected."),
        lambda: ("lodging:house", campaign.key, found.pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def check(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """What was seen on the spot."""
    found = house_of(request, campaign, house)
    kind = campaign.pack.lodging.kind(found.kind)
    seen = {each.key: request.POST.get(f"check-{each.key}") == "1" for each in (kind.checks if kind else ())}
    try:
        after = actions.check(house=found, seen=seen, by=request.user)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return page(request, campaign, found, refusal)
    if after.state == "checked":
        messages.success(request, _("Everything is right: the house can open."))
    else:
        messages.warning(request, _("What you saw is kept. The house can open when everything is right."))
    return redirect("lodging:house", campaign.key, found.pk)


@campaign_page(ARRANGE)
@require_POST
def opening(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """Beds can be given from a day."""
    found = house_of(request, campaign, house)
    since = day(request, "open_from") or clock.today()
    return acted(
        request,
        lambda: actions.open_(house=found, since=since, until=day(request, "open_until"), by=request.user),
        lambda: _("The house is open."),
        lambda: ("lodging:house", campaign.key, found.pk),
        lambda refusal: page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def closing(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """No bed is given there any more."""
    found = house_of(request, campaign, house)
    return acted(
        request,
        lambda: actions.close(house=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("The house is closed."),
        lambda: ("lodging:house", campaign.key, found.pk),
        lambda refusal: page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def proposal(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """A closed house is to open again."""
    found = house_of(request, campaign, house)
    return acted(
        request,
        lambda: actions.propose_again(house=found, by=request.user),
        lambda: _("The house is proposed again. Look at it on the spot."),
        lambda: ("lodging:house", campaign.key, found.pk),
        lambda refusal: page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def contact(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """The contact's number, for a reason."""
    found = house_of(request, campaign, house)
    try:
        number = actions.reveal(house=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return page(request, campaign, found, refusal)
    return page(request, campaign, found, number=number)


def page(
    request: PageRequest, campaign: Campaign, found: House, refusal: Refused | None = None, number: str = ""
) -> HttpResponse:
    """The house's page, after a refusal with what was typed."""
    on = lists.day_of(request.GET)
    kind = campaign.pack.lodging.kind(found.kind)
    checks = [(each, found.checks.get(each.key)) for each in (kind.checks if kind else ())]
    context = {
        "campaign": campaign,
        "house": found,
        "kind": kind,
        "checks": checks,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "day": on,
        "today": clock.today(),
        "rooms": board.rooms(request.user, found, on),
        "events": history.of(request, "house", found.pk),
        "number": number,
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "lodging/house.html", context, status=status(refusal))


def _values(request: PageRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _plant(request: PageRequest, campaign: Campaign) -> Enterprise | None:
    """The enterprise whose plant it is in, by its credit code, of those that the person sees."""
    wanted = request.POST.get("plant", "").strip()[:120]
    seen = Enterprise.objects.visible_to(request.user, ARRANGE).filter(enrolments__campaign=campaign)
    return (seen.filter(uscc=wanted).first() or seen.filter(name=wanted).first()) if wanted else None


def _form(
    request: PageRequest, campaign: Campaign, found: House | None, refusal: Refused | None = None
) -> HttpResponse:
    typed = {name: request.POST.get(name, _known(found, name)) for name in (*FIELDS, "plant")}
    context = {
        "campaign": campaign,
        "house": found,
        "typed": typed,
        "kinds": campaign.pack.lodging.kinds,
        "areas": lists.areas(campaign, request.user),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "lodging/house_form.html", context, status=status(refusal))


def _known(found: House | None, name: str) -> Any:
    if found is None or name == "phone":
        return ""
    if name == "plant":
        return found.enterprise.name if found.enterprise else ""
    value = getattr(found, name)
    return "" if value is None else value
