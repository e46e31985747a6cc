"""What this room holds about people, and how it goes. Certificates and trainees stay as numbers, without a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.training import whose
from fugong.training.models import Appeal, Certificate, Sitting, Trainee
from fugong.workforce.models import Person

NAMELESS: dict[str, Any] = {"name": None, "name_index": None, "person": None, "user": None}


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Tries handed in before the day, with their answers; names of trainees whose course is over and whose certificate isn't valid."""
    moment = clock.at(day)
    old = Sitting.objects.filter(campaign=campaign, handed_in_at__lt=moment).exclude(state="running")
    gone = old.values("pk")
    Appeal.objects.filter(sitting__in=gone).delete()
    tries = old.delete()[0]
    holding = Certificate.objects.filter(campaign=campaign, state="valid", trainee__isnull=False).values("trainee")
    done = Trainee.objects.filter(campaign=campaign, state_since__lt=moment, name__isnull=False).exclude(pk__in=holding)
    done = done.exclude(state__in=("signed_up", "attended"), course__state="open")
    names = done.update(**NAMELESS, phone=None, phone_index=None)
    over = Certificate.objects.filter(campaign=campaign, state_since__lt=moment, name__isnull=False).exclude(
        state="valid"
    )
    return {"training": tries + names + over.update(**NAMELESS)}


@transaction.atomic
def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """Everything about these people: tries go, trainees and certificates stay as numbers."""
    ids = list(person_ids)
    keys = {
        *Trainee.objects.filter(person__in=ids).values_list("pk", flat=True)
    }  # also where the file can't be read any more
    keys |= set(whose.trainees(Person.objects.opened().filter(pk__in=ids)))
    tries = Sitting.objects.filter(trainee__in=keys).delete()[0]
    names = Trainee.objects.filter(pk__in=keys).update(**NAMELESS, phone=None, phone_index=None)
    names += Certificate.objects.filter(Q(person__in=ids) | Q(trainee__in=keys)).update(**NAMELESS)
    return {"training": tries + names}
