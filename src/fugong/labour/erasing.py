"""What this room holds about people, and how it goes: seekers and recruits. Introductions stay as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from fugong.channels.models import Message
from fugong.core import clock
from fugong.labour import finding
from fugong.labour.models import Introduction, Recruit, Seeker, SeekerEntry
from fugong.places.models import Campaign
from fugong.workflow import moves
from fugong.workforce.models import DataKey, Person

TABLES = ("labour_seeker", "labour_recruit")
CLOCK: Any = gettext_lazy("the clock")


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Seekers who agreed, and recruits who were entered, before that day; and files whose key was thrown away."""
    SeekerEntry.objects.filter(at__lt=clock.now() - dt.timedelta(days=1)).delete()
    gone = 0
    for model, field in ((Seeker, "agreed_on"), (Recruit, "entered_on")):
        rows: Any = model._base_manager.filter(campaign=campaign)
        old = rows.filter(**{f"{field}__lt": day}) | rows.exclude(key__in=DataKey.objects.all())
        while some := list(old.values_list("pk", flat=True)[:2_000]):
            gone += erase(model, some)
    return {"seeker": gone} if gone else {}


def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """Nothing here hangs on a person's file: who looks for work agreed to it, and until when, apart from it."""
    return {}


def erase_asked(person_ids: Iterable[int]) -> dict[str, int]:
    """Of people who ask that everything goes: what they are looked after as seekers or recruits, found by name and telephone."""
    people = list(Person.objects.opened().filter(pk__in=list(person_ids)))
    gone = 0
    for model in (Seeker, Recruit):
        rows: Any = model._base_manager.all()
        if found := [row.pk for row in finding.like(rows, people)]:
            gone += erase(model, found)
    return {"seeker": gone} if gone else {}


@transaction.atomic
def erase(model: Any, ids: list[int], *, as_name: Any = CLOCK) -> int:
    """These seekers or recruits with their keys; what was under way for them comes to nothing."""
    if model is Seeker:
        for row in Introduction.objects.select_for_update(of=("self",)).filter(
            seeker__in=ids, state__in=("proposed", "introduced")
        ):
            moves.move(row, "lapse", by=None, as_name=as_name)
        Introduction.objects.filter(seeker__in=ids).update(seeker=None)
        Message.objects.filter(about_kind="seeker", about_key__in=[str(each) for each in ids]).delete()
    keys = list(model._base_manager.filter(pk__in=ids).values_list("key_id", flat=True))
    gone = model._base_manager.filter(pk__in=ids)._raw_delete("default")
    DataKey.objects.filter(pk__in=keys)._raw_delete("default")  # type: ignore[attr-defined]
    return int(gone)
