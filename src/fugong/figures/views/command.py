"""The command page, and trends as data."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.figures import command, trends
from fugong.figures.compute import Figures
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.policy.shapes import by_key

CHARTS = 2


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def command_page(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Who is stuck where, the rates, what is missing: where the day is led from."""
    user: Any = request.user
    now, before = command.day_figures(campaign, clock.today(), user)
    grids = command.grids(campaign, now)
    context = {
        "campaign": campaign,
        "day": now.day,
        "now": now,
        "tiles": command.tiles(campaign, now, before),
        "attention": command.attention(campaign, now),
        "stuck": command.stuck(campaign, user),
        "tables": [command.table(campaign, now, kind) for kind in ("segments", "groups", "areas")],
        "grids": grids,
        "undrawn": [each for each in grids if not each["outline"]],
        "geojson": command.as_geojson(grids),
        "centre": campaign.pack.places.centre,
        "charts": charts(campaign, now),
        "refreshed": clock.now(),
    }
    return render(request, "figures/command.html", context)


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def trend(request: HttpRequest, campaign: Campaign, indicator: str) -> HttpResponse:
    """An indicator's last days, as data for a chart."""
    found = by_key(campaign.pack.figures.indicators).get(indicator)
    if found is None:
        return JsonResponse({"points": []}, status=404)
    now = command.day_figures(campaign, clock.today(), request.user)[0]  # type: ignore[arg-type]
    return JsonResponse(series(campaign, found, now))


def charts(campaign: Campaign, now: Figures) -> list[dict[str, Any]]:
    """The trends of the bulletin's own charts, the first ones."""
    rules = campaign.pack.figures
    known = by_key(rules.indicators)
    named = [section.chart for section in rules.bulletin.sections if section.chart] if rules.bulletin else []
    chosen = list(dict.fromkeys(named or [key for key, each in known.items() if each.is_rate]))[:CHARTS]
    return [series(campaign, known[key], now) for key in chosen]


def series(campaign: Campaign, indicator: Any, now: Figures) -> dict[str, Any]:
    """Days and values as the chart's script reads them."""
    points = trends.trend(campaign, indicator, now)
    return {
        "key": indicator.key,
        "script_id": f"chart-{indicator.key}",
        "name": str(indicator.name),
        "rate": indicator.is_rate,
        "days": [dates.shown_short(point.day) for point in points],
        "values": [None if point.value is None else float(point.value) for point in points],
        "printed": [point.printed for point in points],
    }


def day_asked(request: HttpRequest) -> dt.date:
    """The day in the query, else today; never one to come."""
    today = clock.today()
    return min(dates.asked(request.GET.get("day")) or today, today)
