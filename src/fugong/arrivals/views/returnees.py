"""The live database of foreign returnees, by nationality, language, enterprise and day."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.arrivals import exports, lists, naming
from fugong.arrivals.arrows import ARRIVAL
from fugong.arrivals.views.access import placed
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import countries


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_GET
def returnees(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who came or will come from abroad, the newest first, and how many of each nationality and language."""
    wanted = lists.Wanted.of(request.GET)
    rows = lists.returnees(request.user, campaign, wanted)
    found = lists.page(rows.opened(), request.GET.get("after", ""))
    spoken = dict(naming.spoken())
    for row in found.rows:
        placed(row, campaign)
        row.country, row.spoken = countries.name_of(row.nationality), spoken.get(row.language, row.language)
    counted = rows.order_by()
    context: dict[str, Any] = {
        "campaign": campaign,
        "wanted": wanted,
        "filtered": wanted.filtered,
        "page": found,
        "countries": countries.offered(),
        "spoken": naming.spoken(),
        "gates": [(gate.key, gate.name) for gate in campaign.pack.arrivals.gates],
        "states": list(ARRIVAL.states.items()),
        "contacts": [("none", _("Without a named contact"))],
        "by_nationality": [
            (each["nationality"], countries.name_of(each["nationality"]), each["n"])
            for each in counted.values("nationality").annotate(n=Count("pk")).order_by("-n", "nationality")[:12]
        ],
        "by_language": [
            (each["language"], spoken.get(each["language"], each["language"]), each["n"])
            for each in counted.values("language").annotate(n=Count("pk")).order_by("-n", "language")[:6]
        ],
    }
    return render(request, "arrivals/returnees.html", context)


@campaign_page(Permission.ARRIVAL_PLAN)
@require_GET
def returnees_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet, without any number."""
    return exports.returnees(request.user, campaign, lists.Wanted.of(request.GET))
