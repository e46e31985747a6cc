"""What this room holds about people, and how it goes: passes of commuters, cards, and what gates saw. Plates of firms remain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from fugong.core import clock
from fugong.passes.models import GateScan, Pass, PassApplication
from fugong.passes.models.issued import IN_FORCE
from fugong.places.models import Campaign
from fugong.workflow.moves import move


@transaction.atomic
def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """What gates saw before a day, and people's passes that ended before it."""
    gone = GateScan.objects.filter(campaign=campaign, at__lt=clock.at(day)).delete()[0]
    ended = Pass.objects.filter(campaign=campaign, until__lt=day, person__isnull=False)
    erased = Pass.objects.filter(campaign=campaign, until__lt=day, subject="")  # whose file is gone already
    applications = list((ended | erased).exclude(application=None).values_list("application", flat=True))
    gone += (ended | erased).delete()[0]
    PassApplication.objects.filter(pk__in=applications).delete()
    old = PassApplication.objects.filter(campaign=campaign, until__lt=day, person__isnull=False, issued=None)
    return {"pass": gone + old.delete()[0]}


@transaction.atomic
def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """All about these people. A pass that still holds is withdrawn first: its bare number stays until its last day, for the gates."""
    ids = list(person_ids)
    gone = GateScan.objects.filter(shown__person__in=ids).delete()[0]
    for row in Pass.objects.filter(person__in=ids, state__in=IN_FORCE).select_related("campaign", "enterprise"):
        move(row, "fall", by=None, as_name="installation", set={"ended_at": clock.now(), "why": ""})
    applications = PassApplication.objects.filter(person__in=ids)
    for asked in applications.filter(state="asked").select_related("campaign", "enterprise"):
        move(asked, "refuse_by_rule", by=None, as_name="installation", set={"decided_at": clock.now()})
    applications.update(person=None, subject="", way="", purpose="", terms=[], opinion="")
    return {"pass": gone + Pass.objects.filter(person__in=ids).update(person=None, subject="")}
