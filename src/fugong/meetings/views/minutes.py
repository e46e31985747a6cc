"""The minutes: written, and handed out as paper or sheet."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.meetings import actions, printing
from fugong.meetings.views import finding
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.sheets import writer


@campaign_page(P.MEETING_HOLD)
@require_POST
def summary(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The paragraph that opens the minutes."""
    meeting = finding.meeting_of(request, campaign, pk)
    actions.summarise(meeting=meeting, summary=request.POST.get("summary", ""), by=request.user)
    return redirect("meetings:meeting", campaign.key, pk)


@campaign_page(P.MEETING_VIEW)
@require_GET
def paper(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Agenda or minutes as PDF."""
    meeting = finding.meeting_of(request, campaign, pk)
    answer = HttpResponse(printing.pdf(meeting), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, printing.file_name(meeting, "pdf")) or "inline"
    return answer


@campaign_page(P.MEETING_VIEW)
@require_GET
def sheet(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    meeting = finding.meeting_of(request, campaign, pk)
    return writer.download(printing.workbook(meeting), printing.file_name(meeting, "xlsx").removesuffix(".xlsx"))
