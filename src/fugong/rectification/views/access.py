"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import dates
from fugong.places.models import Campaign
from fugong.rectification.models import Appeal, Extension, Finding, Notice, StopWork
from fugong.registry.models import Enterprise

PAPERS = ("campaign__pack_version", "campaign__jurisdiction", "enterprise", "pack_version")


def notice_of(request: PageRequest, campaign: Campaign, pk: int) -> Notice:
    """A notice of the campaign that the person sees; 404 otherwise."""
    rows = Notice.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*PAPERS, "issued_by", "served_by", "follows").first())


def stop_of(request: PageRequest, campaign: Campaign, pk: int) -> StopWork:
    """A proposal or order of the campaign that the person sees."""
    rows = StopWork.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    people = ("proposed_by", "decided_by", "verified_by", "lifted_by", "notice")
    return or_404(rows.select_related(*PAPERS, *people).first())


def finding_of(request: PageRequest, campaign: Campaign, pk: int) -> Finding:
    rows = Finding.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*PAPERS, "found_by", "corrected_by", "repeat_of", "visit").first())


def extension_of(request: PageRequest, campaign: Campaign, pk: int) -> Extension:
    rows = Extension.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("notice", "enterprise").first())


def appeal_of(request: PageRequest, campaign: Campaign, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("notice", "order", "enterprise", "campaign").first())


def enterprise_of(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    seen = Enterprise.objects.visible_to(request.user, Permission.INSPECTION_VIEW)
    return or_404(seen.filter(enrolments__campaign=campaign, pk=pk).first())


def own(model: Any, campaign: Campaign, enterprise: Enterprise, pk: int) -> Any:
    """A row of the enterprise's own page."""
    return or_404(model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk).first())


def files(request: PageRequest, name: str, most: int = 12) -> list[tuple[str, bytes]]:
    """Uploaded files as (name, content)."""
    return [(each.name or "file", each.read()) for each in request.FILES.getlist(name)[:most]]


def moment(request: PageRequest, name: str) -> dt.datetime | None:
    """A `datetime-local` field as a moment; None where nothing, or nothing sensible, was typed."""
    return dates.moment_asked(request.POST.get(name, ""))
