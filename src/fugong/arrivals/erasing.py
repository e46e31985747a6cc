"""What this room holds about people, and how it goes: by day, and by person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from fugong.arrivals.models import Arrival, HandOver, Party, VolunteerCall
from fugong.places.models import Campaign
from fugong.workforce.models import DataKey


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Erases the arrivals of days before `day`, with their keys, parties and receipts; returns how many of each."""
    found = _erase(Arrival.objects.filter(campaign=campaign, day__lt=day))
    calls, _each = VolunteerCall.objects.filter(campaign=campaign, service__day__lt=day).delete()
    return found | {"calls": calls}


@transaction.atomic
def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """Erases all arrivals of these people."""
    return _erase(Arrival.objects.filter(person__in=list(person_ids)))


def _erase(rows: Any) -> dict[str, int]:
    held = list(rows.select_for_update(of=("self",)).values_list("pk", "key_id", "party_id", "handed_over_id"))
    Arrival.objects.filter(pk__in=[pk for pk, _key, _party, _receipt in held]).delete()
    DataKey.objects.filter(pk__in=[key for _pk, key, _party, _receipt in held]).delete()
    parties = Party.objects.filter(pk__in={party for _pk, _key, party, _receipt in held}, arrivals=None)
    receipts = HandOver.objects.filter(pk__in={each for *_others, each in held if each}, arrivals=None)
    counts = {"arrivals": len(held), "parties": parties.count(), "receipts": receipts.count()}
    parties.delete()
    receipts.delete()
    return counts
