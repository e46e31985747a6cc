"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.arrivals.models import Arrival, Service
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
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


def acted(
    request: PageRequest,
    do: Callable[[], Any],
    said: Callable[[], str],
    to: Callable[[], Any],
    again: Callable[[Refused], HttpResponse],
) -> HttpResponse:
    """Does something, says so and goes on; where it is refused, shows the page again with what was typed."""
    try:
        do()
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return again(refusal)
    messages.success(request, said())
    where = to()
    return redirect(*where) if isinstance(where, tuple) else redirect(where)


def faults(refusal: Refused | None) -> dict[str, str]:
    """Field → what to do, for the page."""
    return {fault.where: fault.message for fault in refusal.faults} if refusal else {}


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
    text = request.POST.get(name, "")
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=clock.zone()) if text else None
    except (ValueError, OverflowError):
        return None
