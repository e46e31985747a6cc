"""What this room holds about people, and how it goes: stays, and who was named in a request. Numbers of requests remain.

`person.lodging` goes with the person's file; houses, caterers and meal orders hold nobody's data but contacts of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from fugong.core import clock
from fugong.lodging.models import BedRequest, RequestedPerson, Stay
from fugong.places.models import Campaign

FINAL = ("confirmed", "refused", "withdrawn")


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Stays that ended before a day, and who was named in requests that ended before it. Who lives there now stays."""
    moment = clock.at(day)
    ended = Q(state="moved_out", moved_out_at__lt=moment) | Q(state="cancelled", state_since__lt=moment)
    stays = Stay.objects.filter(ended, campaign=campaign).order_by()
    kept = Stay.objects.filter(campaign=campaign).exclude(pk__in=stays.values("pk"))
    named = RequestedPerson.objects.filter(
        request__campaign=campaign, request__state__in=FINAL, request__ended_at__lt=moment
    ).exclude(request__in=kept.exclude(request=None).values("request"))
    gone = named.delete()[0] + stays.delete()[0]
    words = BedRequest.objects.filter(campaign=campaign, state__in=FINAL, ended_at__lt=moment).exclude(wishes="")
    words.update(wishes="")
    return {"lodging": gone}


@transaction.atomic
def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """All about these people; beds that they had are free at once."""
    ids = list(person_ids)
    named = RequestedPerson.objects.filter(person__in=ids).delete()[0]
    return {"lodging": named + Stay.objects.filter(person__in=ids).delete()[0]}
