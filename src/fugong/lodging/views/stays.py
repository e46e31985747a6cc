"""What happens at the house: somebody comes, goes, stays longer, moves to another room."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.lodging import lists
from fugong.lodging.actions import stays as actions
from fugong.lodging.models import Room, Stay
from fugong.lodging.views import houses
from fugong.lodging.views.access import day, house_of, stay_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

ARRANGE = Permission.BED_ARRANGE


@campaign_page(ARRANGE)
@require_POST
def arrival(request: PageRequest, campaign: Campaign, stay: int) -> HttpResponse:
    """Moved in."""
    found = stay_of(request, campaign, stay)
    return _done(request, found, lambda: actions.move_in(stay=found, by=request.user), _("Moved in."))


@campaign_page(ARRANGE)
@require_POST
def departure(request: PageRequest, campaign: Campaign, stay: int) -> HttpResponse:
    """Moved out."""
    found = stay_of(request, campaign, stay)
    return _done(
        request, found, lambda: actions.move_out(stay=found, by=request.user), _("Moved out: the bed is free.")
    )


@campaign_page(ARRANGE)
@require_POST
def cancellation(request: PageRequest, campaign: Campaign, stay: int) -> HttpResponse:
    """The bed is given up."""
    found = stay_of(request, campaign, stay)
    return _done(request, found, lambda: actions.cancel(stay=found, by=request.user), _("The bed is free again."))


@campaign_page(ARRANGE)
@require_POST
def extension(request: PageRequest, campaign: Campaign, stay: int) -> HttpResponse:
    """Another last day; none: for good."""
    found = stay_of(request, campaign, stay)
    until, before = day(request, "until"), found.until
    return _done(
        request, found, lambda: actions.extend(stay=found, until=until, by=request.user), _("Changed."),
        lambda: undoing.offer(kind="stay.extend", by=request.user, about=found, stay=found.pk, until=before),
    )  # fmt: skip


def _as_long_as_before(by: User, given: dict[str, Any]) -> Stay:
    until = dt.date.fromisoformat(given["until"]) if given["until"] else None
    return actions.extend(stay=_stay(given), until=until, by=by)


undoing.register("stay.extend", _as_long_as_before)


@campaign_page(ARRANGE)
@require_POST
def transfer(request: PageRequest, campaign: Campaign, stay: int) -> HttpResponse:
    """To another room, named by its house's number and its own: `room`, in a house that the person tends."""
    found = stay_of(request, campaign, stay)
    seen = lists.houses(request.user, campaign, lists.Wanted()).order_by().values("pk")
    to = or_404(Room.objects.filter(house__in=seen, pk=numbers.asked(request.POST.get("room"))).first())
    made: list[Stay] = []
    return _done(
        request, found, lambda: made.append(actions.transfer(stay=found, room=to, by=request.user)), _("Moved."),
        lambda: undoing.offer(kind="stay.transfer", by=request.user, about=made[0], stay=made[0].pk, room=found.room_id),
    )  # fmt: skip


def _moved_back(by: User, given: dict[str, Any]) -> Stay:
    return actions.transfer(stay=_stay(given), room=Room.objects.get(pk=given["room"]), by=by)


undoing.register("stay.transfer", _moved_back)


def _stay(given: dict[str, Any]) -> Stay:
    return Stay.objects.select_related("room__house__campaign", "request").get(pk=given["stay"])


def _done(
    request: PageRequest, stay: Stay, do: Callable[[], object], said: str, undo: Callable[[], UUID | None] | None = None
) -> HttpResponse:
    """Back to the house; a house that the person doesn't tend leads back to the request. `undo` makes the offer to undo it."""
    campaign, house = request.campaign, stay.room.house  # type: ignore[attr-defined]
    tends = lists.houses(request.user, campaign, lists.Wanted()).filter(pk=house.pk).exists()
    try:
        do()
    except Refused as refusal:
        if refusal.status == 403 or not tends:
            raise
        return houses.page(request, campaign, house_of(request, campaign, house.pk), refusal)
    undoing.said(request, said, undo() if undo else None)
    if request.POST.get("back") == "request" and stay.request_id:
        return redirect("lodging:request", campaign.key, stay.request_id)
    return redirect("lodging:house", campaign.key, house.pk) if tends else redirect("lodging:requests", campaign.key)
