"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import dates
from fugong.core.errors import Refused
from fugong.lodging.models import BedRequest, Caterer, House, MealOrder, Stay
from fugong.places.models import Campaign

CAMPAIGN = ("campaign__pack_version", "campaign__jurisdiction", "enterprise")


acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def request_of(request: PageRequest, campaign: Campaign, pk: int) -> BedRequest:
    """A bed request of the campaign that the person arranges; 404 otherwise."""
    rows = BedRequest.objects.visible_to(request.user, Permission.BED_ARRANGE).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "pack_version", "asked_by", "follows").first())


def house_of(request: PageRequest, campaign: Campaign, pk: int) -> House:
    rows = House.objects.visible_to(request.user, Permission.BED_ARRANGE).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "checked_by").first())


def stay_of(request: PageRequest, campaign: Campaign, pk: int) -> Stay:
    rows = Stay.objects.visible_to(request.user, Permission.BED_ARRANGE).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("room__house__campaign", "request", "enterprise").first())


def caterer_of(campaign: Campaign, pk: int) -> Caterer:
    """The list of caterers is open to everybody who works in the campaign."""
    return or_404(Caterer.objects.filter(campaign=campaign, pk=pk).select_related("campaign__pack_version").first())


def order_of(request: PageRequest, campaign: Campaign, pk: int) -> MealOrder:
    rows = MealOrder.objects.visible_to(request.user, Permission.BED_ARRANGE).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "caterer").first())


def own(model: Any, campaign: Campaign, enterprise: Any, pk: int) -> Any:
    """A row of the enterprise's own page."""
    rows = model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.first())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def day(request: PageRequest, name: str) -> dt.date | None:
    """A day that was typed; None where nothing, or nothing sensible, was."""
    return dates.asked(request.POST.get(name, ""))
