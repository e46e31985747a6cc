"""What meetings ask of a person: to be there, and to issue the minutes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.meetings.access import holds
from fugong.meetings.models import Meeting
from fugong.meetings.telling import title_of
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo

AHEAD = dt.timedelta(hours=24)


@todo.register
def meetings_to_come(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Meetings of the next day to which the person is invited, and those in session."""
    rows = Meeting.objects.filter(campaign=campaign, participants__user=user, starts_at__lt=clock.now() + AHEAD)
    for meeting in _ready(rows.filter(state__in=["planned", "open"])):
        yield _of(meeting, _("In session") if meeting.state == "open" else _("Meeting"), meeting.starts_at)


@todo.register
def minutes_to_issue(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Meetings that are closed and whose minutes nobody has issued."""
    if not holds(user, campaign):
        return
    for meeting in _ready(Meeting.objects.filter(campaign=campaign, state="closed")):
        yield _of(meeting, _("Issue the minutes"), None)


def _ready(rows: Any) -> Any:
    return todo.first(rows.select_related("campaign", "pack_version").order_by("starts_at", "pk"))


def _of(meeting: Meeting, detail: str, due: dt.datetime | None) -> Todo:
    return Todo(
        due_at=due,
        title=title_of(meeting),
        detail=detail,
        url=reverse("meetings:meeting", args=[meeting.campaign.key, meeting.pk]),
        enterprise=meeting.enterprise,
        overdue=False,
    )
