"""Figures of visits, counted by hand: how many, where nobody was yet, where too many were; and the rows that each opens."""

import datetime as dt
from fractions import Fraction

import pytest

from fugong.core import clock
from fugong.figures import compute
from fugong.inspections.tests.giving import BAD, GOOD, visit
from ground.counting import numbers, opened

ROUNDS = ("rounds.enterprises", "rounds.visited", "rounds.visited_week", "rounds.unvisited", "rounds.burdened")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def visited(place):
    """It is Wednesday: `river` was visited last Thursday and daily this week, `shop` once to bring it a policy, `hill` never."""
    noon = clock.now()
    for days in (0, 4, 5, 6):
        with clock.showing(noon + dt.timedelta(days=days)):
            visit(place, items=GOOD if days else BAD)
    with clock.showing(noon + dt.timedelta(days=6)):
        visit(place, enterprise=place.shop, kind="service")
        yield place


def test_visits_are_counted_by_day_week_and_kind(visited, client):
    keys = ("visits", "visits.today", "visits.week", "visits.faults")
    assert numbers(client, visited.leader, visited.campaign, *keys) == dict(zip(keys, (5, 2, 4, 1), strict=True))
    assert numbers(client, visited.leader, visited.campaign, "visits", segment="!service") == {"visits": 1}
    assert numbers(client, visited.hill_town, visited.campaign, *keys) == dict.fromkeys(keys, 0)


def test_coverage_is_known_for_each_grid(visited, client):
    def of(part, who=visited.leader):
        return tuple(numbers(client, who, visited.campaign, *ROUNDS, segment=part).values())

    assert of("") == (3, 1, 1, 2, 1)
    assert of(f"#{visited.east.pk}") == (2, 1, 1, 1, 1)
    assert of(f"#{visited.west.pk}") == (1, 0, 0, 1, 0)
    assert of("", visited.town) == (2, 1, 1, 1, 1)


def test_too_many_visits_are_a_burden_and_are_shown(visited, client):
    assert visited.campaign.pack.inspections.burden.visits_a_week == 2
    value, rows = opened(client, visited.leader, visited.campaign, "rounds.burdened")
    assert (value, [row.enterprise for row in rows]) == (1, [visited.river])
    assert (rows[0].visits_this_week, rows[0].standing) == (3, "burdened")


def test_the_mean_is_over_those_who_were_visited(visited, client):
    value, rows = opened(client, visited.leader, visited.campaign, "rounds.visits_mean")
    assert (value, sorted(row.visits_this_week for row in rows)) == (2, [1, 3])


def test_next_week_begins_anew(visited):
    with clock.showing(clock.now() + dt.timedelta(days=7)):
        found = compute.figures(visited.campaign, clock.today())
        assert [found.value(key) for key in ROUNDS] == [3, 1, 0, 2, 0]
        assert found.value("rounds.visits_mean") is None


def test_a_mean_is_exact(visited):
    visit(visited, enterprise=visited.hill, by=visited.inspector)
    assert compute.figures(visited.campaign, clock.today()).value("rounds.visits_mean") == Fraction(5, 3)
