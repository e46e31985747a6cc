"""Rows held until the transaction ends, and refusals at one field."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.arrivals.models import Arrival
from fugong.core.errors import Conflict, NotAllowed
from fugong.places.models import Campaign, CampaignState


def held(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """The arrivals as they are now, locked, in one order for all who lock."""
    rows = Arrival.objects.select_for_update(of=("self",)).opened()
    rows = rows.select_related(
        "campaign__pack_version", "campaign__jurisdiction", "key", "person__key", "party__enterprise", "service",
        "enterprise",
    )  # fmt: skip
    found = list(rows.filter(pk__in=[row.pk for row in arrivals]).order_by("pk"))
    for row in found:
        row.service.campaign = row.campaign
        if row.person is not None:
            row.person.campaign = row.campaign
    return found


def require_open(campaign: Campaign) -> None:
    """Raises Conflict where the campaign is closed."""
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed: nobody is received any more."))


def require_plan(campaign: Campaign, by: User) -> None:
    """Raises NotAllowed unless the person plans arrivals of the place."""
    require_open(campaign)
    if not by.scope(Permission.ARRIVAL_PLAN).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You don’t plan arrivals here."))


def receives(campaign: Campaign, by: User) -> bool:
    """Whether the person receives arrivals somewhere in the place."""
    seen = Campaign.objects.visible_to(by, Permission.ARRIVAL_RECEIVE)
    return by.holds(Permission.ARRIVAL_RECEIVE) and seen.filter(pk=campaign.pk).exists()


def require_receive(campaign: Campaign, by: User) -> None:
    """Raises NotAllowed unless the person receives arrivals somewhere in the place."""
    require_open(campaign)
    if not receives(campaign, by):
        raise NotAllowed(_("You don’t receive arrivals here."))
