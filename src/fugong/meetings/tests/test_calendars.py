"""Calendars follow: invited, moved, called off."""

import datetime as dt

from django.test import Client
from icalendar import Calendar

from fugong.core import clock
from fugong.meetings import actions, calendars
from fugong.meetings.models import Meeting
from fugong.meetings.tests.conftest import Table


def read(content: bytes):
    calendar = Calendar.from_ical(content)
    return calendar, calendar.walk("VEVENT")


def test_an_invitation_is_moved_and_called_off_under_one_uid(table: Table) -> None:
    meeting = table.call()
    first, [event] = read(calendars.invitation(meeting, address="https://office.example/m/1"))
    assert first["method"] == "REQUEST" and event["sequence"] == 0
    moved = actions.change(meeting=meeting, starts_at=meeting.starts_at + dt.timedelta(hours=2), by=table.cast.desk)
    second, [again] = read(calendars.invitation(moved, address=""))
    assert again["uid"] == event["uid"] and again["sequence"] == 1
    assert again["dtstart"].dt == moved.starts_at
    off = actions.cancel(meeting=moved, reason="台风", by=table.cast.desk)
    third, [gone] = read(calendars.invitation(off, address=""))
    assert third["method"] == "CANCEL" and gone["uid"] == event["uid"]
    assert gone["sequence"] == 2 and gone["status"] == "CANCELLED"


def test_saving_the_same_again_changes_no_calendar(table: Table) -> None:
    meeting = table.call()
    again = actions.change(meeting=meeting, title=meeting.title, starts_at=meeting.starts_at, by=table.cast.desk)
    assert again.sequence == 0


def test_a_feed_holds_ones_own_meetings_until_the_password_changes(table: Table, client: Client) -> None:
    table.call()
    owner = table.cast.town
    token = calendars.feed_token(owner)
    answer = client.get(f"/calendar/{token}.ics")
    assert answer.status_code == 200 and len(read(answer.content)[1]) == 1
    other = calendars.feed_token(table.cast.officer)
    assert len(read(client.get(f"/calendar/{other}.ics").content)[1]) == 0
    owner.set_password("another long password")
    owner.save()
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    assert client.get(f"/calendar/{other[:-2]}xx.ics").status_code == 404


def test_titles_are_in_the_readers_language(table: Table) -> None:
    meeting = Meeting.objects.select_related("campaign").get(pk=table.call().pk)
    _calendar, [event] = read(calendars.feed([meeting], address=""))
    assert event["summary"] == "Morning meeting"
    assert event["dtstart"].dt > clock.now()
