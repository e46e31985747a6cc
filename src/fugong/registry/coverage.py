"""Which enterprises lack the officers that the pack asks for: `Enrolment.missing_posts`, kept true set by set."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.registry.access import EnterpriseRowQuerySet
    from fugong.registry.models import Assignment

SQL = """
UPDATE registry_enrolment AS kept SET missing_posts = found.missing
FROM (
    SELECT en.id, ARRAY(
        SELECT wanted.post FROM unnest(en.required_posts) WITH ORDINALITY AS wanted (post, at)
        WHERE (%(required)s::jsonb ->> wanted.post)::int > (
            SELECT count(*) FROM registry_assignment AS held
            WHERE held.campaign_id = en.campaign_id AND held.enterprise_id = en.enterprise_id
              AND held.until IS NULL AND held.post = wanted.post
        )
        ORDER BY wanted.at
    )::varchar[] AS missing
    FROM registry_enrolment AS en
    WHERE en.campaign_id = %(campaign)s AND (%(ids)s::bigint[] IS NULL OR en.enterprise_id = ANY (%(ids)s::bigint[]))
) AS found
WHERE kept.id = found.id AND kept.missing_posts <> found.missing
"""


def refresh(*, campaign: Campaign, enterprise_ids: Iterable[int] | None = None) -> int:
    """Works out anew who lacks whom, for all enterprises of the campaign or some; returns how many rows changed."""
    required = {post.key: post.required for post in campaign.pack.registry.posts if post.covers}
    ids = None if enterprise_ids is None else list(enterprise_ids)
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"required": json.dumps(required), "campaign": campaign.pk, "ids": ids})
        return cursor.rowcount


def lacking(campaign: Campaign, missing: Iterable[str], serving: "Iterable[Assignment]") -> list[str]:
    """Whom an enterprise lacks, in words: where more than one is asked for, how many of how many."""
    posts, held = {post.key: post for post in campaign.pack.registry.posts}, Counter(each.post for each in serving)
    said = []
    for key in missing:
        post = posts.get(key)
        if post is None or post.required <= 1:
            said.append(_("no %(post)s") % {"post": post.name if post else key})
        else:
            values = {"post": post.name, "n": max(post.required - held[key], 1), "of": post.required}
            said.append(_("%(post)s: %(n)s of %(of)s missing") % values)
    return said


def uncovered(enrolments: "EnterpriseRowQuerySet", post: str = "") -> "EnterpriseRowQuerySet":
    """Those enrolments that lack a holder of `post`, or of any post that they need."""
    return enrolments.filter(missing_posts__contains=[post]) if post else enrolments.exclude(missing_posts=[])


def covered(enrolments: "EnterpriseRowQuerySet") -> "EnterpriseRowQuerySet":
    """Those that lack nobody."""
    return enrolments.filter(missing_posts=[])
