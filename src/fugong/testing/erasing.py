"""What this room holds about people, and how it goes: whole days of samples, and the retests of people."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from fugong.places.models import Campaign
from fugong.testing.models import Owing, Retest, Sample
from fugong.testing.partitions import DAILY
from fugong.workforce import erasing

TABLES = ("testing_sample", "testing_owing")


def erase_before(campaign: Campaign, day: dt.date) -> dict[str, int]:
    """Samples, who owed them, and retests older than `day`. Totals stay: they are numbers of enterprises.

    A day that no other campaign has rows of goes as a whole partition.
    """
    retests = Retest.objects.filter(campaign=campaign, state_since__date__lt=day, state__in=["negative", "positive"])
    counts = {"retests": retests.delete()[0]}
    for table in TABLES:
        gone = 0
        for each in (old for old in DAILY.days(table) if old < day):
            gone += _empty(table, campaign.pk, each)
        counts[table.removeprefix("testing_") + "s"] = gone
    return {name.replace("owings", "owed_tests"): count for name, count in counts.items() if count}


def _empty(table: str, campaign: int, day: dt.date) -> int:
    part = f"{table}_{day:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE campaign_id <> %s) FROM {part}", [campaign])  # noqa: S608
        total, others = cursor.fetchone()
        if others:
            cursor.execute(f"DELETE FROM {part} WHERE campaign_id = %s", [campaign])  # noqa: S608 (a table of our own)
    if not others:
        DAILY.drop(table, day)
    return int(total - others)


def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """All about these people."""
    ids = list(person_ids)
    counts = {
        "retests": Retest.objects.filter(person__in=ids).delete()[0],
        "samples": _of_people(Sample, ids),
        "owed_tests": _of_people(Owing, ids),
    }
    return {name: count for name, count in counts.items() if count}


def _of_people(model: type[Sample] | type[Owing], ids: list[int]) -> int:
    gone: int = model.objects.filter(person_id__in=ids).delete()[0]
    return gone


erasing.register(kind="test", before=erase_before, people=erase_people)
