"""Figures of the tasks that meetings gave, counted by hand, and the rows that each opens."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.demands.actions import tasks
from fugong.meetings import actions
from fugong.meetings.tests.conftest import Table
from ground.counting import numbers, opened

DAY = dt.timedelta(days=1)
KEYS = ("", ".done", ".in_time", ".overdue", ".due")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def decided(table: Table):
    """Four decisions of a meeting: done in time, done late, not done, dropped; and a task of the desk's own."""
    cast, meeting = table.cast, table.call(hours=1)
    actions.open_(meeting=meeting, by=cast.desk)
    item = meeting.items.get(key=f"cause:{table.cause.pk}")

    def decide(text, days):
        due = clock.now() + days * DAY
        return actions.decide(item=item, text=text, owner=cast.bureau, deadline=due, by=cast.desk).task

    soon, late, waiting, dropped = (
        decide("线上招聘", 3),
        decide("联系劳务基地", 1),
        decide("补贴", 1),
        decide("班车", 1),
    )
    tasks.drop_task(task=dropped, reason="企业自行解决", by=cast.desk)
    tasks.give(campaign=table.campaign, what="核对名单", owner=cast.town, by=cast.desk)
    with clock.showing(clock.now() + 2 * DAY):
        for task in (soon, late):
            tasks.finish(task=task, proof="已完成", by=cast.bureau)
        yield table, waiting


def test_tasks_of_meetings_are_counted_by_what_became_of_them(decided, client):
    table, waiting = decided
    of_meetings = numbers(client, table.cast.leader, table.campaign, *(f"meetings.tasks{key}" for key in KEYS))
    assert tuple(of_meetings.values()) == (3, 2, 1, 1, 3)
    all_ = numbers(client, table.cast.leader, table.campaign, *(f"tasks{key}" for key in KEYS))
    assert tuple(all_.values()) == (4, 2, 1, 1, 3)
    assert opened(client, table.cast.leader, table.campaign, "meetings.tasks.overdue")[1] == [waiting]


def test_whoever_owns_none_counts_none(decided, client):
    table, _waiting = decided
    assert numbers(client, table.cast.bureau, table.campaign, "meetings.tasks") == {"meetings.tasks": 3}
    assert numbers(client, table.cast.hill_town, table.campaign, "meetings.tasks") == {"meetings.tasks": 0}
