"""How these pages find their rows, within what the person sees."""

from __future__ import annotations

from functools import partial

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.signals.models import Doubt

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def doubt_of(request: PageRequest, campaign: Campaign, pk: int) -> Doubt:
    rows = Doubt.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    names = ("campaign__pack_version", "campaign__jurisdiction", "pack_version", "enterprise", "answered_by", "visit")
    return or_404(rows.select_related(*names).first())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200
