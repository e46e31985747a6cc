"""The catalogue: what can be asked for, by mode, and how each service stands."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.services import lists
from fugong.services.policy import CHANNELS, MODES
from fugong.services.views.access import HANDLE, VIEW, facts_of, outside


@campaign_page(VIEW)
@require_GET
def catalogue(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Services by mode, each with its papers, clock, office, ways, figures."""
    section = campaign.pack.services
    tallies = lists.tallies(request.user, campaign)
    modes: list[dict[str, Any]] = []
    for key, name in MODES.items():
        rows = [
            facts_of(campaign, item) | {"tally": tallies.get(item.key, lists.Tally())}
            for item in section.items
            if item.mode == key
        ]
        if rows:
            modes.append({"key": key, "name": name, "rows": rows})
    context = {
        "campaign": campaign,
        "modes": modes,
        "note": section.note,
        "channels": CHANNELS,
        "today": clock.today(),
        "may_note": request.user.is_staff_member and request.user.holds(HANDLE),
    }
    return render(request, "services/catalogue.html", context)


@campaign_page(VIEW)
@require_GET
def code(request: PageRequest, campaign: Campaign, service_key: str, elsewhere: str) -> HttpResponse:
    """The QR code of where else it can be done."""
    return outside(or_404(campaign.pack.services.item(service_key)), elsewhere)
