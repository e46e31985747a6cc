"""Walking the agenda: one matter a screen, what comes before and after it, what is left."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fugong.accounts.pages import PageRequest
from fugong.core import numbers
from fugong.demands import shown
from fugong.meetings.models import Item, Outcome
from fugong.places.models import Campaign

END = "end"
"""`?at=end`: the screen after the last matter."""
WALKED = ("planned", "open")


def address(campaign: Campaign, meeting: int, at: int | str = "") -> str:
    """Where a matter stands alone; without one, the first that nobody has dealt with."""
    page = reverse("meetings:walk", args=[campaign.key, meeting])
    return f"{page}?at={at}" if at else page


def place(context: Mapping[str, Any], at: str) -> dict[str, Any]:
    """What the screen needs besides what the meeting's page knows (`context`). An unknown `at` is the first open matter."""
    items: list[Item] = [item for cluster in context["clusters"] for item in cluster["items"]]
    number = _number(items, at)
    campaign, meeting = context["campaign"], context["meeting"]
    keys: list[int | str] = [*(item.pk for item in items), END]
    return {
        "walking": True,
        "items": items,
        "item": items[number] if number < len(items) else None,
        "number": number + 1,
        "previous": address(campaign, meeting.pk, keys[number - 1]) if number else "",
        "next": address(campaign, meeting.pk, keys[number + 1]) if number < len(items) else "",
        "left": sum(item.outcome == Outcome.OPEN for item in items),
        "carried": sum(item.outcome == Outcome.CARRIED for item in items),
    }


def _number(items: list[Item], at: str) -> int:
    """The place of the matter asked for in the agenda, from 0; the number of matters is the end."""
    asked = numbers.asked(at)
    known = next((number for number, item in enumerate(items) if item.pk == asked), None)
    if known is not None or at == END:
        return len(items) if known is None else known
    return next((number for number, item in enumerate(items) if item.outcome == Outcome.OPEN), len(items))


def refused(request: PageRequest, context: dict[str, Any], matter: int, status: int) -> HttpResponse:
    """The same screen with why the step was refused, and all that was typed."""
    context |= place(context, str(matter))
    if item := context["item"]:
        item.typed, item.faults = request.POST, context["faults"]
        item.languages = shown.further_languages(context["campaign"], request.POST)
    return render(request, "meetings/walk.html", context, status=status)
