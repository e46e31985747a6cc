"""What this room holds about people, and how it goes: who was on which manifest. How many came stays with the trips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from fugong.places.models import Campaign
from fugong.transport.models import Rider


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Riders of trips of earlier days, unless they are still under way."""
    old = Rider.objects.filter(campaign=campaign, trip__day__lt=day).exclude(trip__state__in=("boarding", "on_way"))
    return {"trip": old.delete()[0]}


@transaction.atomic
def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """All rides of these people."""
    return {"trip": Rider.objects.filter(person__in=list(person_ids)).delete()[0]}
