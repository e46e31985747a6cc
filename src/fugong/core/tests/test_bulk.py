"""Columns of numbers: to PostgreSQL and back the same, days by the clocks of a place, nothing twice."""

import datetime as dt

import numpy as np
import orjson
import pytest
from django.db import connection

from fugong.core import bulk

MOMENT = dt.datetime(2020, 2, 20, 0, 5, 6, 789_012, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_what_is_copied_is_what_was_meant():
    people, ats = bulk.numbers([7, 2**62]), bulk.numbers([bulk.micros(MOMENT), bulk.micros(MOMENT) + 1])
    days, tenths = bulk.days(ats, "Asia/Shanghai"), np.array([365, -1], dtype=np.int16)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE t (p bigint, d date, at timestamptz, x smallint, n smallint, s varchar(9)[], w text, b bigint)"
        )
        blocks = [bulk.block((people, days, ats, tenths, None, bulk.texts(("咳", "b")), "门".encode(), bulk.number(5)))]
        blocks.append(bulk.block((people[:1], days[:1], ats[:1], None, None, bulk.texts(()), b"", None)))
        bulk.send(cursor, "t", ("p", "d", "at", "x", "n", "s", "w", "b"), blocks)
        cursor.execute("SELECT * FROM t")
        rows = cursor.fetchall()
        cursor.execute("SELECT string_agg(int8send(p) || timestamptz_send(at), '') FROM t")
        back = bulk.columns(cursor.fetchone()[0], 2)
        cursor.execute("SELECT %s::bigint[]", [bulk.array(people[::-1])])
        assert cursor.fetchone()[0] == [2**62, 7]
    day, later = dt.date(2020, 2, 20), MOMENT + bulk.MICRO
    assert rows == [
        (7, day, MOMENT, 365, None, ["咳", "b"], "门", 5),
        (2**62, day, later, -1, None, ["咳", "b"], "门", 5),
        (7, day, MOMENT, None, None, None, "", None),
    ]
    assert back[0].tolist() == [7, 2**62, 7] and bulk.moment(back[1][1]) == later


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_a_day_is_that_of_the_clocks_there_also_when_they_are_put_on(zone):
    from zoneinfo import ZoneInfo

    begin = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)
    moments = [begin + dt.timedelta(minutes=7 * step) for step in range(60_000)]
    days = bulk.days(bulk.numbers(list(map(bulk.micros, moments))), zone)
    assert [bulk.day(day) for day in days] == [at.astimezone(ZoneInfo(zone)).date() for at in moments]


def test_texts_are_moments_only_with_their_zone():
    assert (
        bulk.moments(["2020-02-20T08:05:06.789012+08:00", "2020-02-20T00:05:06.789012Z"]).tolist()
        == [bulk.micros(MOMENT)] * 2
    )
    for text in ("2020-02-20T08:05:00", "x"):
        with pytest.raises(ValueError, match=text):
            bulk.moments([text])


def test_what_is_known_or_stands_twice_is_left_out():
    new = bulk.numbers([3, 1, 3, 2, 1]), bulk.numbers([9, 9, 9, 8, 7])
    assert bulk.unseen(new, [bulk.numbers([]), bulk.numbers([])]).tolist() == [4, 1, 3, 0]
    assert bulk.unseen(new, [bulk.numbers([1, 5]), bulk.numbers([9, 9])]).tolist() == [4, 3, 0]


def test_numbers_among_others():
    few = bulk.numbers([2, 5, 9])
    assert bulk.within(bulk.numbers([1, 2, 9, 10]), few).tolist() == [False, True, True, False]
    assert not bulk.within(few, few[:0]).any()
    assert bulk.distinct(bulk.numbers([5, 2, 5])).tolist() == [2, 5] and not len(bulk.distinct(few[:0]))
    assert bulk.among("x", few)[1] == [2, 9]
    assert bulk.among("x", bulk.numbers([2, 500]))[1] == ["{2,500}"] and bulk.among("x", few[:0])[1] == ["{}"]


@pytest.mark.parametrize("body", [b'[{"a":1},{"a":2}]', b'{"a":1}\n{"a":2}', b'\r\n{"a":1}\r\n\n{"a":2}\r\n'])
def test_lines_and_arrays_are_read_alike(body):
    assert bulk.objects(body) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("body", [b'{"a":1\n"b":2}', b'{"a":1} {"a":2}', b"{", b'{"a":1},{"a":2}'])
def test_what_is_no_line_of_json_is_not_read(body):
    with pytest.raises(orjson.JSONDecodeError):
        bulk.objects(body)
