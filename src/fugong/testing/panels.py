"""What the enterprise's page shows of testing: its point, its specialists, the last days' coverage."""

import datetime as dt
from typing import Any

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.testing.models import Belonging, Specialist, TestTotal

DAYS = 3


def testing(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """None where the place tests nobody, or for readers who see nobody's file."""
    if not campaign.pack.testing.tests or not may(request.user, Permission.PERSON_VIEW, enterprise):
        return None
    since = clock.today() - dt.timedelta(days=DAYS - 1)
    totals = TestTotal.objects.filter(campaign=campaign, enterprise=enterprise, day__gte=since, owed__gt=0)
    days = list(totals.order_by("-day", "kind"))
    for each in days:
        each.name = campaign.pack.testing.test_name(each.kind)
    specialists = list(
        Specialist.objects.filter(campaign=campaign, enterprise=enterprise, ended_on=None).select_related(
            "user", "certificate"
        )
    )
    for one in specialists:
        one.campaign = campaign
    return {
        "belonging": Belonging.objects.filter(campaign=campaign, enterprise=enterprise, until=None).select_related("point").first(),
        "specialists": specialists,
        "days": days,
        "may_open": request.user.is_staff_member and may(request.user, Permission.SAMPLE_TAKE, enterprise),
    }  # fmt: skip


register(Panel("testing", 46, "testing/panels/testing.html", testing, column="narrow"))
