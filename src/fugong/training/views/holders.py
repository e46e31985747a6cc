"""Who may serve where today: each enterprise with the people whose certificate holds, and those enterprises that have nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.training import exports, holders
from fugong.training.access import shown_name
from fugong.training.lists import Wanted


@campaign_page(P.TRAINING_VIEW)
@require_GET
def today(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The list of the day for one qualification."""
    wanted = Wanted.of(request.GET)
    rules = campaign.pack.training
    kind = wanted.kind if rules.qualification(wanted.kind) else next((each.key for each in rules.qualifications), "")
    page = holders.page(request.user, campaign, kind, wanted, numbers.asked(request.GET.get("after", "")))
    for row in page.rows:
        for each in row.holders:
            each.campaign, each.shown = campaign, shown_name(request.user, each)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": rules, "kind": kind, "today": clock.today(),
        "columns": holders.strip(request.user, campaign, kind, wanted.state),
    }  # fmt: skip
    return render(request, "training/holders.html", context)


@campaign_page(P.TRAINING_VIEW)
@require_GET
def today_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same as a sheet: one row for each certificate that holds, and one for each enterprise without."""
    wanted = Wanted.of(request.GET)
    rules = campaign.pack.training
    kind = wanted.kind if rules.qualification(wanted.kind) else next((each.key for each in rules.qualifications), "")
    return exports.holders(holders.every(request.user, campaign, kind, wanted), campaign, request.user)
