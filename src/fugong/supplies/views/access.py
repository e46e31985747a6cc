"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.supplies.access import sees_all
from fugong.supplies.models import Allocation, Delivery, Need, Offer

VIEW = Permission.SUPPLY_VIEW
acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def offer_of(request: PageRequest, campaign: Campaign, pk: int) -> Offer:
    """An offer, for those who look at the whole campaign; 404 otherwise."""
    rows = Offer.objects.filter(campaign=campaign, pk=pk).select_related(
        "campaign__pack_version", "campaign__jurisdiction", "enterprise", "entered_by", "chosen_by"
    )
    return or_404(rows.first() if sees_all(request.user, campaign) else None)


def allocation_of(campaign: Campaign, pk: int) -> Allocation:
    """An allocation; whose shares the person sees is another matter."""
    rows = Allocation.objects.filter(campaign=campaign, pk=pk)
    return or_404(
        rows.select_related("campaign__pack_version", "campaign__jurisdiction", "proposed_by", "decided_by").first()
    )


def delivery_of(request: PageRequest, campaign: Campaign, pk: int) -> Delivery:
    """A delivery to an enterprise that the person sees."""
    rows = Delivery.objects.visible_to(request.user, VIEW).filter(campaign=campaign, pk=pk)
    return or_404(
        rows.select_related(
            "campaign__pack_version", "campaign__jurisdiction", "enterprise", "allocation", "picked_by", "delivered_by"
        ).first()
    )


def need_of(request: PageRequest, campaign: Campaign, pk: int) -> Need:
    """A request of an enterprise that the person sees."""
    rows = Need.objects.visible_to(request.user, VIEW).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "campaign__jurisdiction", "enterprise").first())


def whole(request: PageRequest, campaign: Campaign) -> None:
    """Only for those who look at the whole campaign; 404 otherwise."""
    or_404(True if sees_all(request.user, campaign) else None)


def own(model: Any, campaign: Campaign, enterprise: Any, pk: int) -> Any:
    """A row of the enterprise's own page."""
    return or_404(model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk).first())


def number(request: PageRequest, name: str) -> int | None:
    """A whole number that was typed; None for nothing, and for what is no such number (1.5, -3)."""
    return numbers.asked(request.POST.get(name, "").strip())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200
