"""Readings: taken by the thousand, the same ones as often as anybody sends them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.signals import checking
from fugong.signals.access import enters
from fugong.signals.models import Meter, Reading

Key = tuple[int, str, str]  # enterprise, kind, number


@dataclass(frozen=True, slots=True)
class Given:
    """One row whose enterprise is known. Without a value it only says what is usual."""

    enterprise: int
    kind: str
    number: str
    day: dt.date | None
    value: Decimal | None
    usual: Decimal | None = None

    @property
    def meter(self) -> Key:
        return (self.enterprise, self.kind, self.number)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list of rows."""

    new: int = 0
    changed: int = 0
    same: int = 0
    raised: int = 0
    settled: int = 0


@transaction.atomic
def take(*, campaign: Campaign, rows: Sequence[Given], by: User) -> Taken:
    """Keeps readings and what is usual, and looks through the enterprises that they are about. The same again changes nothing."""
    if not enters(by, campaign):
        raise NotAllowed(_("Readings are taken by the duty desk."))
    must_be_open(campaign)
    meters = _meters(campaign, rows)
    wanted = {(meters[row.meter].pk, row.day): row for row in rows if row.value is not None and row.day is not None}
    before = _before(wanted)
    new = [key for key in wanted if key not in before]
    changed = [key for key, value in before.items() if value != wanted[key].value]
    moment = clock.now()
    Reading.objects.bulk_create(
        [
            Reading(meter_id=meter, day=day, value=wanted[meter, day].value or Decimal(0), at=moment, by=by)
            for meter, day in [*new, *changed]
        ],
        batch_size=2_000, update_conflicts=True, unique_fields=["meter", "day"], update_fields=["value", "at", "by"],
    )  # fmt: skip
    if new or changed:
        record("campaign.readings", campaign, by=by, rows=len(new) + len(changed))
    done = checking.check(campaign=campaign, among={row.enterprise for row in rows})
    return Taken(len(new), len(changed), len(wanted) - len(new) - len(changed), done.raised, done.settled)


def _meters(campaign: Campaign, rows: Sequence[Given]) -> dict[Key, Meter]:
    """The meters of these rows: new ones are made, a later word on what is usual counts."""
    usual = {row.meter: row.usual for row in rows if row.usual is not None}
    keys = dict.fromkeys(row.meter for row in rows)
    firms = {row.enterprise for row in rows}
    areas = dict(Enterprise.objects.filter(pk__in=firms).values_list("pk", "area_code"))
    Meter.objects.bulk_create(
        [
            Meter(
                campaign=campaign, enterprise_id=firm, area_code=areas[firm], kind=kind, number=number,
                usual=usual.get((firm, kind, number)),
            )
            for firm, kind, number in keys
        ],
        batch_size=2_000, ignore_conflicts=True,
    )  # fmt: skip
    found = Meter.objects.select_for_update().filter(campaign=campaign, enterprise__in=firms).order_by("pk")
    meters = {(row.enterprise_id, row.kind, row.number): row for row in found}
    for _firm, _kind, number in keys:
        if (_firm, _kind, number) not in meters:  # of two rows, or of two who enter at once, one was first
            raise Conflict(
                _("The meter %(number)s stands for two enterprises: put that right first.") % {"number": number}
            )
    told = [meters[key] for key, value in usual.items() if key in meters and meters[key].usual != value]
    for row in told:
        row.usual = usual[row.enterprise_id, row.kind, row.number]
    Meter.objects.bulk_update(told, ["usual"], batch_size=1_000)
    return meters


def _before(wanted: dict[tuple[int, dt.date], Given]) -> dict[tuple[int, dt.date], Decimal]:
    if not wanted:
        return {}
    meters, days = {key[0] for key in wanted}, {key[1] for key in wanted}
    rows = Reading.objects.filter(meter__in=meters, day__range=(min(days), max(days)))
    found = {(meter, day): value for meter, day, value in rows.values_list("meter", "day", "value")}
    return {key: value for key, value in found.items() if key in wanted}
