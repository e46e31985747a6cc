"""Several campaigns side by side: totals of parts, nobody twice, only what the reader may see."""

import datetime as dt
from fractions import Fraction

import pytest

from fugong.figures import rollup
from fugong.figures.rollup import Definition, Source, Told
from fugong.resumption import standings

pytestmark = pytest.mark.django_db
RATE = Definition("rate", "resumed", "enterprises", "")
DAY = dt.date(2020, 2, 20)


def source(key, area, numerator, denominator, day=DAY, definition=RATE, adds=True):
    told = Told(definition, {"en": "Rate"}, numerator, denominator, 1, adds)
    return Source(key, key, area, day, {definition: told})


def total(*sources):
    rollup._leave_out(sources, DAY)
    return {line.definition: line.total for line in rollup._lines(sources)}


def test_totals_come_from_parts_and_not_from_rates():
    found = total(source("a", "01", 1, 2), source("b", "02", 90, 100))[RATE]
    assert (found.numerator, found.denominator, found.printed) == (91, 102, "89.2%")  # the mean of rates would be 70 %


def test_what_lies_within_another_is_not_counted_twice():
    places = (source("county", "01", 5, 10), source("town", "0102", 2, 4), source("again", "01", 5, 10))
    assert total(*places)[RATE].denominator == 10
    assert [each.left_out for each in places] == ["", "within", "within"]


def test_other_days_and_unknown_numbers_stay_out():
    other = source("late", "02", 3, 4, DAY - dt.timedelta(days=1))
    found = total(source("a", "01", 1, 2), other, source("none", "03", None, None))[RATE]
    assert (found.numerator, found.denominator, other.left_out) == (1, 2, "other_day")


def test_another_definition_is_another_line_and_a_mean_adds_nothing():
    local = Definition("rate", "resumed", "enterprises", "key")
    mean = source("b", "02", Fraction(1, 3), None, definition=Definition("mean", "hours", "", ""), adds=False)
    found = total(source("a", "01", 1, 2), source("c", "03", 4, 4, definition=local), mean)
    assert found[RATE].denominator == 2 and found[local].denominator == 4
    assert found[mean.told.popitem()[0]].printed == "—"


def test_everybody_sees_their_own_campaigns_alone(cast, client):
    for campaign in (cast.campaign, cast.next_door):
        standings.open_day(campaign, DAY)
    keys = {
        name: [each.key for each in rollup.rollup(getattr(cast, name)).sources]
        for name in ("administrator", "leader", "stranger")
    }
    assert keys == {"administrator": ["plain", "next_door"], "leader": ["plain"], "stranger": ["next_door"]}
    client.force_login(cast.leader)
    page = client.get("/rollup/").content.decode()
    assert str(cast.campaign) in page and str(cast.next_door) not in page
    client.force_login(cast.administrator)
    page = client.get("/rollup/?day=2020-02-20")
    assert str(cast.next_door) in page.content.decode()
    answer = client.get("/rollup/sheet/")
    assert answer["Content-Type"].endswith("sheet")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    for day in ("x", "0001-01-01", "2099-01-01"):
        assert client.get(f"/rollup/?day={day}").status_code == 200
    client.force_login(cast.liaison)
    assert client.get("/rollup/").status_code == 403


def test_the_totals_are_those_of_the_campaigns(cast):
    for campaign in (cast.campaign, cast.next_door):
        standings.open_day(campaign, DAY)
    for line in rollup.rollup(cast.administrator).lines:
        known = [cell for cell in line.cells if cell.numerator is not None]
        assert line.total.numerator in (None, sum(Fraction(cell.numerator) for cell in known))
