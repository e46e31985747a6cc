"""What other pages show of supplies: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.supplies import needing
from fugong.supplies.models import Delivery, Need
from fugong.supplies.needing import UNDER_WAY


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Days of cover, requests, the last deliveries."""
    if not campaign.pack.supplies.items or not may(request.user, Permission.SUPPLY_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    return {
        "wants": [each for each in covered(campaign, enterprise) if each.target or each.stock or each.coming],
        "requests": Need.objects.filter(**where).select_related("campaign__pack_version").order_by("-pk")[:4],
        "deliveries": Delivery.objects.filter(**where).prefetch_related("shares").order_by("-pk")[:4],
        "may_ask": may(request.user, Permission.SUPPLY_ASK, enterprise),
    }


def covered(campaign: Campaign, enterprise: Enterprise) -> list[needing.Wants]:
    """What one enterprise has and needs, item by item."""
    firms = needing.candidates(campaign).filter(pk=enterprise.pk)
    return needing.of(campaign, campaign.pack.supplies.items, firms)


register(Panel("supplies", 64, "supplies/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """What comes, what is asked for."""
    if not campaign.pack.supplies.items or not request.user.holds(Permission.SUPPLY_ASK):
        return
    where = {"campaign": campaign, "enterprise": enterprise}
    url = reverse("supplies:mine", args=[campaign.key, enterprise.pk])
    rows = Delivery.objects.filter(**where)
    here, coming = rows.filter(state="delivered").count(), rows.filter(state__in=UNDER_WAY).count()
    if here:
        words = ngettext("%(n)s delivery to confirm", "%(n)s deliveries to confirm", here) % {"n": here}
        yield Door("package", _("Goods and supplies"), words, url, warns=True)
    elif coming:
        words = ngettext("%(n)s delivery is coming", "%(n)s deliveries are coming", coming) % {"n": coming}
        yield Door("package", _("Goods and supplies"), words, url)
    else:
        asked = Need.objects.filter(**where, state="asked").count()
        words = ngettext("%(n)s request waits", "%(n)s requests wait", asked) % {"n": asked}
        yield Door(
            "package",
            _("Goods and supplies"),
            words if asked else _("Ask for masks, thermometers and other supplies"),
            url,
        )
