"""What other pages show of coaches: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.transport.models import Asked, Claim, Need, Trip


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """What it needs, its trips, its claims."""
    if not campaign.pack.transport.is_used or not may(request.user, Permission.TRIP_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    return {
        "asked": Asked.objects.filter(**where).order_by("-pk").first(),
        "needs": Need.objects.filter(**where).exclude(state="withdrawn").order_by("-pk")[:5],
        "trips": Trip.objects.filter(campaign=campaign, shares__enterprise=enterprise).order_by("-day", "-pk")[:5],
        "claims": Claim.objects.filter(**where).order_by("-pk")[:5],
    }


register(Panel("transport", 64, "transport/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """The survey, seats, the next trip."""
    if not campaign.pack.transport.is_used or not request.user.holds(Permission.TRIP_ASK):
        return
    where = {"campaign": campaign, "enterprise": enterprise}
    url = reverse("transport:mine", args=[campaign.key, enterprise.pk])
    if Asked.objects.filter(**where, answer="", survey__closed_at=None, survey__due_at__gt=clock.now()).exists():
        yield Door("bus", _("Coaches"), _("You are asked: do you need coaches?"), url, warns=True)
        return
    rows = Trip.objects.filter(campaign=campaign, shares__enterprise=enterprise)
    coming = rows.filter(state__in=("confirmed", "boarding", "on_way")).order_by("day", "pk").first()
    if coming is not None:
        yield Door(
            "bus",
            _("Coaches"),
            _("Coach on %(day)s from %(origin)s") % {"day": dates.shown(coming.day), "origin": coming.origin},
            url,
        )
        return
    here = rows.filter(state__in=("arrived", "closed")).exclude(claims__enterprise=enterprise)
    if campaign.pack.transport.reimbursements and (open_ := here.count()):
        words = ngettext("%(n)s trip can be claimed back", "%(n)s trips can be claimed back", open_)
        yield Door("bus", _("Coaches"), words % {"n": open_}, url, warns=True)
        return
    yield Door("bus", _("Coaches"), _("Say how many people are to be fetched where"), url)
