"""Who owes which test on a day: written once a day and again when people come and go, so that each day's list stays what it was."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.testing import totals
from fugong.testing.partitions import DAILY
from fugong.testing.policy import Rule
from fugong.workforce import sorting
from fugong.workforce.arrows import HERE
from fugong.workforce.models import Employment, Person

LOCK = 0x46554722  # the advisory lock of whoever writes a campaign's day
SEALED = {"p.risk", "p.age"}
"""Facts for which a file has to be opened."""

OWE = """
INSERT INTO testing_owing (enterprise_id, day, person_id, kind, campaign_id, times, class_key)
SELECT main.enterprise_id, %(day)s, p.id, %(kind)s, p.campaign_id, %(times)s, p.class_key
FROM workforce_person p
JOIN workforce_employment main ON main.person_id = p.id AND main.is_main AND main.left_on IS NULL
WHERE p.campaign_id = %(campaign)s AND p.state = ANY(%(here)s) AND NOT p.id = ANY(%(tested)s::bigint[])
  AND (%(everybody)s OR p.id = ANY(%(people)s::bigint[]))
ON CONFLICT (enterprise_id, day, person_id, kind) DO UPDATE SET times = greatest(testing_owing.times, excluded.times)
"""

TESTED = """
SELECT DISTINCT person_id FROM testing_sample
WHERE campaign_id = %(campaign)s AND kind = %(kind)s AND result <> 'invalid'
  AND day > %(day)s::date - %(every)s::int AND day < %(day)s
"""
"""Where a test is due every few days: whoever was tested since owes none. Asked by itself: joined to the people, on a morning on which
nobody has counted yesterday's samples yet, it was gone through for each of them."""

GONE = """
DELETE FROM testing_owing o
WHERE o.day = %(day)s AND o.campaign_id = %(campaign)s AND NOT EXISTS (
    SELECT FROM workforce_person p JOIN workforce_employment m ON m.person_id = p.id AND m.left_on IS NULL
    WHERE p.id = o.person_id AND m.enterprise_id = o.enterprise_id AND p.state = ANY(%(here)s)
)
"""


@transaction.atomic
def open_day(campaign: Campaign, day: dt.date | None = None) -> int:
    """Writes who owes a test on the day (today), as the pack's regime says now. Again: adds who came, drops who left.

    Returns how many tests are owed.
    """
    day = day or clock.today()
    DAILY.ensure(day)
    values: dict[str, Any] = {"campaign": campaign.pk, "day": day, "here": list(HERE)}
    kinds = {test.key for test in campaign.pack.testing.tests}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, campaign.pk])
        cursor.execute(GONE, values)
        rules = campaign.pack.testing.rules_on(day)
        chosen = _chosen(rules, campaign)
        for rule in rules:
            own = values | {"kind": rule.test, "times": rule.times, "every": rule.every}
            own |= {"everybody": rule.key not in chosen, "people": chosen.get(rule.key, [])}
            own["tested"] = _tested(cursor, own) if rule.every > 1 else []
            cursor.execute(OWE, own)
        for kind in sorted(kinds):
            totals.recount(cursor, campaign.pk, day, kind)
        cursor.execute("SELECT count(*) FROM testing_owing WHERE day = %s AND campaign_id = %s", [day, campaign.pk])
        return int(cursor.fetchone()[0])


def _tested(cursor: Any, values: dict[str, Any]) -> list[int]:
    cursor.execute(TESTED, values)
    return [person for (person,) in cursor.fetchall()]


def _chosen(rules: Sequence[Rule], campaign: Campaign) -> dict[str, list[int]]:
    """Rule → for whom it is, of those that aren't for everybody; people of whom a rule asks the same are asked once.

    Files are opened only where a rule asks what is sealed.
    """
    asked = {rule.key: condition for rule in rules if (condition := campaign.pack.testing.condition(rule)) is not None}
    if not asked:
        return {}
    sealed = any(SEALED & set(condition.names) for condition in asked.values())
    jobs = dict(
        Employment.objects.filter(campaign=campaign, left_on=None).exclude(job="").order_by("pk").values_list("person_id", "job")
    )  # fmt: skip
    rows = Person.objects.filter(campaign=campaign, state__in=HERE)
    rows = rows.opened() if sealed else rows.only(*sorting.COLUMNS)
    found: dict[str, list[int]] = {key: [] for key in asked}
    answers: dict[tuple[Any, ...], bool] = {}
    for person in rows.order_by("pk").iterator(chunk_size=2_000):
        if not sealed:
            person.__dict__["opened"] = {}
        facts = sorting.facts_of(person, campaign.pack, jobs.get(person.pk, ""))
        for key, condition in asked.items():
            alike = (key, *(facts.get(name.removeprefix("p.")) for name in condition.names))
            if alike not in answers:
                answers[alike] = condition.holds({"p": facts})
            if answers[alike]:
                found[key].append(person.pk)
    return found
