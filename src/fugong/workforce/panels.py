"""What the enterprise's page shows of its people: how many, how they stand, who is missing today."""

from typing import Any

from django.db.models import Count, Q

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.workforce.arrows import HERE
from fugong.workforce.models import Employment, HealthTotal


def people(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Counts only: the files are a page further."""
    if not may(request.user, Permission.PERSON_VIEW, enterprise):
        return None
    works = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise)
    sums = works.aggregate(
        here=Count("pk", filter=Q(person__state__in=HERE)),
        held=Count("pk", filter=Q(person__state__in=["waiting", "observed", "isolated"])),
        expected=Count("pk", filter=Q(person__state="expected")),
        silent=Count("pk", filter=Q(person__silent_until__gte=clock.today())),
    )
    total = HealthTotal.objects.filter(enterprise=enterprise, day=clock.today(), campaign=campaign).first()
    return {"sums": sums, "total": total, "times": campaign.pack.workforce.health.times}


register(Panel("people", 45, "workforce/panels/people.html", people))
