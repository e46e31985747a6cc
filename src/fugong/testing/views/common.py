"""How these pages find their rows within what the person sees, and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from fugong.accounts.pages import PageRequest, View, or_404, page
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.places.models import Campaign, Grid
from fugong.registry.models import Enrolment
from fugong.testing.models import Point, Retest, Shift, Specialist, Tube


def testing_page(permission: Permission) -> Callable[[View], View]:
    """As `campaign_page`; and also for specialists, whose work is one enterprise or one point, of whatever campaign that is in."""

    def decorate(view: View) -> View:
        @page(permission)
        @wraps(view)
        def within(request: PageRequest, campaign: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = _campaigns(request, permission).filter(key=campaign).first()
            if found is None:
                raise Http404
            request.campaign = found  # type: ignore[attr-defined]
            return view(request, found, *args, **kwargs)

        return within

    return decorate


def _campaigns(request: PageRequest, permission: Permission) -> Any:
    user = request.user
    enrolled = Enrolment.objects.visible_to(user, permission).order_by().values("campaign")
    serves = Specialist.objects.filter(user=user, ended_on=None).values("campaign")
    seen = Campaign.objects.visible_to(user, permission).order_by().values("pk")
    by_enterprise = Q(pk__in=enrolled) if user.scope(permission).enterprises else Q(pk__in=serves)
    rows = Campaign.objects.filter(Q(pk__in=seen) | (by_enterprise & ~Q(state="closed")))
    return rows.select_related("jurisdiction", "pack_version")


def point_of(request: PageRequest, campaign: Campaign, pk: int) -> Point:
    """A point of the campaign that the person sees; 404 otherwise."""
    rows = Point.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return _within(or_404(rows.select_related("enterprise", "grid").first()), campaign)  # type: ignore[no-any-return]


def shift_of(request: PageRequest, campaign: Campaign, pk: int) -> Shift:
    rows = Shift.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return _within(or_404(rows.select_related("point__enterprise", "point__grid").first()), campaign)  # type: ignore[no-any-return]


def tube_of(request: PageRequest, campaign: Campaign, pk: int) -> Tube:
    rows = Tube.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return _within(or_404(rows.select_related("point__enterprise", "shift", "opened_by").first()), campaign)  # type: ignore[no-any-return]


def specialist_of(request: PageRequest, campaign: Campaign, pk: int) -> Specialist:
    rows = Specialist.objects.visible_to(request.user, Permission.TESTING_PLAN).filter(campaign=campaign, pk=pk)
    return _within(or_404(rows.select_related("user", "enterprise", "point").first()), campaign)  # type: ignore[no-any-return]


def retest_of(request: PageRequest, campaign: Campaign, pk: int) -> Retest:
    rows = Retest.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return _within(or_404(rows.select_related("tube__shift", "enterprise").first()), campaign)  # type: ignore[no-any-return]


def _within(row: Any, campaign: Campaign) -> Any:
    row.campaign = campaign
    return row


def day_of(request: PageRequest) -> dt.date:
    """The day that the address names, else today."""
    return dates.asked(request.GET.get("day")) or clock.today()


def grids_of(campaign: Campaign) -> list[Grid]:
    rows = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    return list(rows.select_related("jurisdiction"))


def acted(
    request: PageRequest,
    do: Callable[[], Any],
    said: Callable[[Any], str],
    url: str | Callable[[Any], str],
    again: Callable[[Refused], HttpResponse],
) -> HttpResponse:
    """Does something, says so and goes on; where it is refused, shows the page again with what was typed."""
    try:
        result = do()
    except Refused as refusal:
        if refusal.status not in (409, 422):
            raise
        return again(refusal)
    messages.success(request, said(result))
    return redirect(url if isinstance(url, str) else url(result))


def time_of(text: str) -> dt.time | None:
    """A time field; None where nothing, or nothing sensible, was typed."""
    try:
        return dt.time.fromisoformat(text) if text else None
    except ValueError:
        return None


def number_of(text: str) -> float | None:
    """A number field."""
    try:
        return float(text) if text.strip() else None
    except ValueError:
        return None
