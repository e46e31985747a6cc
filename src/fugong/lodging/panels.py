"""What other pages show of beds and meals: the enterprise's page, and its own home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.lodging import lists
from fugong.lodging.models import BedRequest, MealOrder, Stay
from fugong.lodging.models.meal import STANDING
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Requests, how many live where, isolation rooms."""
    if not campaign.pack.lodging.used or not may(request.user, Permission.BED_ARRANGE, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    return {
        "requests": BedRequest.objects.filter(**where).order_by("-pk")[:5],
        "living": Stay.objects.filter(**where, state="moved_in").count(),
        "held": Stay.objects.filter(**where, state="reserved").count(),
        "rooms": lists.isolating(campaign, None).filter(enterprise=enterprise).first(),
    }


register(Panel("lodging", 62, "lodging/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Beds, and tomorrow's meals."""
    if not campaign.pack.lodging.used or not request.user.holds(Permission.BED_ASK):
        return
    where = {"campaign": campaign, "enterprise": enterprise}
    offered = BedRequest.objects.filter(**where, state="arranged").order_by("pk").first()
    url = reverse("lodging:mine", args=[campaign.key, enterprise.pk])
    if offered is not None:
        words = ngettext("%(n)s bed is on hold: take it", "%(n)s beds are on hold: take them", offered.placed)
        here = reverse("lodging:mine_request", args=[campaign.key, enterprise.pk, offered.pk])
        yield Door("home", _("Beds"), words % {"n": offered.placed}, here, warns=True)
    else:
        living = Stay.objects.filter(**where, state="moved_in").count()
        words = ngettext("%(n)s person lodged", "%(n)s people lodged", living) % {"n": living}
        yield Door("home", _("Beds"), words if living else _("Ask for beds for your people"), url)
    if campaign.pack.lodging.meals.kinds and campaign.caterers.filter(removed_on=None).exists():
        tomorrow = clock.today() + dt.timedelta(days=1)
        rows = MealOrder.objects.filter(**where, day=tomorrow, state__in=STANDING)
        ordered = rows.aggregate(n=Sum("count"))["n"]
        detail = (
            ngettext("%(n)s portion ordered for tomorrow", "%(n)s portions ordered for tomorrow", ordered)
            % {"n": ordered}
            if ordered
            else _("Order tomorrow’s until %(hour)s") % {"hour": campaign.pack.lodging.meals.closes}
        )
        meals = reverse("lodging:mine_meals", args=[campaign.key, enterprise.pk])
        yield Door("paper-bag", _("Meals"), detail, meals)
