"""The history of a record as its page shows it: the newest first, read on under a key of its own in the address."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from fugong.core.paging import Page
from fugong.ledger.models import Event

KEY = "history"
SIZE = 40


def of(request: HttpRequest, kind: str, key: object) -> Page:
    """What happened to one record."""
    return page(request, Event.objects.about(kind, key))


def page(request: HttpRequest, *stories: "QuerySet[Event, Any]") -> Page:
    """What happened in these stories, as far back as the address says; `{% timeline %}` shows the way to what was before."""
    after = request.GET.get(KEY, "")
    found = [event for story in stories for event in Page.newest(story, SIZE + 1, after).rows]
    return Page.of(sorted(found, key=lambda event: -event.pk), SIZE, after)
