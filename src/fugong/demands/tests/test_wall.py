"""The wall's demands by cause, and what is late with who has to move it."""

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.demands import words
from fugong.demands.actions import causes, receiving, tasks
from fugong.demands.models import Demand
from ground.cast import Cast
from ground.walling import face


@pytest.fixture
def asked(cast: Cast) -> Any:
    """Two enterprises that share a cause, and one alone in the hills."""
    with override("en"):
        shared = [
            receiving.receive(
                campaign=cast.campaign, enterprise=firm, text="缺30名焊工", by=cast.desk, source="telephone"
            )
            for firm in (cast.river, cast.shop)
        ]
        receiving.receive(
            campaign=cast.campaign, enterprise=cast.hill, text="原料车进不了", by=cast.desk, source="visit"
        )
        causes.open_cause(campaign=cast.campaign, title="企业缺工", demands=shared, by=cast.desk)
        yield cast


def test_shared_causes_stand_above_the_categories_of_what_is_open(asked: Cast) -> None:
    found = face(asked.campaign, asked.desk, "demands")
    first = found.lines[0]
    assert (first.label, first.value, first.detail) == ("企业缺工", 2, "2 enterprises wait")
    assert sum(line.value for line in found.lines if str(line.group) == "Open, by category") == 3


def test_a_town_sees_neither_the_causes_nor_the_numbers_of_others(asked: Cast) -> None:
    assert not face(asked.campaign, asked.hill_town, "demands").lines


def test_what_is_late_stands_with_its_owner_the_longest_first(asked: Cast) -> None:
    due = clock.now() + dt.timedelta(hours=1)
    tasks.give(campaign=asked.campaign, what="送口罩", owner=asked.bureau, by=asked.desk, deadline=due)
    assert not face(asked.campaign, asked.desk, "late").lines
    with clock.showing(clock.now() + dt.timedelta(days=9)):
        found = face(asked.campaign, asked.desk, "late")
        task = next(line for line in found.lines if line.label == "送口罩")
        assert (found.lines[0], task.value, task.tone) == (task, asked.bureau.name, "danger")
        demand = Demand.objects.filter(enterprise=asked.hill).get()
        mine = next(line for line in found.lines if line.url == words.url_of(demand))
        assert mine.value == words.answerer(asked.campaign.pack, demand)
        town = face(asked.campaign, asked.hill_town, "late")
        assert not town.lines, "none of these lies with the town"
