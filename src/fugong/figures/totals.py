"""Totals of a day, kept: counted again only when a standing of that day has changed since.

While many write, a large place's totals may be some seconds old: at most twenty times as long as it takes to count them.
A small place, which is counted in a moment, always sees the present.
"""

import datetime as dt
import time
import uuid

import orjson
from django.db import connection, transaction
from django.db.models import Count, Max

from fugong.core import clock
from fugong.figures import compute, measures
from fugong.figures.cells import Cells
from fugong.figures.models import Totals
from fugong.places.models import Campaign
from fugong.resumption import standings
from fugong.resumption.models import StandingChange

LOCK = 0x46554705  # advisory: one process counts, the others take what is there
SLOW = 0.2  # seconds of counting from which totals may be a little old
PATIENCE = 20  # how many times as old as the counting took
CHANGES_KEPT = 1_000
REMEMBERED = 64  # days of totals that a process keeps unpacked

_remembered: dict[uuid.UUID, Cells] = {}


def cells(campaign: Campaign, day: dt.date) -> Cells:
    """The totals of the whole campaign on that day. Opens today where nobody has yet."""
    if day == clock.today() and campaign.closed_at is None:
        standings.open_day(campaign, day)
    kept = Totals.objects.filter(campaign=campaign, day=day).defer("data").first()
    stamp = _stamp(campaign, day)
    if kept is not None and (kept.stamp == stamp or _fresh_enough(kept)):
        return _unpacked(kept, campaign)
    return _count(campaign, day, kept)


def _fresh_enough(kept: Totals) -> bool:
    age = time.time() - kept.counted_at
    return kept.took > SLOW and age < kept.took * PATIENCE


def _stamp(campaign: Campaign, day: dt.date) -> str:
    """Differs as soon as another change of that day is committed. Pack versions don't matter: cells know no indicators."""
    seen = StandingChange.objects.filter(campaign_id=campaign.pk, day=day).aggregate(n=Count("*"), last=Max("id"))
    return f"{seen['n']}:{seen['last'] or 0}"


def _unpacked(kept: Totals, campaign: Campaign) -> Cells:
    found = _remembered.get(kept.version)
    if found is None:
        found = Cells(len(compute.COLUMNS), campaign.jurisdiction.prefix)
        found.by_key = {(node, part): numbers for node, part, numbers in orjson.loads(bytes(kept.data))}
        _remember(kept.version, found)
    return found


def _remember(version: uuid.UUID, found: Cells) -> None:
    while len(_remembered) >= REMEMBERED:
        _remembered.pop(next(iter(_remembered)))
    _remembered[version] = found


@transaction.atomic
def _count(campaign: Campaign, day: dt.date, kept: Totals | None) -> Cells:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, campaign.pk])
        if not cursor.fetchone()[0] and kept is not None:
            return _unpacked(kept, campaign)  # someone else is counting: what is there will do
        cursor.execute("SET LOCAL work_mem = '64MB'")
    stamp = _stamp(campaign, day)  # taken first: what changes meanwhile is counted next time
    began = time.perf_counter()
    found = compute.count(campaign, measures.standings(campaign, day))
    took = time.perf_counter() - began
    stamp = _forget_changes(campaign, day, stamp)
    version = uuid.uuid4()
    packed = orjson.dumps([[node, part, numbers] for (node, part), numbers in found.by_key.items()])
    Totals.objects.update_or_create(
        campaign=campaign,
        day=day,
        defaults={"stamp": stamp, "version": version, "took": took, "counted_at": time.time(), "data": packed},
    )
    _remember(version, found)
    return found


def _forget_changes(campaign: Campaign, day: dt.date, stamp: str) -> str:
    """Drops marks that were taken into account, all but the last, when there are many."""
    many, last = map(int, stamp.split(":"))
    if many <= CHANGES_KEPT:
        return stamp
    dropped = StandingChange.objects.filter(campaign_id=campaign.pk, day=day, id__lt=last).delete()[0]
    return f"{many - dropped}:{last}"
