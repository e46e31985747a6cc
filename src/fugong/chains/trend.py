"""How an enterprise's capacity went: its daily standings, and each line as it was said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import clock, dates
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption.models import ProductionLine, Standing

DAYS = 30
SHOWN = 8
"""Days of each line side by side."""


def chart(campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Capacity by day, as the page's chart takes it; None where nothing was reported yet."""
    since = clock.today() - dt.timedelta(days=DAYS)
    rows = Standing.objects.filter(campaign=campaign, enterprise=enterprise, day__gte=since).order_by("day")
    points = [(day, capacity) for day, capacity in rows.values_list("day", "capacity") if capacity is not None]
    if not points:
        return None
    return {
        "key": "capacity",
        "script_id": "chart-capacity",
        "name": _("Capacity"),
        "rate": True,
        "days": [dates.shown_short(day) for day, _capacity in points],
        "values": [capacity for _day, capacity in points],
        "printed": [f"{capacity}%" for _day, capacity in points],
    }


def lines(
    campaign: Campaign, enterprise: Enterprise
) -> tuple[list[dt.date], list[tuple[ProductionLine, list[int | None]]]]:
    """Each production line with its capacity on the last days on which lines were said."""
    now = list(ProductionLine.objects.filter(resumption__campaign=campaign, resumption__enterprise=enterprise))
    if not now:
        return [], []
    said: dict[dt.date, dict[str, int]] = {}
    events = Event.objects.of_enterprise(enterprise.pk).filter(verb="resumption.lines", campaign_id=campaign.pk)
    for event in events.order_by("-id")[:60]:
        said.setdefault(clock.local(event.at).date(), event.data.get("lines") or {})
    days = sorted(said)[-SHOWN:]
    return days, [(line, [said[day].get(line.name) for day in days]) for line in now]
