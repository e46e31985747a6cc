"""Keeping enrolments true: which segments and which industry group each enterprise is in, and why.

Computed in chunks, so that memory stays bounded; written set by set, and only rows that changed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from fugong.core import clock
from fugong.places.access import ancestors
from fugong.places.models import Campaign
from fugong.registry import coverage, facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.registry.policy import Registry

CHUNK = 5_000

Follower = Callable[..., Any]
"""`follower(*, campaign, enterprise_ids)` with ids as given to `refresh`: None means all."""

followers: list[Follower] = []
"""Called in the same transaction after enrolments were refreshed; higher rooms append theirs when Django starts."""

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS enrolment_stage
(enterprise_id bigint, area_code text, segments varchar[], reasons jsonb, "group" text, posts varchar[])
ON COMMIT DELETE ROWS
"""
MERGE = """
INSERT INTO registry_enrolment AS kept
    (campaign_id, enterprise_id, area_code, segments, reasons, "group", required_posts, missing_posts, computed_at)
SELECT %s, enterprise_id, area_code, segments, reasons, "group", posts, posts, %s FROM enrolment_stage
ON CONFLICT (campaign_id, enterprise_id) DO UPDATE
SET area_code = EXCLUDED.area_code, segments = EXCLUDED.segments, reasons = EXCLUDED.reasons,
    "group" = EXCLUDED."group", required_posts = EXCLUDED.required_posts, computed_at = EXCLUDED.computed_at
WHERE (kept.area_code, kept.segments, kept.reasons, kept."group", kept.required_posts)
    IS DISTINCT FROM
    (EXCLUDED.area_code, EXCLUDED.segments, EXCLUDED.reasons, EXCLUDED."group", EXCLUDED.required_posts)
"""


@transaction.atomic
def refresh(*, campaign: Campaign, enterprise_ids: Iterable[int] | None = None) -> int:
    """Computes the campaign's enrolments anew, of all enterprises in its area or of some; returns how many rows changed."""
    ids = None if enterprise_ids is None else sorted(set(enterprise_ids))
    changed = _remove_gone(campaign, ids)
    enterprises = _within(campaign, ids).order_by("pk")
    for chunk in _chunks(facts.read(facts.with_facts(enterprises, campaign))):
        changed += _write(campaign, chunk)
    coverage.refresh(campaign=campaign, enterprise_ids=ids)
    tell_followers(campaign, ids)
    return changed


@transaction.atomic
def refresh_everywhere(enterprise_ids: Iterable[int]) -> int:
    """The same in every open campaign that they are in, were in, or now belong to: for changes of enterprises themselves."""
    ids = sorted(set(enterprise_ids))
    return sum(refresh(campaign=campaign, enterprise_ids=ids) for campaign in _campaigns_of(ids)) if ids else 0


def _campaigns_of(ids: list[int]) -> list[Campaign]:
    areas = Enterprise.objects.filter(pk__in=ids).order_by().values_list("area_code", flat=True).distinct()
    prefixes = {prefix for area in areas for prefix in ancestors(area)}
    concerned = Q(jurisdiction__prefix__in=prefixes) | Q(enrolments__enterprise__in=ids)
    open_ones = Campaign.objects.open().filter(concerned).select_related("jurisdiction", "pack_version")
    return list(open_ones.order_by("pk").distinct())


def tell_followers(campaign: Campaign, enterprise_ids: list[int] | None) -> None:
    """Lets higher rooms follow a change of the registry: of these enterprises, or (None) of all."""
    for follower in followers:
        follower(campaign=campaign, enterprise_ids=enterprise_ids)


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
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("TRUNCATE enrolment_stage")
        with cursor.copy("COPY enrolment_stage FROM STDIN") as copy:  # type: ignore[attr-defined]
            for key, known in rows:
                copy.write_row((key, *_classified(campaign.pack.registry, known)))
        cursor.execute(MERGE, [campaign.pk, clock.now()])
        return cursor.rowcount


def _classified(rules: Registry, known: dict[str, Any]) -> tuple[str, list[str], str, str, list[str]]:
    """Area code, segments, reasons as JSON, group, and the posts that the enterprise must have a holder of."""
    found = rules.classify(known)
    sorted_in = {**known, "segments": found.segments, "group": found.group}
    posts = [post.key for post in rules.posts_for(sorted_in) if post.covers]
    reasons = json.dumps(found.reasons, ensure_ascii=False)
    return known["jurisdiction"], list(found.segments), reasons, found.group, posts
