"""Appointments: by the hours of the office and the calendar, never over capacity, called one by one, missed, moved."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.services import slots
from fugong.services.actions import appointments as actions
from fugong.services.asking import Asker
from fugong.services.tests.stage import FRIDAY, SATURDAY
from fugong.workflow import deadlines

pytestmark = pytest.mark.django_db


def later(moment):
    return clock.showing(moment)


def test_times_follow_opening_hours_the_calendar_and_the_clock(stage):
    hall = stage.campaign.pack.services.office("hall")
    days = dict(slots.bookable(stage.campaign, hall))
    assert [slot.key[11:] for slot in days[dt.date(2020, 2, 20)]][:2] == ["13:30", "14:00"], "the morning is over"
    assert len(days[FRIDAY]) == 12
    assert SATURDAY not in days, "a day off"
    for when in (stage.at(9, 0, SATURDAY), stage.at(9, 10), stage.at(12), stage.at(9, 0, dt.date(2020, 3, 20))):
        with pytest.raises(Refused):
            stage.booked(when)


def test_a_make_up_working_day_is_open_and_a_holiday_is_closed(stage):
    section = stage.campaign.pack.services
    hall = section.office("hall")
    assert section.is_open(hall, dt.date(2020, 1, 19)), "a Sunday worked for the festival"
    assert not section.is_open(hall, dt.date(2020, 1, 27)), "a Monday of the festival"


def test_a_full_time_is_refused_and_a_cancelled_one_is_free_again(stage):
    first = stage.booked()
    stage.booked(asker=stage.stranger(1), by=stage.cast.desk)
    with pytest.raises(Refused, match="This time is full"):
        stage.booked(asker=stage.stranger(2), by=stage.cast.desk)
    actions.cancel(appointment=first, by=stage.cast.liaison)
    assert stage.booked(asker=stage.stranger(3), by=stage.cast.desk).seat == 1


def test_a_time_is_moved_and_the_old_one_is_kept_where_the_new_one_is_full(stage):
    row = stage.booked()
    for number in (1, 2):
        stage.booked(stage.at(10), stage.stranger(number), stage.cast.desk)
    with pytest.raises(Refused, match="full"):
        actions.change(appointment=row, starts_at=stage.at(10), by=stage.cast.liaison)
    row.refresh_from_db()
    assert (row.starts_at, row.number) == (stage.at(9), "A001")
    moved = actions.change(appointment=row, starts_at=stage.at(11), by=stage.cast.liaison)
    assert (moved.starts_at, moved.number, stage.free(stage.at(9))) == (stage.at(11), "A004", 2)
    with pytest.raises(NotAllowed):
        actions.change(appointment=moved, starts_at=stage.at(9), by=stage.cast.shop_liaison)


def test_one_time_a_day_for_one_service(stage):
    stage.booked()
    with pytest.raises(Refused, match="has a time on this day already: A001"):
        stage.booked(stage.at(15))


def test_windows_call_who_waits_first_then_whose_time_has_begun(stage):
    early, late = stage.booked(stage.at(9)), stage.booked(stage.at(9, 30), stage.stranger(1), stage.cast.desk)
    desk = stage.cast.desk
    with later(stage.at(9, 20)):
        actions.arrive(appointment=late, by=desk)
        called = actions.call_next(campaign=stage.campaign, office="hall", window=2, by=desk)
        assert (called.number, called.window) == (late.number, 2)
        called = actions.call_next(campaign=stage.campaign, office="hall", window=1, by=desk)
        assert called.number == early.number
        assert actions.call_next(campaign=stage.campaign, office="hall", window=1, by=desk) is None
        assert actions.serve(appointment=called, by=desk).state == "served"
        with pytest.raises(Conflict):
            actions.serve(appointment=called, by=desk)
        with pytest.raises(Refused):
            actions.call_next(campaign=stage.campaign, office="hall", window=0, by=desk)


def test_who_does_not_come_is_noted_by_the_clock_and_who_waits_is_not(stage):
    gone, there = stage.booked(), stage.booked(asker=stage.stranger(1), by=stage.cast.desk)
    with later(stage.at(9, 5)):
        actions.arrive(appointment=there, by=stage.cast.desk)
    with later(stage.at(9, 39)):
        assert deadlines.sweep() == 0
    with later(stage.at(9, 41)):
        deadlines.sweep()
        assert deadlines.sweep() == 0
    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, there.state) == ("no_show", "waiting")


def test_a_day_is_closed_or_served_by_fewer_but_not_over_those_who_come(stage):
    alike = {"campaign": stage.campaign, "office": "hall", "day": FRIDAY, "note": "", "by": stage.cast.desk}
    row = stage.booked()
    with pytest.raises(Refused, match="1 have a time on this day"):
        actions.set_day(staff=None, closed=True, **alike)
    actions.set_day(staff=1, closed=False, **alike)
    assert stage.free(stage.at(9)) == 0
    actions.cancel(appointment=row, by=stage.cast.liaison)
    actions.set_day(staff=None, closed=True, **alike)
    with pytest.raises(Refused):
        stage.booked()
    with pytest.raises(NotAllowed):
        actions.set_day(staff=1, closed=False, **alike | {"by": stage.cast.officer})


def test_a_service_without_times_is_not_booked_and_one_with_times_not_applied_for(stage):
    with pytest.raises(Refused, match="A time is booked for this service"):
        stage.asked("invoices")
    with pytest.raises(Refused, match="No time is booked for this"):
        actions.book(
            campaign=stage.campaign, service="licence", starts_at=stage.at(9), asker=stage.web, by=stage.cast.liaison
        )
    with pytest.raises(Refused, match="can’t be asked for this way"):
        asker = Asker("window", stage.cast.river, caller="王", phone="13812345678", words="x")
        stage.asked("licence", asker, by=stage.cast.desk)
