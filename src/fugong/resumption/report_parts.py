"""What other pages show of daily reports: the panel on the enterprise's page, and what officers have to chase today."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import charts, clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.registry.todo import Todo
from fugong.resumption import standings
from fugong.resumption.actions import reports
from fugong.resumption.models import Standing

SHOWN = 7
TREND = dt.timedelta(days=30)


def panel(request: HttpRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """The enterprise's last reports and how its staff came back."""
    user: Any = request.user
    asked = campaign.pack.resumption.daily_report.fields
    if not asked or not may(user, Permission.REPORT_VIEW, enterprise):
        return None
    since = clock.today() - TREND
    rows = list(Standing.objects.filter(campaign=campaign, enterprise=enterprise, day__gte=since).order_by("day"))
    points = [[row.day.isoformat(), row.staff_back, f"{row.staff_back:,}"] for row in rows]
    return {
        "today": rows[-1] if rows and rows[-1].day == clock.today() else None,
        "chart": mark_safe(charts.line(points, rate=False)) if len(points) > 1 else "",  # noqa: S308 (our own drawing)
        "reports": [
            {"report": each, "named": [(field.name, getattr(each, field.key)) for field in asked]}
            for each in reports.history(campaign, enterprise)[:SHOWN]
        ],
        "asked": asked,
        "may_enter": may(user, Permission.REPORT_ENTER, enterprise),
    }


register(Panel("reports", 40, "resumption/panels/reports.html", panel))


@todo.register
def missing(user: Any, campaign: Campaign) -> Iterable[Todo]:
    """Reports that are missing among the enterprises that the person reports for by telephone."""
    day = clock.today()
    due = standings.deadline(campaign, day)
    rows = Standing.objects.visible_to(user, Permission.REPORT_ENTER).filter(
        campaign=campaign, day=day, expected=True, reported_at=None
    )
    for row in todo.first(rows.select_related("enterprise").order_by("enterprise_id")):
        yield Todo(
            due_at=due,
            title=row.enterprise.name,
            detail=_("Daily report missing: call and enter it, or have it sent."),
            url=reverse("resumption:report_enter", args=[campaign.key, row.enterprise_id]),
            enterprise=row.enterprise,
            overdue=due < clock.now(),
        )
