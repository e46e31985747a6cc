"""How these pages find their rows, within what the person sees."""

from __future__ import annotations

import datetime as dt
from functools import partial

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.advice.models import Adviser, Appointment, Enquiry, Published
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

CAMPAIGN = ("campaign__pack_version", "campaign__jurisdiction", "pack_version", "enterprise")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def enquiry_of(request: PageRequest, campaign: Campaign, pk: int) -> Enquiry:
    rows = Enquiry.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "adviser__user", "asked_by").first())


def appointment_of(request: PageRequest, campaign: Campaign, pk: int) -> Appointment:
    rows = Appointment.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "asked_by", "handled_by").first())


def adviser_of(request: PageRequest, campaign: Campaign, pk: int) -> Adviser:
    rows = Adviser.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "campaign__jurisdiction", "user").first())


def published_of(request: PageRequest, campaign: Campaign, pk: int) -> Published:
    rows = Published.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "campaign__jurisdiction").first())


def enterprise_of(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    rows = Enterprise.objects.visible_to(request.user, P.ADVICE_ASK).filter(enrolments__campaign=campaign, pk=pk)
    return or_404(rows.first())


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
