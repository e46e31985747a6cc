"""Visits as the enterprise sees them: what was found at its place, and its own check of the same list beforehand."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.paging import Page
from fugong.inspections import reading
from fugong.inspections.models import Visit
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.mine import Door, mine_page
from fugong.registry.models import Enterprise
from fugong.resumption import rules

PAGE = 20


@mine_page(Permission.INSPECTION_VIEW)
@require_safe
def visits(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The visits at the enterprise, each with what was found; and the lists by which it is inspected."""
    rows = Visit.objects.filter(campaign=campaign, enterprise=enterprise).select_related("pack_version", "by")
    page = Page.placed(rows.prefetch_related("items", "evidence", "edits"), PAGE, request.GET.get("after", ""))
    for visit in page.rows:
        visit.filled = reading.filled(visit)
    own = rules.about(campaign, enterprise).checklists("self")
    context = {"campaign": campaign, "enterprise": enterprise, "page": page, "own": own}
    return render(request, "inspections/mine.html", context)


@mine.register
def door(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterable[Door]:
    """The way there from the enterprise's home."""
    last = Visit.objects.filter(campaign=campaign, enterprise=enterprise).first()
    if last is None:
        detail = _("Nobody has been there yet. Check yourself against the same list first.")
    elif last.failed:
        detail = ngettext("%(n)s fault at the last visit", "%(n)s faults at the last visit", last.failed) % {
            "n": last.failed
        }
    else:
        detail = _("All in order at the last visit")
    url = reverse("inspections:mine_visits", args=[campaign.key, enterprise.pk])
    yield Door("clipboard-check", _("Visits"), detail, url, warns=bool(last and last.failed > last.corrected))
