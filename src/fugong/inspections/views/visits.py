"""Visits on the desk: the list and its sheet, one visit on one page and on paper, its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models.functions import Length
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission
from fugong.inspections import exports, files, lists, printing, reading
from fugong.inspections.actions import visits as actions
from fugong.inspections.models import Evidence, Kind, Visit
from fugong.inspections.words import RESULT
from fugong.ledger import history
from fugong.places import geometry
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.access import may
from fugong.registry.models import Team

MOST_TEAMS = 100  # to choose from; of more one is looked for by name


@campaign_page(Permission.INSPECTION_VIEW)
@require_safe
def visits(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The list."""
    wanted = lists.Wanted.of(request.GET)
    found = lists.page(lists.visits(request.user, campaign, wanted), request.GET.get("after", ""))
    teams = list(Team.objects.filter(campaign=campaign).order_by(Length("key"), "key")[: MOST_TEAMS + 1])
    aspects = {aspect.key: str(aspect.name) for each in _inspecting(campaign) for aspect in each.aspects}
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": found,
        "kinds": Kind.choices,
        "results": RESULT.items(),
        "grids": geometry.grids_of(campaign),
        "teams": teams if len(teams) <= MOST_TEAMS else [],
        "aspects": sorted(aspects.items(), key=lambda each: each[1]),
    }
    return render(request, "inspections/visits.html", context)


def _inspecting(campaign: Campaign) -> Any:
    return [each for each in campaign.pack.inspections.checklists if set(each.used_for) - {"self", "guide"}]


@campaign_page(Permission.REGISTRY_EXPORT)
@require_safe
def visits_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet: visits, and every fault beside."""
    return exports.visits(request.user, campaign, lists.Wanted.of(request.GET))


@campaign_page(Permission.INSPECTION_VIEW)
@require_safe
def visit(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One visit on one page."""
    found = _visit(request, campaign, pk)
    context = {
        "campaign": campaign,
        "visit": found,
        "filled": reading.filled(found),
        "loose": reading.loose_files(found),
        "edits": list(found.edits.all()),
        "open_edits": [edit for edit in found.edits.all() if edit.settled_at is None],
        "may_settle": may(request.user, Permission.VISIT_RECORD, found.enterprise),
        "events": history.of(request, "visit", found.pk),
        "map_points": found.latitude is not None,
    }
    return render(request, "inspections/visit.html", context)


@campaign_page(Permission.INSPECTION_VIEW)
@require_safe
def visit_paper(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The visit record to print and sign."""
    found = _visit(request, campaign, pk)
    answer = HttpResponse(printing.pdf(found), content_type="application/pdf")
    name = _("Visit record %(number)s") % {"number": found.number}
    answer["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    return answer


@campaign_page(Permission.VISIT_RECORD)
@require_POST
def edit_settlement(request: PageRequest, campaign: Campaign, pk: int, edit: int) -> HttpResponse:
    """Somebody looked at both editions."""
    found = _visit(request, campaign, pk)
    actions.settle(edit=get_object_or_404(found.edits.all(), pk=edit), by=request.user)
    messages.success(request, _("Settled: the visit stands as it is, the other edition stays beside it."))
    return redirect("inspections:visit", campaign.key, pk)


@page(Permission.INSPECTION_VIEW)
@require_safe
def evidence(request: PageRequest, uid: UUID) -> Any:
    """A photo or voice note."""
    row = Evidence.objects.visible_to(request.user).exclude(visit=None).filter(uid=uid).first()
    if row is None:
        raise Http404
    return files.evidence(row)


@page(Permission.INSPECTION_VIEW)
@require_safe
def signature(request: PageRequest, uid: UUID) -> Any:
    """The signature of the person in charge."""
    row = Visit.objects.visible_to(request.user).filter(uid=uid).first()
    if row is None:
        raise Http404
    return files.signature(row)


def _visit(request: PageRequest, campaign: Campaign, pk: int) -> Visit:
    rows = Visit.objects.visible_to(request.user).filter(campaign=campaign)
    rows = rows.select_related("enterprise", "by", "team", "pack_version", "verification__step__filing")
    found: Visit = get_object_or_404(
        rows.prefetch_related("items", "evidence", "edits__by", "edits__settled_by", "people__user"), pk=pk
    )
    return found
