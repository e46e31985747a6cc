"""One meeting at a time: its row is held until the transaction ends; and who may touch it."""

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core.errors import Conflict, NotAllowed
from fugong.meetings.access import holds
from fugong.meetings.models import Item, Meeting


def held(meeting: Meeting, *states: str) -> Meeting:
    """The meeting's row as it is now, held; Conflict where it is in none of the states."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related(
        "campaign__pack_version", "campaign__jurisdiction", "pack_version", "enterprise", "chair"
    )
    found = rows.get(pk=meeting.pk)
    if states and found.state not in states:
        message = _("This can't be done now: the meeting is “%(state)s”. Reload the page to see what happened.")
        raise Conflict(message % {"state": found.state_name})
    return found


def held_item(item: Item) -> Item:
    """An agenda item of an open meeting, both held."""
    meeting = held(item.meeting, "open")
    found = Item.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=item.pk)
    found.meeting = meeting
    return found


def guard(meeting: Meeting, by: User | None) -> None:
    """Refuses whoever doesn't lead meetings here; None is the clock."""
    if by is not None and not holds(by, meeting.campaign):
        raise NotAllowed(_("You don't lead meetings here."))
