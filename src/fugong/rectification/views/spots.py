"""Blind spots, aspect by grid: every number opens its rows."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.rectification import spots

SPANS = ((7, _("Last 7 days")), (30, _("Last 30 days")), (365, _("Last year")))


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def blind_spots(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What fails most, where, and what was never looked at."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in ("7", "30", "365") else 30
    known = [(each.key, each.name) for each in campaign.pack.registry.segments]
    segment = request.GET.get("segment", "")
    segment = segment if segment in dict(known) else ""
    counted = spots.of(request.user, campaign, segment=segment, days=days)
    context = {
        "campaign": campaign,
        "spots": counted.value,
        "as_of": counted.as_of,
        "segments": known,
        "segment": segment,
        "days": days,
        "spans": SPANS,
        "since": (clock.today() - dt.timedelta(days=days)).isoformat(),
        "note": campaign.pack.rectification.note,
    }
    return render(request, "rectification/blind_spots.html", context)
