"""Who owes which test on a day: written once a day and again when people come and go, so that each day's list stays what it was."""

import datetime as dt
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
JOIN (
    SELECT DISTINCT ON (person_id) person_id, enterprise_id FROM workforce_employment
    WHERE campaign_id = %(campaign)s AND left_on IS NULL ORDER BY person_id, id
) main ON main.person_id = p.id
{lately}
WHERE p.campaign_id = %(campaign)s AND p.state = ANY(%(here)s)
  AND (%(everybody)s OR p.id = ANY(%(people)s))
  {not_lately}
ON CONFLICT (enterprise_id, day, person_id, kind) DO UPDATE SET times = greatest(testing_owing.times, excluded.times)
"""

LATELY = """
LEFT JOIN testing_sample s
    ON s.enterprise_id = main.enterprise_id AND s.person_id = p.id AND s.kind = %(kind)s AND s.result <> 'invalid'
    AND s.day > %(day)s::date - %(every)s::int AND s.day < %(day)s
"""
NOT_LATELY = "AND s.person_id IS NULL"
"""Where a test is due every few days: whoever was tested since owes none. As a join, since a subquery that looks at people can't be
asked of spread samples."""

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
        for rule in campaign.pack.testing.rules_on(day):
            joined, left_out = (LATELY, NOT_LATELY) if rule.every > 1 else ("", "")
            cursor.execute(OWE.format(lately=joined, not_lately=left_out), values | _of(rule, campaign))
        for kind in sorted(kinds):
            totals.recount(cursor, campaign.pk, day, kind)
        cursor.execute("SELECT count(*) FROM testing_owing WHERE day = %s AND campaign_id = %s", [day, campaign.pk])
        return int(cursor.fetchone()[0])


def _of(rule: Rule, campaign: Campaign) -> dict[str, Any]:
    people = _people(rule, campaign)
    return {
        "kind": rule.test, "times": rule.times, "every": rule.every, "everybody": people is None,
        "people": people or [],
    }  # fmt: skip


def _people(rule: Rule, campaign: Campaign) -> list[int] | None:
    """For whom a rule is; None for everybody. Files are opened only where the rule asks what is sealed."""
    condition = campaign.pack.testing.condition(rule)
    if condition is None:
        return None
    sealed = bool(SEALED & set(condition.names))
    jobs = dict(
        Employment.objects.filter(campaign=campaign, left_on=None).exclude(job="").order_by("pk").values_list("person_id", "job")
    )  # fmt: skip
    rows = Person.objects.filter(campaign=campaign, state__in=HERE)
    found = []
    for person in (rows.opened() if sealed else rows).order_by("pk").iterator(chunk_size=2_000):
        if not sealed:
            person.__dict__["opened"] = {}
        facts = sorting.facts_of(person, campaign.pack, jobs.get(person.pk, ""))
        if condition.holds({"p": facts}):
            found.append(person.pk)
    return found
