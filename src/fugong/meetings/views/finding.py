"""How these pages find their rows, within what the person sees; and what forms say."""

import datetime as dt

from django.utils.translation import gettext as _

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import dates, numbers
from fugong.core.errors import Fault, Refused
from fugong.meetings.models import Item, Meeting, Participant
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


def meeting_of(request: PageRequest, campaign: Campaign, pk: int) -> Meeting:
    """A meeting that the person sees; 404 otherwise."""
    rows = Meeting.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    rows = rows.select_related(
        "campaign__jurisdiction", "campaign__pack_version", "pack_version", "enterprise", "chair"
    )
    return or_404(rows.first())


def item_of(meeting: Meeting, pk: int) -> Item:
    item = or_404(meeting.items.filter(pk=pk).select_related("enterprise").first())
    item.meeting = meeting
    return item


def participant_of(meeting: Meeting, pk: int) -> Participant:
    found = or_404(meeting.participants.filter(pk=pk).select_related("user", "enterprise").first())
    found.meeting = meeting
    return found


def moment_from(text: str, field: str) -> dt.datetime:
    """`2020-02-21T08:30` on the installation's wall clock. Raises Refused at the field."""
    if (found := dates.moment_asked(text)) is None:
        message = _("Give day and time.")
        raise Refused(message, fields=[Fault(field, message)])
    return found


def enterprise_from(request: PageRequest, campaign: Campaign, text: str, field: str) -> Enterprise:
    """By credit code or name, among those that the person sees. Raises Refused at the field."""
    name = text.rpartition("·")[2].strip() or text.strip()
    seen = Enterprise.objects.visible_to(request.user).filter(enrolments__campaign=campaign)
    found = seen.filter(uscc=name).first() or seen.filter(name=text.strip()).first()
    if found is None:
        message = _("There is no enterprise %(name)s here. Give its name in full or its credit code.")
        message %= {"name": text.strip()[:60] or "—"}
        raise Refused(message, fields=[Fault(field, message)])
    return found


def whole(text: str | None, field: str) -> int | None:
    """A whole number; None where nothing was said. Raises Refused at the field."""
    if not text:
        return None
    number = numbers.asked(text, most=999_999)
    if number is None:
        raise Refused(_("Give a whole number."), fields=[Fault(field, _("Give a whole number."))])
    return number
