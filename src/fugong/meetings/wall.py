"""What the wall shows of meetings in the evening: those still to come tonight and in session, with what is left to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates, walls
from fugong.core.walls import Asked, Line
from fugong.meetings.access import holds
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.telling import title_of

TONIGHT = dt.timedelta(hours=16)
"""Until then a meeting is tonight's: the next morning's, whose agenda the evening makes, too."""
MOST = 4


@walls.deciding
def meetings(asked: Asked) -> Iterator[Line]:
    """Each with the number of matters that nobody has dealt with; whoever leads it goes straight to them."""
    if not asked.user.holds(P.MEETING_VIEW):
        return
    now = clock.now()
    coming = Q(state="open") | Q(state="planned", ends_at__gt=now, starts_at__lt=now + TONIGHT)
    rows = Meeting.objects.visible_to(asked.user).filter(coming, campaign=asked.campaign)
    left = Count("items", filter=Q(items__removed=False, items__outcome=Outcome.OPEN))
    rows = rows.select_related("campaign", "pack_version").annotate(left=left).order_by("starts_at", "pk")
    leads = holds(asked.user, asked.campaign)
    for meeting in rows[:MOST]:
        walked = leads and meeting.state == "open"
        url = reverse("meetings:walk" if walked else "meetings:meeting", args=[asked.campaign.key, meeting.pk])
        begins = _("in session") if meeting.state == "open" else dates.shown_short_moment(meeting.starts_at)
        yield Line(title_of(meeting), meeting.left, url, detail=begins, group=_("Meetings: matters left"))
