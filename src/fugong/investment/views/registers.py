"""The registers: platforms by which leads come, new registrations."""

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.investment import exports, lists
from fugong.investment.actions import platforms as actions
from fugong.investment.models import LeadPlatform
from fugong.investment.sheets import may as may_import
from fugong.investment.views.access import VIEW, acted, day, may_keep, platform_of, status
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.policy.reasons import money

FIELDS = ("name", "kind", "address", "contact")


@campaign_page(VIEW)
@require_http_methods(["GET", "POST"])
def platforms(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """By which leads come, and what came by each; a new one."""
    if request.method == "GET":
        return _platforms(request, campaign)
    return acted(
        request,
        lambda: actions.put(campaign=campaign, values=_said(request), by=request.user),
        lambda: _("The entry is kept."),
        lambda: ("investment:platforms", campaign.key),
        lambda refusal: _platforms(request, campaign, refusal),
    )


def _said(request: PageRequest) -> dict[str, Any]:
    return {**{name: request.POST.get(name, "") for name in FIELDS}, "since": day(request, "since")}


def _platforms(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    text = request.GET.get("text", "").strip()[:80]
    found = lists.page(lists.platforms(request.user, campaign, text), request.GET.get("after", ""), newest_first=False)
    for row in found.rows:
        row.campaign = campaign
        row.worth_said = money(row.worth / 100) if row.worth else ""
    context = {
        "campaign": campaign, "page": found, "text": text, "kinds": campaign.pack.investment.platform_kinds,
        "may_keep": may_keep(request), "refusal": refusal, "faults": faults(refusal), "typed": request.POST,
        "today": clock.today(), "count": lists.platforms(request.user, campaign).count(),
    }  # fmt: skip
    return render(request, "investment/platforms.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_http_methods(["GET", "POST"])
def platform(request: PageRequest, campaign: Campaign, lead_platform: int) -> HttpResponse:
    """One platform: its entry, what came by it; corrected, or ended."""
    found = platform_of(request, campaign, lead_platform)
    if request.method == "GET":
        return _one(request, campaign, found)

    def do() -> object:
        if request.POST.get("outcome") == "end":
            return actions.end(platform=found, by=request.user)
        return actions.put(campaign=campaign, values=_said(request), by=request.user, platform=found)

    return acted(
        request, do, lambda: _("The entry is kept."), lambda: ("investment:platforms", campaign.key),
        lambda refusal: _one(request, campaign, found, refusal),
    )  # fmt: skip


def _one(request: PageRequest, campaign: Campaign, found: LeadPlatform, refusal: Refused | None = None) -> HttpResponse:
    wanted = lists.Wanted(stage="all", platform=str(found.pk))
    page = lists.page(lists.leads(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    typed = {name: request.POST.get(name, getattr(found, name)) for name in FIELDS}
    context = {
        "campaign": campaign, "found": found, "page": page, "kinds": campaign.pack.investment.platform_kinds,
        "firms": Page.newest(found.firms.all(), lists.PAGE, request.GET.get("firms", "")),
        "may_keep": may_keep(request), "typed": typed | {"since": found.since},
        "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "investment/platform.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def firms(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """New registrations, by week and one by one."""
    text, known = request.GET.get("text", "").strip()[:80], request.GET.get("known", "")
    weeks = lists.weeks(request.user, campaign)
    most = max((n for _monday, n in weeks), default=0) or 1
    context = {
        "campaign": campaign, "text": text, "known": known,
        "page": lists.page(lists.firms(request.user, campaign, text, known=known), request.GET.get("after", "")),
        "weeks": [(monday, monday + dt.timedelta(days=6), n, n * 100 // most) for monday, n in weeks],
        "may_import": may_import(request.user, campaign),
    }  # fmt: skip
    return render(request, "investment/firms.html", context)


@campaign_page(VIEW)
@require_GET
def firms_sheet(request: PageRequest, campaign: Campaign) -> FileResponse:
    """The same rows as Excel."""
    return exports.firms(request.user, campaign, request.GET.get("text", "")[:80], request.GET.get("known", ""))


@campaign_page(VIEW)
@require_GET
def firm(request: PageRequest, campaign: Campaign, new_firm: int) -> HttpResponse:
    """One new registration."""
    found = or_404(lists.firms(request.user, campaign).filter(pk=new_firm).first())
    return render(request, "investment/firm.html", {"campaign": campaign, "found": found})
