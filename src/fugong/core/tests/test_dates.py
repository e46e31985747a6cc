"""Days as lists write them."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from fugong.core import clock, dates

DAY = dt.date(2020, 2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-03", "2020-2-3", "2020/2/3", "2020/02/03", "2020.2.3", "2020.02.03", "20200203", 20200203, 20200203.0,
        "2020年2月3日", "2020年02月03日", "2020 年 2 月 3 日", "2020年2月3号", "二〇二〇年二月三日", "二○二○年二月三日",
        "2020-02-03 00:00:00", "2020-02-03T08:30:00", "2020/2/3 8:30", "20.2.3", "20-02-03", "3-Feb-20", "3 Feb 2020",
        "Feb 3, 2020", "February 3, 2020", 43864, 43864.0, 43864.354, "43864", "2020、2、3", "20200203083000",
        dt.datetime(2020, 2, 3, 8, 30, tzinfo=dt.UTC), DAY,
    ],
)  # fmt: skip
def test_one_day_in_all_its_forms(text):
    assert dates.read(text) == DAY


def test_a_month_is_its_first_day():
    assert dates.read("2020年2月") == dates.read("2020-02") == dates.read("2020.2") == dt.date(2020, 2, 1)


def test_a_day_without_year_takes_the_year_it_is_told():
    assert dates.read("2月3日", year=2020) == DAY
    with pytest.raises(dates.NotADay):
        dates.read("2月3日")


def test_day_first_only_where_it_is_certain():
    assert dates.read("25/12/2019") == dates.read("12/25/2019") == dt.date(2019, 12, 25)
    with pytest.raises(dates.NotADay):
        dates.read("3/2/2020")


@pytest.mark.parametrize(
    "text", ["2020-02-30", "2020-13-01", "明天", "", "0", 0, -5, 10**9, float("inf"), "20200230", "1800-01-01"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(dates.NotADay):
        dates.read(text)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)))
def test_excel_serials_and_texts_agree(day):
    serial = (day - dt.date(1899, 12, 30)).days
    assert (
        dates.read(serial) == dates.read(day.isoformat()) == dates.read(f"{day.year}年{day.month}月{day.day}日") == day
    )


@pytest.mark.parametrize("text", [None, "", "soon", "2020-02-31", "0001-01-01", "9999-12-31", "2020-2-3"])
def test_what_an_address_names_that_is_no_usable_day_is_none(text):
    assert dates.asked(text) is None


def test_a_day_that_an_address_names():
    assert dates.asked("2020-02-29") == dt.date(2020, 2, 29)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2020-02-03T08:30", "2020-02-03T00:30:00+00:00"), ("2020-02-03T08:30:00+08:00", "2020-02-03T00:30:00+00:00"),
        ("2020-02-03T08:30:00 08:00", "2020-02-03T00:30:00+00:00"), ("2020-02-03T23:59:00+23:59", "2020-02-03T00:00:00+00:00"),
        ("2020-02-03", "2020-02-02T16:00:00+00:00"),
    ],
)  # fmt: skip
def test_a_moment_in_its_forms(text, utc):
    assert dates.moment_asked(text).astimezone(dt.UTC).isoformat() == utc


@pytest.mark.parametrize(
    "text", ["", "²", "9" * 5_000, "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59", "0695-12-11T11:22"]
)
def test_what_is_no_moment_is_none(text):
    assert dates.moment_asked(text) is None


ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES))
def test_any_moment_is_in_utc_or_refused(moment):
    try:
        assert dates.moment(moment) == moment and dates.moment(moment).tzinfo is dt.UTC
    except dates.NotADay:
        assert not 1901 <= moment.year <= 2198


WRITTEN = {
    "zh-hans": ("2020年2月3日", "2月3日", "2020年2月3日 08:30", "2月3日 08:30"),
    "ja": ("2020年2月3日", "2月3日", "2020年2月3日 08:30", "2月3日 08:30"),
    "ko": ("2020년 2월 3일", "2월 3일", "2020년 2월 3일 08:30", "2월 3일 08:30"),
    "en": ("3 Feb 2020", "3 Feb", "3 Feb 2020, 08:30", "3 Feb 08:30"),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_each_language_writes_days_its_own_way(language: str) -> None:
    moment = dt.datetime(2020, 2, 3, 8, 30, tzinfo=clock.zone()).astimezone(dt.UTC)
    with override(language):
        shown = dates.shown(DAY), dates.shown_short(DAY), dates.shown_moment(moment), dates.shown_short_moment(moment)
    assert shown == WRITTEN[language]


@pytest.mark.parametrize("language", WRITTEN)
def test_pages_write_them_so_too_and_fields_take_iso(language: str) -> None:
    formats = ("DATE_FORMAT", "SHORT_DATE_FORMAT", "MONTH_DAY_FORMAT", "Y-m-d")
    page = "|".join(["{{ day }}", *(f'{{{{ day|date:"{each}" }}}}' for each in formats)])
    full, short, _moment, _short = WRITTEN[language]
    with override(language):
        assert Template(page).render(Context({"day": DAY})) == f"{full}|{full}|{full}|{short}|2020-02-03"


def test_a_day_that_was_kept_as_text_is_shown_and_no_other_text_is_touched() -> None:
    with override("zh-hans"):
        assert dates.shown_kept("2020-02-03") == "2020年2月3日"
        assert dates.shown_kept("2020-02-03T00:30:00+00:00") == "2020年2月3日 08:30"
        assert dates.shown_kept("2020-02-03 08:30") == "2020年2月3日 08:30"
        for text in ("", "2020-02-31", "D20200203-0001", "2020-02-03 x", "2020-02", "于2020-02-03"):
            assert dates.shown_kept(text) == text
