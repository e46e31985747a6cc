"""How these pages find their rows, within what the person sees."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import dates
from fugong.core.errors import Refused
from fugong.investment.models import Lead, LeadPlatform, LeadStep, Signing
from fugong.investment.people import workers
from fugong.places.models import Campaign
from fugong.registry import colleagues

VIEW, MANAGE = Permission.LEAD_VIEW, Permission.LEAD_MANAGE
RELATED = ("campaign__pack_version", "campaign__jurisdiction")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def lead_of(request: PageRequest, campaign: Campaign, pk: int) -> Lead:
    """A lead of the campaign that the person sees; 404 otherwise."""
    rows = Lead.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    related = (*RELATED, "pack_version", "officer", "platform", "signing", "enterprise", "entered_by")
    return or_404(rows.select_related(*related).first())


def step_of(request: PageRequest, campaign: Campaign, pk: int) -> LeadStep:
    rows = LeadStep.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*RELATED, "lead", "owner").first())


def signing_of(request: PageRequest, campaign: Campaign, pk: int) -> Signing:
    rows = Signing.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*RELATED).first())


def platform_of(request: PageRequest, campaign: Campaign, pk: int) -> LeadPlatform:
    rows = LeadPlatform.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*RELATED).first())


def worker(campaign: Campaign, typed: str | None, field: str) -> User | None:
    """Somebody who works on leads, as a form sends them; None where nobody is named. Raises Refused at the field."""
    return colleagues.chosen(typed, field, workers(campaign.jurisdiction.code))


def day(request: PageRequest, name: str) -> dt.date | None:
    """A day that was typed; None where nothing, or nothing sensible, was."""
    return dates.asked(request.POST.get(name, ""))


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def may_keep(request: PageRequest) -> bool:
    """Whether the person keeps leads anywhere."""
    return bool(request.user.holds(MANAGE))


__all__: list[Any] = [
    "MANAGE", "VIEW", "acted", "day", "lead_of", "may_keep", "platform_of", "signing_of", "status", "step_of", "worker",
]  # fmt: skip
