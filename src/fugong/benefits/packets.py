"""Policy packs (政策包): what each enterprise could have, a new version whenever that changes. One statement for all."""

from __future__ import annotations

from django.db import connection

from fugong.core import clock
from fugong.places.models import Campaign

SHOWN = ("yes", "near", "missing", "early", "instead")
"""What isn't due isn't in the pack."""
NOW = """CREATE TEMPORARY TABLE benefit_packs ON COMMIT DROP AS
SELECT rows.enterprise_id, rows.area_code, rows.content, md5(rows.content::text) AS digest,
       coalesce(kept.number, 0) AS number, kept.id AS kept
FROM (
    SELECT m.enterprise_id, min(m.area_code) AS area_code, coalesce(jsonb_agg(
        jsonb_build_array(p.current_id, m.outcome, m.quantity, m.clause, m.detail) ORDER BY p."order", p.id
    ) FILTER (WHERE m.outcome = ANY(%(shown)s)), '[]') AS content
    FROM benefits_match m JOIN benefits_policy p ON p.id = m.policy_id
    WHERE m.campaign_id = %(campaign)s AND (%(ids)s::bigint[] IS NULL OR m.enterprise_id = ANY(%(ids)s))
    GROUP BY m.enterprise_id
) rows
LEFT JOIN benefits_policypack kept
    ON kept.enterprise_id = rows.enterprise_id AND kept.campaign_id = %(campaign)s AND kept.is_latest
WHERE kept.digest IS DISTINCT FROM md5(rows.content::text)"""
OLD = "UPDATE benefits_policypack SET is_latest = false WHERE id IN (SELECT kept FROM benefit_packs)"
NEW = """INSERT INTO benefits_policypack (campaign_id, enterprise_id, area_code, number, is_latest, content, digest, made_at)
SELECT %(campaign)s, enterprise_id, area_code, number + 1, true, content, digest, %(now)s FROM benefit_packs"""


def keep(campaign: Campaign, ids: list[int] | None) -> int:
    """A further version for each enterprise (None: all) whose matches changed; how many. Call it in the matching's transaction."""
    given = {"campaign": campaign.pk, "ids": ids, "shown": list(SHOWN), "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benefit_packs")
        cursor.execute(NOW, given)
        cursor.execute(OLD)
        cursor.execute(NEW, given)
        return int(cursor.rowcount)
