"""The day's rounds on the map."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.inspections.models import RoundStop
from fugong.inspections.views.rounds import day_of, of_day, progress
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

MOST = 2_000
"""Stops that one map shows."""


@campaign_page(Permission.INSPECTION_PLAN)
@require_safe
def map_page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The day's stops on the map, with the same numbers as a table."""
    day = day_of(request)
    grids, _done, _stops = progress(campaign, of_day(request.user, campaign, day))
    data = reverse("inspections:rounds_map_data", args=[campaign.key])
    context = {
        "campaign": campaign,
        "day": day,
        "grids": grids,
        "data_url": f"{data}?day={day.isoformat()}",
        "centre": campaign.pack.places.centre,
    }
    return render(request, "inspections/rounds_map.html", context)


@campaign_page(Permission.INSPECTION_PLAN)
@require_safe
def map_data(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Grids and stops as GeoJSON, as `fugong/map.js` reads them."""
    rows = of_day(request.user, campaign, day_of(request))
    grids, _done, _stops = progress(campaign, rows)
    stops = RoundStop.objects.filter(round__in=rows.order_by().values("pk"), enterprise__longitude__isnull=False)
    found = list(stops.select_related("enterprise").order_by("round", "order", "pk")[: MOST + 1])
    outlines = [
        {
            "type": "Feature",
            "geometry": line["grid"].outline,
            "properties": {"name": str(line["grid"]), "many": line["total"], "uncovered": line["total"] - line["done"], "url": ""},
        }
        for line in grids
        if line["grid"] is not None and line["grid"].outline
    ]  # fmt: skip
    points = [_point(campaign, stop) for stop in found[:MOST]]
    return JsonResponse(
        {
            "grids": {"type": "FeatureCollection", "features": outlines},
            "points": {"type": "FeatureCollection", "features": points},
            "cut": len(found) > MOST,
        }
    )


def _point(campaign: Campaign, stop: RoundStop) -> dict[str, Any]:
    told = {
        "name": f"{stop.order}. {stop.enterprise}",
        "url": reverse("inspections:round_one", args=[campaign.key, stop.round_id]),
        "uncovered": stop.is_open,
    }
    place = {"type": "Point", "coordinates": [stop.enterprise.longitude, stop.enterprise.latitude]}
    return {"type": "Feature", "geometry": place, "properties": told}
