"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.arrivals.models import Arrival, Service
from fugong.core import clock, dates, numbers
from fugong.places.models import Campaign


def arrival_of(request: PageRequest, campaign: Campaign, pk: int) -> Arrival:
    """An arrival that the person receives; 404 otherwise."""
    rows = Arrival.objects.visible_to(request.user, Permission.ARRIVAL_RECEIVE).filter(campaign=campaign, pk=pk)
    related = ("key", "person__key", "party__enterprise", "service", "enterprise", "vehicle", "handed_over__by")
    return placed(or_404(rows.opened().select_related(*related).first()), campaign)


def placed(row: Arrival, campaign: Campaign) -> Arrival:
    """The row with the campaign that is at hand already, so that its pack isn't read again."""
    row.campaign = row.service.campaign = campaign
    if row.person is not None:
        row.person.campaign = campaign
    return row


def service_of(campaign: Campaign, given: Any) -> Service:
    """A service of the campaign; 404 otherwise."""
    found: Service = or_404(Service.objects.filter(campaign=campaign, pk=numbers.asked(str(given)) or 0).first())
    found.campaign = campaign
    return found


def day_of(text: str) -> dt.date:
    """A day of an address or a form; today where it is none."""
    return dates.asked(text) or clock.today()


def time_of(text: str) -> dt.time | None:
    """`15:30`; None where it is none."""
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        return None


def moment_of(request: HttpRequest, name: str = "at") -> dt.datetime | None:
    """A `datetime-local` field as a moment; None where nothing, or nothing sensible, was typed."""
    return dates.moment_asked(request.POST.get(name, ""))
