"""Meetings on the enterprise's home: shown when it is invited."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.pages import PageRequest
from fugong.core import clock
from fugong.meetings.models import Meeting
from fugong.meetings.telling import in_words, title_of
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise


@mine.register
def invitations(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """The next meeting to which the enterprise is invited; the way to earlier ones where there were any."""
    rows = Meeting.objects.filter(campaign=campaign, participants__enterprise=enterprise).exclude(state="cancelled")
    coming = (
        rows.filter(ends_at__gt=clock.now()).select_related("campaign", "pack_version").order_by("starts_at").first()
    )
    if coming is None and not rows.exists():
        return
    url = reverse("meetings:mine_meetings", args=[campaign.key, enterprise.pk])
    detail = f"{in_words(coming)} {title_of(coming)}" if coming else ""
    yield Door("calendar-event", _("Meetings"), detail, url, warns=coming is not None)
