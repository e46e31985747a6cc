"""Rows by the ids of an address: what the reader may not see isn't there (404)."""

from typing import Any

from django.shortcuts import get_object_or_404

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise, Posting, Team


def enterprise(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    """The enterprise, within the campaign's area and the reader's sight."""
    seen = Enterprise.objects.visible_to(request.user).filter(area_code__startswith=campaign.jurisdiction.prefix)
    return get_object_or_404(seen.select_related("jurisdiction", "grid", "park"), pk=pk)


def posting(request: PageRequest, campaign: Campaign, pk: int) -> Posting:
    """A posting of the campaign that is in force."""
    return get_object_or_404(
        Posting.objects.filter(campaign=campaign, until=None).select_related("user", "campaign"), pk=pk
    )


def team(request: PageRequest, campaign: Campaign, pk: int) -> Team:
    """A group of the campaign."""
    return get_object_or_404(Team.objects.filter(campaign=campaign).select_related("campaign"), pk=pk)


def officer(request: PageRequest, campaign: Campaign, pk: int) -> Any:
    """Someone who holds, or held, a post of the campaign or serves in it."""
    served = User.objects.filter(postings__campaign=campaign) | User.objects.filter(assignments__campaign=campaign)
    return get_object_or_404(served.distinct(), pk=pk)
