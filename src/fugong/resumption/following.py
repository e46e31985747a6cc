"""Records that follow the enrolments: whoever is enrolled has one, in its batch, exempt where the pack asks no filing of it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import override

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.models import Resumption
from fugong.workflow.moves import move

CHUNK = 5_000
MISSING = """
INSERT INTO resumption_resumption
    (campaign_id, enterprise_id, area_code, state, state_since, clock_kind, rung, remote, batch, reason, exemption)
SELECT e.campaign_id, e.enterprise_id, e.area_code, 'not_filed', %(now)s, '', 0, false, '', '', ''
FROM registry_enrolment e
WHERE e.campaign_id = %(campaign)s AND (%(ids)s::bigint[] IS NULL OR e.enterprise_id = ANY(%(ids)s::bigint[]))
ON CONFLICT (campaign_id, enterprise_id) DO UPDATE SET area_code = EXCLUDED.area_code
WHERE resumption_resumption.area_code <> EXCLUDED.area_code
"""


@transaction.atomic
def follow(*, campaign: Campaign, enterprise_ids: Iterable[int] | None = None) -> None:
    """Makes the records that are missing, sets batches and exemptions. Called after every refresh of enrolments."""
    ids = None if enterprise_ids is None else sorted(set(enterprise_ids))
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"campaign": campaign.pk, "ids": ids, "now": clock.now()})
    section = campaign.pack.resumption
    if section.exemptions or section.batches:
        for chunk in _chunks(_known(campaign, ids)):
            _sort(campaign, dict(chunk))


def _known(campaign: Campaign, ids: list[int] | None) -> Iterator[tuple[int, dict[str, Any]]]:
    mine = Enrolment.objects.filter(campaign=campaign, enterprise_id=OuterRef("pk"))
    enterprises = Enterprise.objects.filter(enrolments__campaign=campaign)
    if ids is not None:
        enterprises = enterprises.filter(pk__in=ids)
    classed = facts.with_facts(enterprises, campaign).annotate(
        enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group"))
    )
    return facts.read(classed.order_by("pk"), "enrolled_segments", "enrolled_group")


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _sort(campaign: Campaign, known: dict[int, dict[str, Any]]) -> None:
    section = campaign.pack.resumption
    moved, newly_exempt = [], []
    for row in Resumption.objects.filter(campaign=campaign, enterprise_id__in=known).select_related("campaign"):
        batch = section.batch_for(known[row.enterprise_id])
        key = batch.key if batch else ""
        if row.batch != key:
            row.batch = key
            moved.append(row)
        exemption = section.exemption_for(known[row.enterprise_id])
        if exemption is not None and row.state == "not_filed":
            newly_exempt.append((row, exemption))
    Resumption.objects.bulk_update(moved, ["batch"], batch_size=CHUNK)
    _exempt(newly_exempt)


def _exempt(found: list[tuple[Resumption, Any]]) -> None:
    """By the pack's own rule, so the pack's name stands on the event."""
    with override("zh-hans"):
        for row, exemption in found:
            reason = str(exemption.name)[:300]
            values = {"reason": reason, "exemption": reason}
            move(row, "exempt", by=None, as_name=row.campaign.pack.name.in_("zh"), reason=reason, set=values)
