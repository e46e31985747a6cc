"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.transport.models import Claim, Line, Need, Plan, Rider, Share, Survey, Trip

CAMPAIGN = ("campaign__pack_version", "campaign__jurisdiction")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def survey_of(campaign: Campaign, pk: int) -> Survey:
    """Surveys belong to the campaign: whoever works there sees them, with the answers of their own enterprises."""
    rows = Survey.objects.filter(campaign=campaign, pk=pk).select_related(*CAMPAIGN, "asked_by")
    return or_404(rows.first())


def need_of(request: PageRequest, campaign: Campaign, pk: int) -> Need:
    rows = Need.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "enterprise", "said_by", "survey").first())


def plan_of(request: PageRequest, campaign: Campaign, pk: int) -> Plan:
    rows = Plan.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "pack_version", "planned_by", "confirmed_by").first())


def trip_of(request: PageRequest, campaign: Campaign, pk: int, permission: P = P.TRIP_VIEW) -> Trip:
    rows = Trip.objects.visible_to(request.user, permission).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "enterprise", "planned_by", "confirmed_by", "series", "plan").first())


def rider_of(request: PageRequest, trip: Trip, pk: int) -> Rider:
    rows = Rider.objects.visible_to(request.user).filter(trip=trip, pk=pk)
    return or_404(rows.select_related("enterprise", "person__key", "trip__campaign__pack_version").first())


def claim_of(request: PageRequest, campaign: Campaign, pk: int) -> Claim:
    rows = Claim.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(
        rows.select_related(*CAMPAIGN, "pack_version", "enterprise", "trip", "checked_by", "decided_by").first()
    )


def line_of(request: PageRequest, campaign: Campaign, pk: int) -> Line:
    rows = Line.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "enterprise").first())


def own(model: Any, campaign: Campaign, enterprise: Any, pk: int) -> Any:
    """A row of the enterprise's own page."""
    rows = model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN).first())


def own_share(campaign: Campaign, enterprise: Any, trip: int) -> Share:
    """The enterprise's part of a trip."""
    rows = Share.objects.filter(campaign=campaign, enterprise=enterprise, trip=trip)
    return or_404(
        rows.select_related("trip__campaign__pack_version", "trip__campaign__jurisdiction", "enterprise").first()
    )


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def moment(day: str, hour: str) -> dt.datetime | None:
    """A day and a time of the wall clock as a moment; None where one of them is none."""
    found = dates.asked(day)
    try:
        at = dt.time.fromisoformat(hour)
    except ValueError:
        return None
    return clock.at(found, at.hour, at.minute) if found else None
