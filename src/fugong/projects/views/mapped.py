"""Key projects on the map: where each stands, red where it is late; grids with how many stand in them."""

from collections import Counter
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from fugong.accounts.pages import PageRequest
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.projects import lists
from fugong.projects.arrows import PROJECT
from fugong.projects.lists import Standing, Wanted
from fugong.projects.views.access import VIEW

MOST = 500
"""So many projects are drawn."""


def _found(request: PageRequest, campaign: Campaign) -> list[tuple[Any, bool]]:
    """The projects that the page shows, by priority, each with whether it is late or will be."""
    wanted = Wanted.of(request.GET, PROJECT.states)
    rows = lists.projects(request.user, campaign, wanted)
    rows = rows.filter(state=wanted.state) if wanted.state else rows.filter(state__in=lists.STANDING)
    found = list(rows.select_related("enterprise__grid", "pack_version")[:MOST])
    known = lists.standings(campaign, found)
    return [(row, _is_late(known[row.pk])) for row in found]


def _is_late(standing: Standing) -> bool:
    return bool(standing.late or (standing.outlook and standing.outlook.missed_by > 0))


@campaign_page(VIEW)
@require_GET
def map_page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The map, and beside it what stands on it and what lacks its place."""
    found = _found(request, campaign)
    data, asked = reverse("projects:map_data", args=[campaign.key]), request.GET.urlencode()
    context = {
        "campaign": campaign, "rows": found, "wanted": Wanted.of(request.GET, PROJECT.states), "today": clock.today(),
        "lists": campaign.pack.projects.lists, "data_url": f"{data}?{asked}", "centre": campaign.pack.places.centre,
    }  # fmt: skip
    return render(request, "projects/map.html", context)


@campaign_page(VIEW)
@require_safe
def map_data(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Grids and projects as GeoJSON, as `fugong/map.js` reads them."""
    found = _found(request, campaign)
    grids = {row.enterprise.grid for row, _late in found if row.enterprise and row.enterprise.grid}
    many = Counter(row.enterprise.grid_id for row, _late in found if row.enterprise)
    late = Counter(row.enterprise.grid_id for row, is_late in found if row.enterprise and is_late)
    outlines = [
        {
            "type": "Feature", "geometry": grid.outline,
            "properties": {"name": str(grid), "many": many[grid.pk], "uncovered": late[grid.pk], "url": ""},
        }
        for grid in grids if grid.outline
    ]  # fmt: skip
    points = [
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": {
                "name": row.name, "url": reverse("projects:project", args=[campaign.key, row.pk]), "uncovered": is_late,
            },
        }
        for row, is_late in found if row.longitude is not None
    ]  # fmt: skip
    return JsonResponse({
        "grids": {"type": "FeatureCollection", "features": outlines},
        "points": {"type": "FeatureCollection", "features": points}, "cut": len(found) >= MOST,
    })  # fmt: skip
