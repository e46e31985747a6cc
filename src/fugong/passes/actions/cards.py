"""Cards of people (红卡): what a person's file says, as a code for gates, without name, document or health."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from fugong.core import clock, codes
from fugong.ledger.recording import record
from fugong.passes.actions import issuing
from fugong.passes.models import Pass
from fugong.passes.policy import PassKind
from fugong.places.models import Campaign
from fugong.workforce.models import Person

CARD = 2
"""The kind of short code that stands for a card; 1 is a person at a sampling point, 3 a pass."""


def number(campaign: Campaign, person_id: int) -> str:
    """The number on a person's card: `00F-7Q2ZD`. Only the installation can tell whose it is."""
    return codes.short(kind=CARD, campaign=campaign.pk, number=person_id)


def kind_for(person: Person) -> PassKind | None:
    """The kind of pass that shows the person's card; None where there is none."""
    kinds = person.campaign.pack.passes.kinds
    return next((each for each in kinds if each.subject == "card" and person.card and each.card == person.card), None)


@transaction.atomic
def of(person: Person) -> Pass | None:
    """The card as a pass, as long as the file says so; None where the person has no card that gates know."""
    kind = kind_for(person)
    today = clock.today()
    if kind is None or person.state == "left" or (person.card_until is not None and person.card_until < today):
        return None
    until = person.card_until or today + dt.timedelta(days=kind.days - 1)
    rows = Pass.objects.filter(campaign=person.campaign, kind=kind.key, person=person, card=kind.card)
    found = rows.filter(state="valid").select_related("campaign__pack_version", "pack_version").first()
    if found is None:
        return _make(person, kind, until)
    if found.until != until:
        values = {"until": until, "zones": list(kind.zones)}
        for name, value in values.items():
            setattr(found, name, value)
        Pass.objects.filter(pk=found.pk).update(**values, due_at=found.ends_at, rung=1, next_rung_at=found.ends_at)
    return found


def _make(person: Person, kind: PassKind, until: dt.date) -> Pass:
    made = Pass(
        campaign=person.campaign, area_code=person.area_code, pack_version=person.campaign.pack_version, kind=kind.key,
        subject=number(person.campaign, person.pk), person=person, card=kind.card, zones=list(kind.zones),
        since=min(clock.today(), until), until=until, issued_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            issuing.begin(made, kind)
    except IntegrityError:
        return Pass.objects.get(campaign=person.campaign, kind=kind.key, person=person, state="valid")
    Pass.objects.filter(pk=made.pk).update(rung=1, next_rung_at=made.ends_at)
    record("pass.card", made, by=None, as_name="installation", kind=kind.key)
    return made
