"""What this room holds about people: who an appointment was for. Names and numbers go; how many there were stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from fugong.advice.models import Appointment
from fugong.core import clock
from fugong.places.models import Campaign


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Appointments that ended before the day, or more days ago than the pack keeps them."""
    moment = clock.now()
    last = max(clock.at(day), moment - dt.timedelta(days=campaign.pack.advice.keep))
    rows = Appointment.objects.filter(campaign=campaign, erased_at=None)
    if day <= clock.today():  # else the campaign is wound down, and all of them go
        rows = rows.filter(ended_at__lt=last)
    return {"advice": erase(rows)}


def erase(rows: Any) -> int:
    """Name, telephone, wish and note of these appointments go; returns of how many."""
    gone: int = rows.update(person=None, phone=None, wish=None, note="", erased_at=clock.now())
    return gone
