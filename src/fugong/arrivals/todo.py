"""What arrivals ask of a person: whoever is late, duties that lack people, receipts that nobody confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.arrivals.arrows import OPEN
from fugong.arrivals.models import Arrival, Duty
from fugong.arrivals.telling import arrival_url
from fugong.core import clock, dates
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import MOST, Todo

NEAR = dt.timedelta(hours=1)


@todo.register
def deadlines(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Arrivals whose deadline is near or past. The number of the service says which; names stand on the card."""
    if not campaign.pack.arrivals.gates or not user.holds(Permission.ARRIVAL_RECEIVE):
        return
    rows = Arrival.objects.visible_to(user, Permission.ARRIVAL_RECEIVE)
    rows = rows.filter(campaign=campaign, state__in=OPEN, due_at__lt=clock.now() + NEAR)
    for row in todo.first(rows.select_related("campaign", "service", "enterprise").order_by("due_at", "pk")):
        words = _("Arrival with %(service)s: %(state)s") % {"service": row.service.number, "state": row.state_name}
        title = row.enterprise.name if row.enterprise else row.gate_name
        yield Todo(row.due_at, title, words, arrival_url(row), row.enterprise, row.is_late)


@todo.register
def short_duties(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Duties of the next two days that lack officers or vehicles: for the desk."""
    if not campaign.pack.arrivals.gates or not user.holds(Permission.ARRIVAL_PLAN):
        return
    today = clock.today()
    rows = Duty.objects.filter(campaign=campaign, day__gte=today, day__lte=today + dt.timedelta(days=1))
    url = reverse("arrivals:duties", args=[campaign.key])
    for row in rows.prefetch_related("officers", "vehicles")[:MOST]:
        row.campaign = campaign
        if not row.is_short:
            continue
        words = _("Lacks %(officers)s officers and %(vehicles)s vehicles") % {
            "officers": row.lacking_officers,
            "vehicles": row.lacking_vehicles,
        }
        begins = clock.at(row.day, row.begins.hour, row.begins.minute)
        title = f"{row.gate_name} {dates.shown_short(row.day)} {row.begins:%H:%M}–{row.ends:%H:%M}"
        yield Todo(begins, title, words, url, None, begins < clock.now())
