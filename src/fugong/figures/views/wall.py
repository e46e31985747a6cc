"""The wall: a page that asks for its inside again and again, and is answered with nothing where nothing changed."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_GET

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.figures import wall as walls
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

EVERY = 20
"""Seconds between two questions of a wall."""


@campaign_page(Permission.FIGURES_VIEW)
@require_GET
def wall(request: HttpRequest, campaign: Campaign) -> HttpResponseBase:
    """The whole page; with `part=inside` its inside alone, with a validator, so that an unchanged one is answered 304."""
    view = request.GET.get("view", "")
    user = request.user
    screen = walls.screen(campaign, user, view=view, day=dates.asked(request.GET.get("day")))  # type: ignore[arg-type]
    context = {
        "campaign": campaign,
        "screen": screen,
        "views": walls.VIEWS.items(),
        "chosen": view if view in walls.VIEWS else "",
        "read_at": clock.local(clock.now()),
    }
    if request.GET.get("part") == "inside":
        return _inside(request, context)
    days = walls.past_days(campaign)
    place = days.index(screen.day) if screen.is_past and screen.day in days else len(days)
    context |= {"days": [*days, clock.today()], "place": place, "every": EVERY}
    return render(request, "figures/wall.html", context)


def _inside(request: HttpRequest, context: dict[str, object]) -> HttpResponseBase:
    answer: HttpResponse = render(request, "figures/_wall.html", context)
    etag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer["ETag"] = etag
    patch_cache_control(answer, no_cache=True, private=True)
    found: HttpResponseBase = get_conditional_response(request, etag=etag, response=answer) or answer
    found["Fugong-Read-At"] = f"{context['read_at']:%H:%M:%S}"
    return found
