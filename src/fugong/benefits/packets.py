"""Policy packs (政策包): what each enterprise could have, a new version whenever that changes."""

from __future__ import annotations

from typing import Any

from fugong.core import clock
from fugong.places.models import Campaign

SHOWN = ("yes", "near", "missing", "early", "instead")
"""What isn't due isn't in the pack."""
OLD = """UPDATE benefits_policypack kept SET is_latest = false FROM benefit_pack_stage stage
WHERE kept.enterprise_id = stage.enterprise_id AND kept.campaign_id = %(campaign)s AND kept.is_latest
  AND kept.content <> stage.content"""
NEW = """INSERT INTO benefits_policypack (campaign_id, enterprise_id, area_code, number, is_latest, content, digest, made_at)
SELECT %(campaign)s, stage.enterprise_id, stage.area_code, 1 + coalesce(
    (SELECT max(number) FROM benefits_policypack p WHERE p.enterprise_id = stage.enterprise_id AND p.campaign_id = %(campaign)s), 0
), true, stage.content, md5(stage.content::text), %(now)s
FROM benefit_pack_stage stage
WHERE NOT EXISTS (
    SELECT FROM benefits_policypack p
    WHERE p.enterprise_id = stage.enterprise_id AND p.campaign_id = %(campaign)s AND p.is_latest
)"""
KEEP = (OLD, NEW)
"""A further version for each enterprise on the stage (`keeping`) whose pack says something else."""


def given(campaign: Campaign) -> dict[str, Any]:
    """What these statements are given."""
    return {"campaign": campaign.pk, "now": clock.now()}
