"""What the enterprise's page shows of inspections: the last visits, and how many this week."""

from typing import Any

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.inspections import burden
from fugong.inspections.models import RoundStop, Visit
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register

SHOWN = 6


def visits(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Visits, the latest first, and the next one that is planned."""
    if not may(request.user, Permission.INSPECTION_VIEW, enterprise):
        return None
    rows = list(
        Visit.objects.filter(campaign=campaign, enterprise=enterprise).select_related("by", "team")[: SHOWN + 1]
    )
    planned = RoundStop.objects.visible_to(request.user).filter(
        round__campaign=campaign, enterprise=enterprise, round__day__gte=clock.today(), visit=None, passed_over=""
    )
    return {
        "visits": rows[:SHOWN],
        "has_more": len(rows) > SHOWN,
        "planned": planned.exclude(round__state="dropped").select_related("round__team", "round__officer").first(),
        "week": burden.in_week(campaign, clock.today(), [enterprise.pk])[enterprise.pk],
        "most": campaign.pack.inspections.burden.visits_a_week,
    }


register(Panel("visits", 35, "inspections/panels/visits.html", visits))
