"""The map of grids: outlines coloured by what is asked, and the enterprises within them. No tiles from outside."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import kept
from fugong.places import geometry
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import lists

MOST_POINTS = 2_000
"""Enterprises drawn one by one; beyond, the grids' numbers speak for them."""


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The map, with the same numbers as a table beside it."""
    wanted = lists.Wanted.of(request.GET)
    query = request.GET.urlencode()
    grids = _grids(request, campaign, wanted)
    placed = lists.matching(request.user, campaign, wanted).exclude(enterprise__longitude=None)
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "grids": grids,
        "is_drawn": any(each["outline"] for each in grids) or placed.exists(),
        "data_url": f"{reverse('registry:map_data', args=[campaign.key])}{'?' if query else ''}{query}",
        "centre": campaign.pack.places.centre,
        "segments": campaign.pack.registry.segments,
    }
    return render(request, "registry/map.html", context)


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def data(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Grids and points as GeoJSON."""
    wanted = lists.Wanted.of(request.GET)
    grids = _grids(request, campaign, wanted)
    points, cut = _points(request, campaign, wanted)
    return JsonResponse(
        {
            "grids": {"type": "FeatureCollection", "features": [_outline(each) for each in grids if each["outline"]]},
            "points": {"type": "FeatureCollection", "features": points},
            "cut": cut,
        }
    )


def _grids(request: PageRequest, campaign: Campaign, wanted: lists.Wanted) -> list[dict[str, Any]]:
    """Each grid with how many enterprises the reader sees there, and how many of them lack an officer."""
    counted = _by_grid(lists.matching(request.user, campaign, wanted))
    found = []
    for grid in [*geometry.grids_of(campaign), None]:
        row = counted.get(grid.pk if grid else None, {"many": 0, "uncovered": 0})
        if grid or row["many"]:
            found.append(
                {
                    "key": grid.pk if grid else "",
                    "name": str(grid) if grid else "",
                    "outline": grid.outline if grid else None,
                    "many": row["many"],
                    "uncovered": row["uncovered"],
                    "url": f"{reverse('registry:enterprises', args=[campaign.key])}?grid={grid.pk}" if grid else "",
                }
            )
    return found


def _by_grid(rows: Any) -> dict[int | None, dict[str, int]]:
    """Grid → how many, and how many of them lack an officer; of a large place as a moment ago."""
    grids = rows.order_by().values("enterprise__grid_id")
    counted = grids.annotate(many=Count("pk"), uncovered=Count("pk", filter=~Q(missing_posts=[])))
    return kept.lately(
        "registry.by_grid",
        lambda: kept.asked(rows),
        lambda: {row["enterprise__grid_id"]: row for row in counted},
        lambda found: sum(row["many"] for row in found.values()),
    )


def _outline(grid: dict[str, Any]) -> dict[str, Any]:
    told = {name: grid[name] for name in ("name", "many", "uncovered", "url")}
    return {"type": "Feature", "geometry": grid["outline"], "properties": told}


def _points(request: PageRequest, campaign: Campaign, wanted: lists.Wanted) -> tuple[list[dict[str, Any]], bool]:
    rows = lists.matching(request.user, campaign, wanted).exclude(enterprise__longitude=None)
    columns = ("enterprise_id", "enterprise__name", "enterprise__longitude", "enterprise__latitude", "missing_posts")
    found = list(rows.order_by("enterprise_id").values_list(*columns)[: MOST_POINTS + 1])
    if len(found) > MOST_POINTS:
        return [], True
    return [_point(campaign, *row) for row in found], False


def _point(
    campaign: Campaign, pk: int, name: str, longitude: float, latitude: float, missing: list[str]
) -> dict[str, Any]:
    told = {"name": name, "url": reverse("registry:enterprise", args=[campaign.key, pk]), "uncovered": bool(missing)}
    place = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": place, "properties": told}
