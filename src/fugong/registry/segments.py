"""Keeping enrolments true: which segments and which industry group each enterprise is in, and why.

Computed in chunks, so that memory stays bounded; written set by set, and only rows that changed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enrolment, Enterprise

CHUNK = 5_000

Follower = Callable[..., Any]
"""`follower(*, campaign, enterprise_ids)` with ids as given to `refresh`: None means all."""

followers: list[Follower] = []
"""Called in the same transaction after enrolments were refreshed; higher rooms append theirs when Django starts."""

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS enrolment_stage
(enterprise_id bigint, area_code text, segments text[], reasons jsonb, "group" text) ON COMMIT DELETE ROWS
"""
MERGE = """
INSERT INTO registry_enrolment AS kept
    (campaign_id, enterprise_id, area_code, segments, reasons, "group", computed_at)
SELECT %s, enterprise_id, area_code, segments, reasons, "group", %s FROM enrolment_stage
ON CONFLICT (campaign_id, enterprise_id) DO UPDATE
SET area_code = EXCLUDED.area_code, segments = EXCLUDED.segments, reasons = EXCLUDED.reasons,
    "group" = EXCLUDED."group", computed_at = EXCLUDED.computed_at
WHERE (kept.area_code, kept.segments, kept.reasons, kept."group")
    IS DISTINCT FROM (EXCLUDED.area_code, EXCLUDED.segments::varchar[], EXCLUDED.reasons, EXCLUDED."group")
"""


@transaction.atomic
def refresh(*, campaign: Campaign, enterprise_ids: Iterable[int] | None = None) -> int:
    """Computes the campaign's enrolments anew, of all enterprises in its area or of some; returns how many rows changed."""
    ids = None if enterprise_ids is None else sorted(set(enterprise_ids))
    changed = _remove_gone(campaign, ids)
    enterprises = _within(campaign, ids).order_by("pk")
    for chunk in _chunks(facts.read(facts.with_facts(enterprises))):
        changed += _write(campaign, chunk)
    for follower in followers:
        follower(campaign=campaign, enterprise_ids=ids)
    return changed


@transaction.atomic
def refresh_everywhere(enterprise_ids: Iterable[int]) -> int:
    """The same in every open campaign: for changes of the enterprises themselves."""
    ids = sorted(set(enterprise_ids))
    campaigns = Campaign.objects.open().select_related("jurisdiction", "pack_version")
    return sum(refresh(campaign=campaign, enterprise_ids=ids) for campaign in campaigns) if ids else 0


def _within(campaign: Campaign, ids: list[int] | None) -> Any:
    """The enterprises that the campaign is about: in its area, and not closed."""
    found = Enterprise.objects.filter(area_code__startswith=campaign.jurisdiction.prefix, closed_on=None)
    return found if ids is None else found.filter(pk__in=ids)


def _remove_gone(campaign: Campaign, ids: list[int] | None) -> int:
    """Enrolments of enterprises that closed or moved away."""
    enrolled = Enrolment.objects.filter(campaign=campaign)
    if ids is not None:
        enrolled = enrolled.filter(enterprise_id__in=ids)
    gone = enrolled.exclude(enterprise__in=_within(campaign, ids))
    return gone.delete()[0]


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _write(campaign: Campaign, rows: list[tuple[int, dict[str, Any]]]) -> int:
    classify = campaign.pack.registry.classify
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("TRUNCATE enrolment_stage")
        with cursor.copy("COPY enrolment_stage FROM STDIN") as copy:  # type: ignore[attr-defined]
            for key, known in rows:
                found = classify(known)
                reasons = json.dumps(found.reasons, ensure_ascii=False)
                copy.write_row((key, known["jurisdiction"], list(found.segments), reasons, found.group))
        cursor.execute(MERGE, [campaign.pk, clock.now()])
        return cursor.rowcount
