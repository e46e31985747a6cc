"""Meetings as calendars read them (RFC 5545, RFC 5546): an invitation that is updated and cancelled, and a feed to subscribe to.

A feed's address holds a signed token of its owner. It stops working when the person's password changes or the account is closed.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from django.core import signing
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, vCalAddress, vText

from fugong.accounts.models import User
from fugong.core import clock
from fugong.meetings.models import Meeting
from fugong.meetings.telling import title_of

SALT = "fugong.meetings.feed"
PAST = dt.timedelta(days=90)
"""How far back a feed goes."""
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


def invitation(meeting: Meeting, *, address: str) -> bytes:
    """One meeting, to be put into a calendar; once it was called off, the message that takes it out again."""
    return _calendar([meeting], "CANCEL" if meeting.state == "cancelled" else "REQUEST", address)


def feed(meetings: Iterable[Meeting], *, address: str) -> bytes:
    """Many meetings; those called off are marked, so that calendars strike them out."""
    return _calendar(meetings, "PUBLISH", address)


def feed_token(user: User) -> str:
    """The token in the address of a person's feed."""
    return signing.dumps([user.pk, _seal(user)], salt=SALT, compress=True)


def owner_of(token: str) -> User | None:
    """Whose feed it is; None for a token that we didn't make or that holds no longer."""
    try:
        pk, seal = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and seal == _seal(user) else None


def _seal(user: User) -> str:
    return salted_hmac(SALT, user.password).hexdigest()[:16]


def _calendar(meetings: Iterable[Meeting], method: Method, address: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Fugong//Meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for meeting in meetings:
        calendar.add_component(_event(meeting, address))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, address: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uid}@fugong")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", clock.now())
    event.add("last-modified", meeting.state_since)
    event.add("dtstart", meeting.starts_at.astimezone(dt.UTC))
    event.add("dtend", meeting.ends_at.astimezone(dt.UTC))
    event.add("summary", title_of(meeting))
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    place = meeting.where or meeting.video
    if place:
        event.add("location", place)
    event.add("description", "\n".join(part for part in (meeting.number, meeting.video, address) if part))
    if meeting.video:
        event.add("url", meeting.video)
    organiser = vCalAddress("mailto:noreply@fugong.invalid")
    organiser.params["cn"] = vText(meeting.chair.name if meeting.chair else str(meeting.campaign))
    event["organizer"] = organiser
    return event
