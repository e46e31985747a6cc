"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.benefits.models import Award, Claim, Policy, Version
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

CAMPAIGN = ("campaign__pack_version", "campaign__jurisdiction")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def policy_of(request: PageRequest, campaign: Campaign, key: str) -> Policy:
    rows = Policy.objects.visible_to(request.user).filter(campaign=campaign, key=key, current__isnull=False)
    return or_404(rows.select_related(*CAMPAIGN, "current").first())


def version_of(request: PageRequest, campaign: Campaign, pk: int) -> Version:
    rows = Version.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "policy__current", "entered_by", "decided_by").first())


def award_of(request: PageRequest, campaign: Campaign, pk: int) -> Award:
    rows = Award.objects.visible_to(request.user, P.BENEFIT_DECIDE).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "policy", "version", "proposed_by", "confirmed_by").first())


def claim_of(request: PageRequest, campaign: Campaign, pk: int) -> Claim:
    rows = Claim.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(
        rows.select_related(
            *CAMPAIGN, "pack_version", "enterprise", "policy", "version", "checked_by", "decided_by"
        ).first()
    )


def firm_of(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    rows = Enterprise.objects.visible_to(request.user, P.BENEFIT_VIEW).filter(enrolments__campaign=campaign, pk=pk)
    return or_404(rows.first())


def own_claim(campaign: Campaign, enterprise: Any, pk: int) -> Claim:
    """A claim of the enterprise's own page."""
    rows = Claim.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "pack_version", "enterprise", "policy", "version").first())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200
