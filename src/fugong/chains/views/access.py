"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.chains.models import (
    DailyReview,
    Interruption,
    KeyListing,
    Letter,
    OutsideLink,
    Partner,
    PremisesOffer,
    PremisesWanted,
    ResumingOrder,
    ReviewStep,
)
from fugong.core import dates
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise, SupplyLink

VIEW, EDIT, KEEP = Permission.KEY_VIEW, Permission.CHAIN_EDIT, Permission.KEY_MANAGE
RELATED = ("campaign__pack_version", "campaign__jurisdiction", "enterprise__grid")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def enterprise_of(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    """An enterprise of the campaign that the person sees; 404 otherwise."""
    rows = Enterprise.objects.visible_to(request.user, VIEW).filter(enrolments__campaign=campaign, pk=pk)
    return or_404(rows.select_related("grid", "park", "jurisdiction").first())


def _row(model: Any, request: PageRequest, campaign: Campaign, pk: int, *more: str) -> Any:
    rows = model.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*RELATED, "pack_version", *more).first())


def listing_of(request: PageRequest, campaign: Campaign, pk: int) -> KeyListing:
    return _row(KeyListing, request, campaign, pk, "helper")  # type: ignore[no-any-return]


def review_of(request: PageRequest, campaign: Campaign, pk: int) -> DailyReview:
    return _row(DailyReview, request, campaign, pk, "reviewer")  # type: ignore[no-any-return]


def step_of(request: PageRequest, campaign: Campaign, pk: int) -> ReviewStep:
    return _row(ReviewStep, request, campaign, pk, "owner")  # type: ignore[no-any-return]


def interruption_of(request: PageRequest, campaign: Campaign, pk: int) -> Interruption:
    return _row(Interruption, request, campaign, pk, "link__supplier", "outside__partner", "reported_by")  # type: ignore[no-any-return]


def letter_of(request: PageRequest, campaign: Campaign, pk: int) -> Letter:
    return _row(Letter, request, campaign, pk, "partner", "interruption", "drafted_by", "signed_by")  # type: ignore[no-any-return]


def wanted_of(request: PageRequest, campaign: Campaign, pk: int) -> PremisesWanted:
    return _row(PremisesWanted, request, campaign, pk, "agreed")  # type: ignore[no-any-return]


def order_of(request: PageRequest, campaign: Campaign, pk: int) -> ResumingOrder:
    rows = ResumingOrder.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(
        rows.select_related("campaign__pack_version", "campaign__jurisdiction", "asked_by", "confirmed_by").first()
    )


def offer_of(campaign: Campaign, pk: int) -> PremisesOffer:
    """Offers are open to everybody who serves enterprises in the campaign."""
    rows = PremisesOffer.objects.filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "enterprise__grid", "park").first())


def link_of(request: PageRequest, campaign: Campaign, pk: int) -> SupplyLink:
    """A link of which the person sees one side, both of them in the campaign's area."""
    prefix = campaign.jurisdiction.prefix
    rows = SupplyLink.objects.select_related("supplier__grid", "customer__grid").filter(
        supplier__area_code__startswith=prefix, customer__area_code__startswith=prefix, pk=pk
    )
    found = or_404(rows.first())
    return or_404(found if any(may(request.user, VIEW, each) for each in (found.supplier, found.customer)) else None)


def outside_of(request: PageRequest, campaign: Campaign, pk: int) -> OutsideLink:
    rows = OutsideLink.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "enterprise__grid", "partner").first())


def partner_of(campaign: Campaign, pk: int) -> Partner:
    return or_404(Partner.objects.filter(campaign=campaign, pk=pk).select_related("campaign__jurisdiction").first())


def own(model: Any, campaign: Campaign, enterprise: Any, pk: int) -> Any:
    """A row of the enterprise's own page."""
    rows = model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*RELATED).first())


def own_link(enterprise: Enterprise, pk: int) -> SupplyLink:
    """A link of the enterprise's own."""
    rows = SupplyLink.objects.filter(supplier=enterprise) | SupplyLink.objects.filter(customer=enterprise)
    return or_404(rows.filter(pk=pk).select_related("supplier__grid", "customer__grid").first())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def day(request: PageRequest, name: str) -> dt.date | None:
    """A day that was typed; None where nothing, or nothing sensible, was."""
    return dates.asked(request.POST.get(name, ""))
