"""The desk's lists: notices, findings, stop-work orders; and the same as sheets."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign, Grid
from fugong.places.pages import campaign_page
from fugong.rectification import lists, naming, sheets
from fugong.rectification.arrows import FINDING, NOTICE, STOP_WORK

TABS = (
    ("open", _("Not closed yet")),
    ("look_back", _("To be looked at again")),
    ("overdue", _("Overdue")),
    ("all", _("All")),
)
DUES = (("overdue", _("Overdue")), ("today", _("Due today")), ("later", _("Later")))


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def notices(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Rectification notices, the newest first."""
    wanted = lists.Wanted.of(request.GET)
    rows = lists.notices(request.user, campaign, wanted).select_related("enterprise__grid", "campaign", "issued_by")
    found = lists.page(rows, "issued_at", request.GET.get("after", ""))
    names = dict(naming.aspect_choices(campaign))
    for row in found.rows:
        row.aspect_list = [names.get(key, key) for key in row.aspects]
    context = _filters(campaign, wanted) | {
        "page": found,
        "tabs": TABS,
        "states": NOTICE.states.items(),
        "note": campaign.pack.rectification.note,
    }
    return render(request, "rectification/notices.html", context)


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def notices_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    return sheets.notices(request.user, campaign, lists.Wanted.of(request.GET))


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def findings(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Findings, the newest first; the open ones wait for a notice."""
    wanted = lists.Wanted.of(request.GET)
    rows = lists.findings(request.user, campaign, wanted)
    rows = rows.select_related("enterprise__grid", "pack_version", "found_by", "campaign")
    found = lists.page(rows, "found_at", request.GET.get("after", ""))
    for row in found.rows:
        naming.named(row)
    context = _filters(campaign, wanted) | {
        "page": found,
        "tabs": [tab for tab in TABS if tab[0] != "look_back"],
        "states": FINDING.states.items(),
        "severities": [(each.key, each.name) for each in campaign.pack.rectification.severities],
        "items": [(key, str(item.name)) for key, (_list, _aspect, item) in naming.items_of(campaign.pack).items()],
    }
    return render(request, "rectification/findings.html", context)


@campaign_page(Permission.REGISTRY_EXPORT)
@require_GET
def findings_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    return sheets.findings(request.user, campaign, lists.Wanted.of(request.GET))


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def stops(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Proposals and orders to stop work."""
    wanted = lists.Wanted.of(request.GET)
    rows = lists.stops(request.user, campaign, wanted).select_related(
        "enterprise", "campaign", "proposed_by", "decided_by"
    )
    found = lists.page(rows, "proposed_at", request.GET.get("after", ""))
    for row in found.rows:
        row.mine = row.state in ("proposed", "verified") and row.may_move(request.user, Permission.STOP_WORK_DECIDE)
    context = _filters(campaign, wanted) | {
        "page": found,
        "tabs": [tab for tab in TABS if tab[0] != "look_back"],
        "states": STOP_WORK.states.items(),
    }
    return render(request, "rectification/stops.html", context)


def _filters(campaign: Campaign, wanted: lists.Wanted) -> dict[str, Any]:
    """What every list's filters offer."""
    grids = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    return {
        "campaign": campaign,
        "wanted": wanted,
        "filtered": wanted.filtered,
        "grids": [(str(grid.pk), str(grid)) for grid in grids],
        "aspects": naming.aspect_choices(campaign),
        "segments": [(each.key, each.name) for each in campaign.pack.registry.segments],
        "dues": DUES,
    }
