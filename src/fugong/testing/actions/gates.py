"""Samples that somebody takes who receives people at a gate: they count where the person counts, like those of a shift."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.testing import totals
from fugong.testing.actions import results, tubes
from fugong.testing.models import Sample, Tube
from fugong.testing.partitions import DAILY
from fugong.workforce.models import Person

VIA = "gate"
WAITS = dt.timedelta(days=14)
"""So long a sample without a tube of ours is asked for its result."""


def open_tube(campaign: Campaign, said: str, by: User) -> Tube | None:
    """The open tube of a code, of a shift that the person may serve; None where no code was said. Raises Refused at `tube`."""
    if not said.strip():
        return None
    code = campaign.pack.testing.tubes.clean(said[:200])[:41]
    seen: Any = Tube.objects.visible_to(by).filter(campaign=campaign, code=code, state="collecting")
    found: Tube | None = seen.select_related("shift", "point__enterprise").first()
    if found is None:
        words = _("There is no open tube %(code)s on your shifts. Open it on the shift, or leave the code out.")
        raise refuse("tube", words % {"code": code})
    return found


@transaction.atomic
def take(*, person: Person, kind: str, by: User, tube: Tube | None = None, at: dt.datetime | None = None) -> bool:
    """A sample of somebody at a gate: into `tube`, whose result is then the person's, or in none of ours (`judge`). Whoever was sampled
    for the same test on that day has that sample. Who may receive the person is asked by the caller. False: nothing was new.
    """
    if tube is not None:
        return not tubes.take(tube=tube, person=person, by=by, at=at, shown=True, via=VIA).known
    moment = at or clock.now()
    day, enterprise = clock.local(moment).date(), tubes.main_enterprise(person)
    DAILY.ensure(day)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two phones at once take one sample
    there = Sample.objects.filter(enterprise_id=enterprise, day=day, person_id=person.pk, kind=kind)
    if there.exclude(result="invalid").exists():
        return False
    Sample.objects.create(
        enterprise_id=enterprise, day=day, person_id=person.pk, kind=kind, at=moment, campaign_id=person.campaign_id,
        tube_id=None, result="", via=VIA, by_id=by.pk,
    )  # fmt: skip
    with connection.cursor() as cursor:
        totals.recount(cursor, person.campaign_id, day, kind, [enterprise])
    return True


def waiting(campaign: Campaign, by: User) -> QuerySet[Sample]:
    """Samples of gates in no tube of ours that have no result yet, of people whose results this person enters; the oldest first."""
    people = Person.objects.visible_to(by, Permission.RESULT_ENTER).filter(campaign=campaign)
    since = clock.today() - WAITS
    rows = Sample.objects.filter(campaign_id=campaign.pk, via=VIA, tube_id=None, result="", day__gte=since)
    return rows.filter(person_id__in=people.order_by().values("pk")).order_by("at", "person_id")


@transaction.atomic
def judge(*, person: Person, kind: str, at: dt.datetime, result: str, by: User) -> None:
    """The result of a sample that lies in no tube of ours, as another laboratory says it: negative, positive or invalid.

    Raises NotAllowed, Refused (no such result), Conflict (it has one already).
    """
    if not person.may_move(by, Permission.RESULT_ENTER):
        raise NotAllowed(_("You don’t enter this person’s results."))
    if result not in results.ARROWS:
        raise refuse("result", _("A result is negative, positive or invalid."))
    held = Person.objects.opened().select_for_update(of=("self",)).get(pk=person.pk)
    held.campaign = person.campaign
    rows = Sample.objects.filter(
        campaign_id=person.campaign_id, person_id=person.pk, kind=kind, at=at, via=VIA, tube_id=None
    )
    sample = rows.filter(result="").first()
    if sample is None:
        raise Conflict(_("This sample has its result already."))
    rows.filter(result="").update(result=result)
    event = record("person.gate_result", held, by=by, test=kind)
    results.of_one(held, sample, result, event)
    with connection.cursor() as cursor:
        totals.recount(cursor, person.campaign_id, sample.day, kind, [sample.enterprise_id])
