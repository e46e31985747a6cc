"""Rooms of a house; isolation rooms that enterprises need, have and lack."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.lodging import lists
from fugong.lodging.actions import houses as actions
from fugong.lodging.models import Room
from fugong.lodging.views import houses
from fugong.lodging.views.access import acted, house_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise

ARRANGE = Permission.BED_ARRANGE


@campaign_page(ARRANGE)
@require_POST
def new(request: PageRequest, campaign: Campaign, house: int) -> HttpResponse:
    """Enters a room."""
    return _put(request, campaign, house, None)


@campaign_page(ARRANGE)
@require_POST
def room(request: PageRequest, campaign: Campaign, house: int, room: int) -> HttpResponse:
    """Changes a room; 0 beds take it out of use."""
    return _put(request, campaign, house, room)


def _put(request: PageRequest, campaign: Campaign, house: int, pk: int | None) -> HttpResponse:
    found = house_of(request, campaign, house)
    row = or_404(Room.objects.filter(house=found, pk=pk).first()) if pk is not None else None
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in ("number", "beds", "area", "spacing")}
    values["isolation"] = request.POST.get("isolation") == "1"
    return acted(
        request,
        lambda: actions.put_room(house=found, values=values, by=request.user, room=row),
        lambda: _("Room %(number)s is entered.") % {"number": values["number"]},
        lambda: ("lodging:house", campaign.key, found.pk),
        lambda refusal: houses.page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_GET
def isolation(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """By headcount: how many isolation rooms each enterprise needs, has, lacks."""
    wanted = lists.Wanted.of(request.GET)
    rows = lists.isolating(campaign, request.user).filter(needed__gt=0)
    if wanted.state != "all":
        rows = rows.filter(lacking__gt=0)
    if wanted.text.strip():
        rows = rows.filter(enterprise__in=Enterprise.objects.matching(wanted.text).values("pk"))
    found = lists.page(
        rows.select_related("enterprise").order_by("pk"), request.GET.get("after", ""), newest_first=False
    )
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": found,
        "rules": campaign.pack.lodging.isolation,
    }
    return render(request, "lodging/isolation.html", context)
