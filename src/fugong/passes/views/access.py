"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.passes.models import Pass, PassApplication
from fugong.places.models import Campaign

RELATED = ("campaign__pack_version", "campaign__jurisdiction", "enterprise", "pack_version")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def application_of(request: PageRequest, campaign: Campaign, pk: int) -> PassApplication:
    """An application of the campaign that the person sees; 404 otherwise."""
    rows = PassApplication.objects.visible_to(request.user, Permission.PASS_VIEW).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*RELATED, "asked_by", "decided_by", "follows", "issued").first())


def pass_of(request: PageRequest, campaign: Campaign, pk: int) -> Pass:
    """A pass of an enterprise that the person sees; people's cards are in their files alone."""
    rows = Pass.objects.visible_to(request.user, Permission.PASS_VIEW).filter(campaign=campaign, pk=pk, card="")
    return or_404(rows.select_related(*RELATED, "application").first())


def own(model: Any, campaign: Campaign, enterprise: Any, pk: int) -> Any:
    """A row of the enterprise's own page."""
    rows = model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*RELATED).first())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200
