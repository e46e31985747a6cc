"""The matters of a meeting: added, put in order, answered, decided, noted, carried over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.meetings import actions
from fugong.meetings.models import Item
from fugong.meetings.views import finding, walking
from fugong.meetings.views.meetings import kept
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues
from fugong.registry.colleagues import person_from

LANGUAGES = ("en", "ja", "ko")


@campaign_page(P.MEETING_VIEW)
@require_POST
@kept
def add(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """A matter, in words or as the number of a demand."""
    meeting = finding.meeting_of(request, campaign, pk)
    number = request.POST.get("number", "").strip()
    if number:
        actions.add_demand(meeting=meeting, number=number, by=request.user)
    else:
        title, detail = request.POST.get("title", ""), request.POST.get("detail", "")
        actions.add(meeting=meeting, title=title, detail=detail, by=request.user)
    messages.success(request, _("It stands on the agenda."))
    return redirect("meetings:meeting", campaign.key, pk)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def removal(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """Take a matter off the agenda."""
    actions.remove(item=_item(request, campaign, pk, matter), by=request.user)
    return redirect("meetings:meeting", campaign.key, pk)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def place(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """Move a matter one up or one down."""
    found = _item(request, campaign, pk, matter)
    order = list(found.meeting.items.filter(removed=False).values_list("pk", flat=True))
    at = order.index(found.pk) if found.pk in order else 0
    to = max(at - 1, 0) if request.POST.get("to") == "up" else min(at + 1, len(order) - 1)
    if order:
        order[at], order[to] = order[to], order[at]
    actions.arrange(meeting=found.meeting, items=order, by=request.user)
    return _back(request, campaign, pk, found)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def answer(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """Answer a matter; the enterprises get it too where that was ticked."""
    found = _item(request, campaign, pk, matter)
    texts = {key: text for key in LANGUAGES if (text := request.POST.get(f"text-{key}", "").strip())}
    send = "send" in request.POST
    said = request.POST.get("text") or request.POST.get("said", "")
    actions.answer(item=found, text=said, texts=texts, send=send, by=request.user)
    messages.success(request, _("Answered, and sent.") if send else _("Answered, on the record."))
    return _back(request, campaign, pk, found)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def decision(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """Decide: a task with owner and date."""
    found = _item(request, campaign, pk, matter)
    said: Any = request.POST
    due = finding.moment_from(said["due"], "due") if said.get("due") else None
    if due is not None and len(said["due"]) == 10:
        due = clock.at(due.date(), 18)
    owner = person_from(said.get("owner", ""), "owner", colleagues.known(campaign))
    made = actions.decide(
        item=found, text=said.get("decision", ""), owner=owner, deadline=due, said=said.get("said", ""), by=request.user
    )
    messages.success(request, _("Decided: task %(number)s.") % {"number": made.task.number if made.task else ""})
    return _back(request, campaign, pk, found)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def note(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """What was said."""
    found = _item(request, campaign, pk, matter)
    actions.note(item=found, said=request.POST.get("said", ""), by=request.user)
    return _back(request, campaign, pk, found)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def carrying(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """Leave a matter to the next meeting."""
    found = _item(request, campaign, pk, matter)
    actions.carry(item=found, reason=request.POST.get("said", ""), by=request.user)
    return _back(request, campaign, pk, found)


@campaign_page(P.MEETING_HOLD)
@require_POST
@kept
def publication(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> HttpResponse:
    """Good practice becomes an example, or doesn't."""
    found, words = _item(request, campaign, pk, matter), request.POST.get("opinion", "")
    if request.POST.get("outcome") == "decline":
        actions.decline_example(item=found, reason=words, by=request.user)
        messages.success(request, _("It isn't published."))
    else:
        actions.publish_example(item=found, opinion=words, by=request.user)
        messages.success(request, _("Published. Those for whom it is were told."))
    return _back(request, campaign, pk, found)


def _item(request: PageRequest, campaign: Campaign, pk: int, matter: int) -> Item:
    return finding.item_of(finding.meeting_of(request, campaign, pk), matter)


def _back(request: PageRequest, campaign: Campaign, pk: int, item: Item) -> HttpResponse:
    """To the matter: on its own screen for whoever walks the agenda, else on the meeting's page."""
    if request.POST.get("back") == "walk":
        return redirect(walking.address(campaign, pk, item.pk))
    return redirect(f"{reverse('meetings:meeting', args=[campaign.key, pk])}#item-{item.pk}")
