"""Who is invited, who comes, who was there; the meeting in one's calendar; the enterprise's side."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, open_to_everyone
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.demands.models import Demand
from fugong.meetings import actions, calendars
from fugong.meetings.models import Item, Meeting
from fugong.meetings.telling import title_of
from fugong.meetings.views import finding
from fugong.meetings.views.meetings import kept
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues
from fugong.registry.colleagues import named
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

ICS = "text/calendar; charset=utf-8"
LISTED = 30


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def invitation(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Invite someone: an account of the list, an enterprise, or a guest by name."""
    meeting = finding.meeting_of(request, campaign, pk)
    text = request.POST.get("who", "")
    user = named(text, colleagues.known(campaign))
    seen = Enterprise.objects.visible_to(request.user).filter(enrolments__campaign=campaign)
    enterprise = None
    if user is None and text.strip():
        enterprise = seen.filter(Q(uscc=text.rpartition("·")[2].strip()) | Q(name=text.strip())).first()
    guest = "" if user or enterprise else text
    found = actions.invite(meeting=meeting, user=user, enterprise=enterprise, name=guest, by=request.user)
    messages.success(request, _("%(name)s is invited.") % {"name": found})
    return redirect("meetings:meeting", campaign.key, pk)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def leaving(request: PageRequest, campaign: Campaign, pk: int, participant: int) -> HttpResponse:
    """Take someone off the list."""
    meeting = finding.meeting_of(request, campaign, pk)
    gone = finding.participant_of(meeting, participant)
    who = {"user": gone.user_id, "enterprise": gone.enterprise_id, "name": gone.name}
    actions.uninvite(participant=gone, by=request.user)
    made = undoing.offer(kind="meeting.uninvite", by=request.user, about=meeting, meeting=meeting.pk, **who)
    undoing.said(request, _("%(name)s isn’t invited any more.") % {"name": gone}, made)
    return redirect("meetings:meeting", campaign.key, pk)


def _invited_again(by: User, given: dict[str, Any]) -> Meeting:
    meeting = Meeting.objects.get(pk=given["meeting"])
    user = User.objects.filter(pk=given["user"]).first()
    enterprise = Enterprise.objects.filter(pk=given["enterprise"]).first()
    actions.invite(meeting=meeting, user=user, enterprise=enterprise, name=given["name"], by=by)
    return meeting


undoing.register("meeting.uninvite", _invited_again)


@campaign_page(P.MEETING_VIEW)
@require_POST
@kept
def response(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """I come, or I can't."""
    meeting = finding.meeting_of(request, campaign, pk)
    mine = meeting.participants.filter(user=request.user).first()
    if mine is None:
        raise Http404
    mine.meeting = meeting
    actions.respond(participant=mine, coming=request.POST.get("coming") == "yes", by=request.user)
    return redirect("meetings:meeting", campaign.key, pk)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def attendance(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Who was there."""
    meeting = finding.meeting_of(request, campaign, pk)
    present = set(numbers.asked_many(request.POST.getlist("present")))
    actions.attend(meeting=meeting, present=present, by=request.user)
    messages.success(request, _("Recorded."))
    return redirect("meetings:meeting", campaign.key, pk)


@campaign_page(P.MEETING_VIEW)
@require_GET
def entry(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The meeting as a file for one's calendar."""
    meeting = finding.meeting_of(request, campaign, pk)
    address = request.build_absolute_uri(f"/c/{campaign.key}/meetings/{meeting.pk}/")
    return _ics(calendars.invitation(meeting, address=address), f"{meeting.number}.ics")


@open_to_everyone
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings to which the owner of the token is invited, for a calendar that asks again by itself."""
    owner = calendars.owner_of(token)
    if owner is None:
        raise Http404
    rows = Meeting.objects.visible_to(owner).filter(starts_at__gt=clock.now() - calendars.PAST)
    rows = rows.filter(participants__user=owner).select_related("campaign", "pack_version", "chair")
    found = list(rows.order_by("starts_at", "pk")[:500])
    return _ics(calendars.feed(found, address=request.build_absolute_uri("/")), "meetings.ics")


def _ics(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=ICS)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@mine_page(P.DEMAND_RAISE)
@require_GET
def mine_meetings(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The enterprise's side: meetings to which it is invited, and what they said to its own matters."""
    rows = Meeting.objects.filter(campaign=campaign, participants__enterprise=enterprise)
    rows = rows.select_related("campaign", "pack_version").order_by("-starts_at", "-pk")
    page = Page.placed(rows, LISTED, request.GET.get("after", ""))
    items = own_items(enterprise, page.rows)
    for meeting in page.rows:
        meeting.shown_title = title_of(meeting)
        meeting.own = items.get(meeting.pk, [])
        meeting.mine = meeting.participants.filter(enterprise=enterprise).first()
    context = {"campaign": campaign, "enterprise": enterprise, "page": page, "now": clock.now()}
    return render(request, "meetings/mine.html", context)


def own_items(enterprise: Enterprise, meetings: list[Meeting]) -> dict[int, list[Item]]:
    """Meeting → the matters that are the enterprise's own, or a cause that it shares (without the others' names)."""
    causes = Demand.objects.filter(enterprise=enterprise, cause__isnull=False).values_list("cause", flat=True)
    keys = [f"cause:{cause}" for cause in causes.distinct()]
    own = Q(enterprise=enterprise) & ~Q(key__startswith="task:")
    rows = Item.objects.filter(own | Q(key__in=keys), meeting__in=meetings, removed=False).order_by("position", "pk")
    found: dict[int, list[Item]] = {}
    for item in rows:
        found.setdefault(item.meeting_id, []).append(item)
    return found


@mine_page(P.DEMAND_RAISE)
@require_POST
def mine_response(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """The enterprise comes, or can't."""
    rows = Meeting.objects.filter(campaign=campaign, participants__enterprise=enterprise, pk=pk)
    meeting = rows.select_related("campaign", "pack_version").first()
    if meeting is None:
        raise Http404
    mine = meeting.participants.get(enterprise=enterprise)
    mine.meeting = meeting
    actions.respond(participant=mine, coming=request.POST.get("coming") == "yes", by=request.user)
    return redirect("meetings:mine_meetings", campaign.key, enterprise.pk)
