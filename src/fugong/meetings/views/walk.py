"""The meeting mode: whoever leads the meeting goes from matter to matter."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.meetings.views import finding, walking
from fugong.meetings.views.meetings import page_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(P.MEETING_HOLD)
@require_GET
def walk(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One matter, for whoever leads; a meeting that is over has its page with the minutes."""
    found = finding.meeting_of(request, campaign, pk)
    context = page_of(request, found)
    if not context["leads"] or found.state not in walking.WALKED:
        return redirect("meetings:meeting", campaign.key, pk)
    context |= walking.place(context, request.GET.get("at", ""))
    return render(request, "meetings/walk.html", context)
