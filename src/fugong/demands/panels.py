"""What the enterprise's page shows of its demands."""

from typing import Any

from fugong.accounts.permissions import Permission as P
from fugong.demands import shown
from fugong.demands.models import Demand
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register

SHOWN = 6


def demands(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Its latest demands, as far as the reader sees them."""
    may_enter = may(request.user, P.DEMAND_ENTER, enterprise)
    rows = Demand.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise, parent=None)
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    if not found and not may_enter:
        return None
    return {
        "demands": shown.dress(found[:SHOWN], campaign),
        "more": len(found) > SHOWN,
        "may_enter": may_enter,
    }


register(Panel("demands", 25, "demands/panels/demands.html", demands))
