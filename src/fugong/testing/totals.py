"""An enterprise's day in numbers, counted anew from its samples in the transaction that changed them.

Two who change the same enterprise's day at once wait for each other on its row: who comes second counts what both wrote.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

HOLD = """
INSERT INTO testing_testtotal (enterprise_id, day, campaign_id, kind, area_code, owed, sampled, extra, negative, positive)
SELECT e.id, %(day)s, %(campaign)s, %(kind)s, e.area_code, 0, 0, 0, 0, 0
FROM registry_enterprise e WHERE e.id = ANY(%(ids)s) ORDER BY e.id
ON CONFLICT (enterprise_id, day, campaign_id, kind) DO UPDATE SET owed = testing_testtotal.owed
"""
"""Rows of many shards can't be locked by a SELECT; one that is written as it was is held as well."""

COUNT = """
UPDATE testing_testtotal t SET owed = n.owed, sampled = n.sampled, extra = n.extra, negative = n.negative, positive = n.positive
FROM (
    SELECT e.id AS enterprise_id, coalesce(c.owed, 0) AS owed, coalesce(c.sampled, 0) AS sampled, coalesce(c.extra, 0) AS extra,
        coalesce(c.negative, 0) AS negative, coalesce(c.positive, 0) AS positive
    FROM unnest(%(ids)s::bigint[]) AS e (id)
    LEFT JOIN (
        SELECT enterprise_id, count(o.person_id) AS owed,
            count(*) FILTER (WHERE o.person_id IS NOT NULL AND s.many >= o.times) AS sampled,
            count(*) FILTER (WHERE o.person_id IS NULL AND s.person_id IS NOT NULL) AS extra,
            count(*) FILTER (WHERE s.negative AND NOT s.positive) AS negative,
            count(*) FILTER (WHERE s.positive) AS positive
        FROM (
            SELECT enterprise_id, person_id, times FROM testing_owing
            WHERE day = %(day)s AND campaign_id = %(campaign)s AND kind = %(kind)s AND enterprise_id = ANY(%(ids)s)
        ) o
        FULL JOIN (
            SELECT enterprise_id, person_id, count(*) FILTER (WHERE result <> 'invalid') AS many,
                bool_or(result = 'negative') AS negative, bool_or(result = 'positive') AS positive
            FROM testing_sample
            WHERE day = %(day)s AND campaign_id = %(campaign)s AND kind = %(kind)s AND enterprise_id = ANY(%(ids)s)
            GROUP BY enterprise_id, person_id
        ) s USING (enterprise_id, person_id)
        GROUP BY enterprise_id
    ) c ON c.enterprise_id = e.id
) n
WHERE t.enterprise_id = n.enterprise_id AND t.day = %(day)s AND t.campaign_id = %(campaign)s AND t.kind = %(kind)s
"""

ALL = """
SELECT enterprise_id FROM testing_owing WHERE day = %(day)s AND campaign_id = %(campaign)s AND kind = %(kind)s
UNION SELECT enterprise_id FROM testing_sample WHERE day = %(day)s AND campaign_id = %(campaign)s AND kind = %(kind)s
UNION SELECT enterprise_id FROM testing_testtotal WHERE day = %(day)s AND campaign_id = %(campaign)s AND kind = %(kind)s
"""


def recount(cursor: Any, campaign: int, day: dt.date, kind: str, enterprises: Iterable[int] | None = None) -> None:
    """Counts the enterprises' day anew (all of the campaign's where none are named)."""
    if enterprises is None:
        cursor.execute(ALL, {"campaign": campaign, "day": day, "kind": kind})
        enterprises = [row[0] for row in cursor.fetchall()]
    found = sorted({each for each in enterprises if each})
    if found:
        hold(cursor, campaign, day, kind, found)
        count(cursor, campaign, day, kind, found)


def hold(cursor: Any, campaign: int, day: dt.date, kind: str, enterprises: Sequence[int]) -> None:
    """The rows of totals are there, and nobody else changes them until the transaction ends."""
    cursor.execute(HOLD, {"campaign": campaign, "day": day, "kind": kind, "ids": enterprises})


def count(cursor: Any, campaign: int, day: dt.date, kind: str, enterprises: Sequence[int]) -> None:
    """Counts rows of totals that are held."""
    cursor.execute(COUNT, {"campaign": campaign, "day": day, "kind": kind, "ids": enterprises})
