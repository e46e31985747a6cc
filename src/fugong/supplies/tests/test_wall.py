"""The wall's days of cover: stock at enterprises and in stores against what those at work use up a day."""

import datetime as dt

from fugong.core import clock
from fugong.supplies import wall
from fugong.supplies.tests.stage import Stage
from ground.walling import face


def test_cover_is_stock_over_what_is_used_a_day(stage: Stage) -> None:
    stage.at_work(river=100, shop=10, hill=40, stock=150)  # 2 masks a head and day: 300 a day
    stage.stocked(600, expires_on=clock.today() + dt.timedelta(days=90))
    found = {each.item.key: each for each in wall.covers(stage.campaign, stage.desk, stage.today, stores=True)}
    masks = found["masks"]
    assert (masks.held, masks.stored, masks.a_day, masks.days) == (450, 600, 300, 1050 / 300)
    assert masks.short == 1, "river has 150 masks, and needs 200 a day"
    assert not {"thermometers", "parcels"} & found.keys(), "nobody uses those up by the day, at one norm for all"


def test_the_shortest_stands_first_and_a_past_day_knows_no_stores(stage: Stage) -> None:
    stage.at_work(stock=150)
    stage.stocked(600, expires_on=clock.today() + dt.timedelta(days=90))
    line = face(stage.campaign, stage.desk, "cover").lines[0]
    assert (str(line.value), line.tone) == ("3.5 days", "warning")
    assert "enterprises 450 · stores 600 · 1 below 1 days" in str(line.detail)
    then = wall.covers(stage.campaign, stage.desk, stage.today, stores=False)
    assert [each.stored for each in then] == [None]


def test_a_town_counts_its_own_enterprises_and_not_the_stores_of_all(stage: Stage) -> None:
    stage.at_work(stock=150)
    stage.stocked(600, expires_on=clock.today() + dt.timedelta(days=90))
    masks = wall.covers(stage.campaign, stage.cast.hill_town, stage.today, stores=True)[0]
    assert (masks.held, masks.stored, masks.a_day) == (150, None, 80)
