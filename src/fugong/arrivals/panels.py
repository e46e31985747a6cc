"""What other pages show of arrivals: the enterprise's page, and its home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.arrivals.arrows import OPEN
from fugong.arrivals.models import Arrival, HandOver
from fugong.core import clock
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register

SHOWN = 10


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Who is expected at one enterprise, and who came lately."""
    if not campaign.pack.arrivals.gates or not may(request.user, Permission.ARRIVAL_RECEIVE, enterprise):
        return None
    rows = Arrival.objects.filter(campaign=campaign, enterprise=enterprise).opened()
    rows = rows.filter(Q(state__in=(*OPEN, "isolated")) | Q(day__gte=clock.today()))
    rows = rows.order_by("day", "party_id", "is_child", "pk")
    return {"page": Page.placed(rows, SHOWN, request.GET.get("arrivals", ""))}


register(Panel("arrivals", 55, "arrivals/panels/enterprise.html", panel, "narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Who arrives, and what is to be confirmed, on the enterprise's home."""
    if not campaign.pack.arrivals.gates or not request.user.holds(Permission.PERSON_EDIT):
        return
    waiting = HandOver.objects.filter(
        campaign=campaign, enterprise=enterprise, to="enterprise", confirmed_at=None
    ).count()
    expected = Arrival.objects.filter(campaign=campaign, enterprise=enterprise, state="expected").count()
    if waiting:
        detail = ngettext("%(n)s hand-over to confirm", "%(n)s hand-overs to confirm", waiting) % {"n": waiting}
    elif expected:
        detail = ngettext("%(n)s person expected", "%(n)s people expected", expected) % {"n": expected}
    else:
        detail = _("Announce who arrives by air, rail or sea")
    url = reverse("arrivals:mine", args=[campaign.key, enterprise.pk])
    yield Door("world", _("Arrivals"), detail, url, warns=bool(waiting))
