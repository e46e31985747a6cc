"""Deadlines, to the minute: by the wall clock, in working time, on the same day, with suspended time given back."""

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from fugong.policy import clocks
from fugong.policy.calendar import Calendar

OFFICE = Calendar().working_time
EMERGENCY = Calendar(works_on="every day", hours=(("08:00", "20:00"),), same_day_until="20:00").working_time
ZONE = OFFICE.zone


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(start: str, within: str, time=OFFICE, *suspended: tuple[str, str]) -> str:
    intervals = [(at(begin), at(end)) for begin, end in suspended]
    end = clocks.due(at(start), clocks.parse(within), time, intervals)
    return f"{end.astimezone(ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        ("2026-03-02 09:10", "30 minutes", "2026-03-02 09:40"),  # a Monday
        ("2026-03-02 16:00", "4 hours", "2026-03-02 20:00"),
        ("2026-03-06 20:00", "24 hours", "2026-03-07 20:00"),  # runs through the night and the week-end
        ("2026-03-02 09:10", "3 days", "2026-03-05 09:10"),
        ("2026-03-02 11:00", "2 working hours", "2026-03-02 14:30"),  # over the lunch break
        ("2026-03-06 17:00", "2 working hours", "2026-03-09 10:00"),  # over the week-end
        ("2026-03-02 07:00", "30 working minutes", "2026-03-02 09:00"),
        ("2026-03-02 09:00", "1 working day", "2026-03-03 17:30"),
        ("2026-03-07 09:00", "1 working day", "2026-03-09 17:30"),  # a Saturday
        ("2026-03-02 09:00", "same_day", "2026-03-02 17:30"),
        ("2026-03-02 15:59", "same_day", "2026-03-02 17:30"),
        ("2026-03-02 16:00", "same_day", "2026-03-03 17:30"),  # too late: the next working day
        ("2026-03-06 18:00", "same_day", "2026-03-09 17:30"),
    ],
)
def test_when_it_is_due(start: str, within: str, expected: str) -> None:
    assert due(start, within) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-02-13 09:00", "2026-02-14 17:30"),  # the Saturday before the Spring Festival is a make-up workday
        ("2026-02-14 09:00", "2026-02-24 17:30"),  # … and after it come nine days of holiday
        ("2020-01-23 09:00", "2020-02-03 17:30"),  # 2020, as it was extended
    ],
)
def test_holidays_and_make_up_days(start: str, expected: str) -> None:
    assert due(start, "1 working day") == expected


def test_a_place_adds_days_off_and_make_up_days() -> None:
    calendar = Calendar(days_off=(dt.date(2026, 3, 3),), make_up_days=(dt.date(2026, 3, 7),))
    assert due("2026-03-02 09:00", "1 working day", calendar.working_time) == "2026-03-04 17:30"
    assert due("2026-03-06 09:00", "1 working day", calendar.working_time) == "2026-03-07 17:30"


def test_in_an_emergency_every_day_works() -> None:
    assert due("2026-02-16 09:00", "same_day", EMERGENCY) == "2026-02-16 20:00"  # New Year's Eve
    assert due("2026-03-06 21:00", "2 working hours", EMERGENCY) == "2026-03-07 10:00"


@pytest.mark.parametrize(
    ("start", "within", "suspended", "expected"),
    [
        ("2026-03-02 09:00", "4 hours", ("2026-03-02 10:00", "2026-03-02 12:00"), "2026-03-02 15:00"),
        ("2026-03-02 09:00", "4 hours", ("2026-03-02 14:00", "2026-03-02 15:00"), "2026-03-02 13:00"),  # came after
        ("2026-03-02 09:00", "2 working hours", ("2026-03-02 10:00", "2026-03-03 09:00"), "2026-03-03 10:00"),
        # Two working hours were left when the ball went to the enterprise on Monday at 15:30.
        ("2026-03-02 09:00", "same_day", ("2026-03-02 15:30", "2026-03-04 09:00"), "2026-03-04 11:00"),
    ],
)
def test_suspended_time_is_given_back(start: str, within: str, suspended: tuple[str, str], expected: str) -> None:
    assert due(start, within, OFFICE, suspended) == expected


@pytest.mark.parametrize("text", ["", "soon", "0 hours", "4 weeks", "-1 days", "1.5 hours", "working day"])
def test_what_is_no_clock_is_refused_with_what_to_write(text: str) -> None:
    with override("en"), pytest.raises(ValueError, match="write same_day"):
        clocks.parse(text)


def test_a_clock_reads_aloud() -> None:
    with override("en"):
        assert str(clocks.parse("same_day")) == "on the same day"
        assert str(clocks.parse("1 working day")) == "within 1 working day"


minutes = st.integers(0, 8 * 365 * 24 * 60)
moments = minutes.map(lambda each: at("2019-01-01 00:00") + dt.timedelta(minutes=each))
clock_texts = st.sampled_from(
    ["same_day", "30 minutes", "4 hours", "24 hours", "90 working minutes", "9 working hours", "3 working days"]
)
working = st.integers(1, 3000).map(lambda minutes: dt.timedelta(minutes=minutes))


@trying(deadline=None)
@given(moments, moments, clock_texts)
def test_who_comes_later_is_never_due_earlier(one: dt.datetime, other: dt.datetime, text: str) -> None:
    first, second = sorted([one, other])
    clock = clocks.parse(text)
    assert clocks.due(first, clock, OFFICE) <= clocks.due(second, clock, OFFICE)


@trying(deadline=None)
@given(moments, clock_texts)
def test_due_comes_after_the_start(start: dt.datetime, text: str) -> None:
    assert clocks.due(start, clocks.parse(text), OFFICE) > start


@trying(deadline=None)
@given(moments, working, working)
def test_working_time_adds_up(start: dt.datetime, one: dt.timedelta, other: dt.timedelta) -> None:
    assert OFFICE.add(OFFICE.add(start, one), other) == OFFICE.add(start, one + other)


@trying(deadline=None)
@given(moments, working)
def test_what_was_added_lies_between(start: dt.datetime, length: dt.timedelta) -> None:
    assert OFFICE.between(start, OFFICE.add(start, length)) == length


@trying(deadline=None)
@given(moments, clock_texts, st.lists(st.tuples(working, working), max_size=3))
def test_a_suspension_never_brings_a_deadline_forward(start: dt.datetime, text: str, gaps: list) -> None:
    suspended = [(start + begin, start + begin + length) for begin, length in gaps]
    clock = clocks.parse(text)
    assert clocks.due(start, clock, OFFICE, suspended) >= clocks.due(start, clock, OFFICE)
