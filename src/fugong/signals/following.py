"""What follows from a visit: somebody looked, so nothing is left to answer; what was found stands with the visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fugong.accounts.models import User
from fugong.inspections import completion
from fugong.inspections.models import Visit, VisitItem
from fugong.signals.arrows import STANDING
from fugong.signals.models import Doubt
from fugong.workflow.moves import move

LOOKS_NO = ("service", "consultation")
"""Kinds of visit that help and don't look."""


@completion.register
def looked(visit: Visit, failed: Sequence[VisitItem], by: User) -> None:
    """Doubts at the visited enterprise are looked at."""
    if visit.kind in LOOKS_NO:
        return
    rows: Any = Doubt.objects.select_for_update(of=("self",)).filter(
        campaign=visit.campaign_id, enterprise=visit.enterprise_id, state__in=STANDING, day__lte=visit.day
    )
    for row in rows.select_related("campaign__pack_version", "enterprise").order_by("pk"):
        move(row, "visit", by=None, as_name=str(by), set={"visit": visit}, number=visit.number)
