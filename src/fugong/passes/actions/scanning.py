"""What gates send: kept once however often it is sent, and looked through for one pass at two gates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.ledger.recording import record
from fugong.passes.models import GateScan, Pass
from fugong.places.models import Campaign

MOST = 500
DAY = dt.timedelta(days=1)
VERDICTS = ("valid", "invalid", "unsure")


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a gate, as its device kept it. `number` is the pass's, None where the code said none."""

    uid: uuid.UUID
    gate: str
    at: dt.datetime
    verdict: str
    reason: str = ""
    number: int | None = None
    way: str = ""


@transaction.atomic
def take(*, campaign: Campaign, scans: Sequence[Seen], by: User) -> list[uuid.UUID]:
    """Keeps what is new; returns the ids of all that need not be sent again, those of no use among them."""
    if not by.is_active or not Campaign.objects.visible_to(by, Permission.PASS_CHECK).filter(pk=campaign.pk).exists():
        raise NotAllowed(_("You don’t check passes here."))
    scans = scans[:MOST]
    numbers = {each.number for each in scans if each.number is not None}
    known = {row.pk: row for row in Pass.objects.filter(campaign=campaign, pk__in=numbers, card="")}
    cards = set(Pass.objects.filter(campaign=campaign, pk__in=numbers).exclude(card="").values_list("pk", flat=True))
    rows = [_row(campaign, each, known.get(each.number or 0), by) for each in scans if each.number not in cards]
    before = set(GateScan.objects.filter(uid__in=[row.uid for row in rows]).values_list("uid", flat=True))
    fresh = list({row.uid: row for row in rows if row.uid not in before}.values())
    GateScan.objects.bulk_create(fresh, ignore_conflicts=True)
    _look(campaign, [row for row in fresh if row.shown_id and row.verdict == "valid"])
    return [each.uid for each in scans]


def _row(campaign: Campaign, seen: Seen, shown: Pass | None, by: User) -> GateScan:
    section = campaign.pack.passes
    now = clock.now()
    return GateScan(
        uid=seen.uid, campaign=campaign, shown=shown, enterprise_id=shown.enterprise_id if shown else None,
        area_code=shown.area_code if shown else campaign.jurisdiction.code,
        gate=seen.gate[:40] if section.checkpoint(seen.gate) else "", way=seen.way if seen.way in ("in", "out") else "",
        at=min(seen.at, now), received_at=now, verdict=seen.verdict if seen.verdict in VERDICTS else "unsure",
        reason=seen.reason[:20].replace("\x00", ""), by=by,
    )  # fmt: skip


def _look(campaign: Campaign, fresh: Sequence[GateScan]) -> None:
    """Marks scans of a pass that can't honestly be where it was seen; what came late is seen beside what came before."""
    if not fresh:
        return
    first, last = min(row.at for row in fresh), max(row.at for row in fresh)
    rows = GateScan.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, shown__in={row.shown_id for row in fresh}, verdict="valid", at__gte=first - DAY,
        at__lte=last + DAY,
    )  # fmt: skip
    by_pass: dict[int, list[GateScan]] = defaultdict(list)
    for row in rows.select_related("shown").order_by("at", "pk"):
        by_pass[row.shown_id or 0].append(row)
    gate = campaign.pack.passes.gate
    counting = {each.key for each in campaign.pack.passes.checkpoints if each.counts}
    for found in by_pass.values():
        for before, row in zip([None, *found], found, strict=False):
            doubt = _doubt(before, row, dt.timedelta(minutes=gate.apart), counting) if before else ""
            if doubt and doubt != row.doubt and row.shown is not None:
                GateScan.objects.filter(pk=row.pk).update(doubt=doubt)
                record("pass.doubt", row.shown, by=None, as_name="installation", doubt=doubt)


def _doubt(before: GateScan, row: GateScan, apart: dt.timedelta, counting: set[str]) -> str:
    if row.gate != before.gate and row.at - before.at < apart:
        return "two_gates"
    if (
        row.way == "in"
        and before.way == "in"
        and {row.gate, before.gate} <= counting
        and row.at - before.at > dt.timedelta(minutes=1)
    ):
        return "inside"
    return ""
