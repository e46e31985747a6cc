"""Passes: a list, one with its code, on paper, withdrawn; and what gates saw."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.passes import coding, exports, gate, lists, printing, showing, words
from fugong.passes.actions import issuing
from fugong.passes.lists import Wanted
from fugong.passes.models import Pass
from fugong.passes.views.access import acted, pass_of, status
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows

VIEW, DECIDE = Permission.PASS_VIEW, Permission.PASS_DECIDE
SCANS = 20


@campaign_page(VIEW)
@require_GET
def passes(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Passes, the newest first."""
    wanted = Wanted.of(request.GET)
    rows = lists.passes(request.user, campaign, wanted).select_related("enterprise", "pack_version")
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": lists.page(rows, request.GET.get("after", "")),
        "kinds": campaign.pack.passes.given,
        "states": [(key, Pass.workflow.states[key]) for key in lists.STATES],
        "areas": lists.areas(campaign, request.user),
        "usage": issuing.usage(campaign),
        "most": printing.MOST,
    }
    return render(request, "passes/passes.html", context)


@campaign_page(VIEW)
@require_GET
def passes_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    return exports.passes(request.user, campaign, Wanted.of(request.GET))


@campaign_page(VIEW)
@require_GET
def paper(request: PageRequest, campaign: Campaign) -> FileResponse:
    """Valid passes of a list on paper, four to a page: `id` names some, else the list's filters do."""
    rows: Any = lists.passes(request.user, campaign, Wanted.of(request.GET)).filter(state="valid")
    if chosen := numbers.asked_many(request.GET.getlist("id")):
        rows = rows.filter(pk__in=chosen)
    rows = rows.select_related("enterprise", "pack_version", "campaign")
    found = lists.page(rows, request.GET.get("after", ""), printing.MOST).rows
    or_404(found or None)
    return printing.file(found)


@campaign_page(VIEW)
@require_GET
def issued(request: PageRequest, campaign: Campaign, issued: int) -> HttpResponse:
    """One pass with its code."""
    return _page(request, campaign, pass_of(request, campaign, issued))


@campaign_page(DECIDE)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, issued: int) -> HttpResponse:
    """Gates refuse it from their next news on."""
    found = pass_of(request, campaign, issued)
    return acted(
        request,
        lambda: issuing.withdraw(shown=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Withdrawn. Gates with a network know within minutes."),
        lambda: ("passes:issued", campaign.key, found.pk),
        lambda no: _page(request, campaign, found, no),
    )


def _page(request: PageRequest, campaign: Campaign, found: Pass, refusal: Refused | None = None) -> HttpResponse:
    scans = found.scans.order_by("-at", "-pk") if request.user.holds(DECIDE) else found.scans.none()
    seen = Page.placed(scans, SCANS, request.GET.get("scans", ""))
    for scan in seen.rows:
        _told(campaign, scan)
    context = {
        "campaign": campaign,
        "found": found,
        "enterprise": found.enterprise,
        "drawing": coding.svg(showing.code(found)) if found.state == "valid" else "",
        "short": showing.short(found),
        "scans": seen,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "events": history.of(request, "pass", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "passes/pass.html", context, status=status(refusal))


@campaign_page(DECIDE)
@require_GET
def scans(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What gates saw, the newest first; `doubt` shows only passes that can't have been where they were seen."""
    rows = gate.usual(campaign).visible_to(request.user)
    doubt, at = request.GET.get("doubt") == "1", request.GET.get("gate", "")[:40]
    rows = rows.exclude(doubt="") if doubt else rows
    rows = rows.filter(gate=at) if at else rows
    page = lists.page(rows.order_by("-pk").select_related("enterprise", "shown"), request.GET.get("after", ""))
    for scan in page.rows:
        _told(campaign, scan)
    context = {
        "campaign": campaign,
        "page": page,
        "doubt": doubt,
        "at": at,
        "gates": campaign.pack.passes.checkpoints,
    }
    return render(request, "passes/scans.html", context)


def _told(campaign: Campaign, scan: Any) -> None:
    scan.gate_name = campaign.pack.passes.checkpoint_name(scan.gate)
    scan.verdict_name, scan.tone = words.VERDICTS.get(scan.verdict, scan.verdict), words.TONES.get(scan.verdict, "")
    scan.reason_words = words.REASONS.get(scan.reason, scan.reason) if scan.reason else ""
    scan.doubt_words = words.DOUBTS.get(scan.doubt, "")
