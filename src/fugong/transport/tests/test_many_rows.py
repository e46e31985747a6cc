"""Of many rows each is reached, and totals are of all of them."""

import datetime as dt

import pytest
from django.urls import reverse

from fugong.core import clock
from fugong.transport.actions import plans as planning
from fugong.transport.actions import trips
from fugong.transport.models import Trip
from fugong.transport.views import entering, mine, plans, surveys
from ground.paging import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stage, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    type(stage.desk).objects.update(language="en")
    client.force_login(stage.desk)
    return client


def at(name, *args):
    return reverse(f"transport:{name}", args=["plain", *args])


def test_needs_beyond_those_shown_are_counted_and_searched_for(stage, desk, monkeypatch):
    monkeypatch.setattr(planning, "MOST", 1)
    monkeypatch.setattr(entering, "MOST", 1)
    stage.need(4)
    last = stage.need(3, enterprise=stage.cast.shop, by=stage.cast.shop_liaison)
    shown = desk.get(at("plans")).content.decode()
    assert "7 seats are wished for" in shown and f'name="needs" value="{last.pk}"' not in shown
    for name in ("plans", "trip_new"):
        assert "There are more" in desk.get(at(name)).content.decode()
        assert f'name="needs" value="{last.pk}"' in desk.get(at(name), {"text": stage.cast.shop.uscc}).content.decode()
    kept = desk.post(at("trip_new") + f"?text={stage.river.uscc}", {"needs": [last.pk], "coach": "small"})
    assert kept.status_code == 422 and f'name="needs" value="{last.pk}" checked' in kept.content.decode()


def test_a_series_counts_all_whom_it_brought(stage, desk, monkeypatch):
    base = stage.campaign.pack.transport.bases[0].key
    made = [
        trips.begin_series(
            campaign=stage.campaign, base=base, people=320, coach="small", departs_at=clock.now() + dt.timedelta(days=1),
            a_day=9, enterprise=None, by=stage.desk,
        )
        for _each in range(2)
    ]  # fmt: skip
    assert made[0].trips.count() > 60
    Trip.objects.filter(series=made[0]).update(brought=1)
    monkeypatch.setattr(entering, "SERIES", 1)
    whole = seen(desk, at("series"), r"(\d+) of 320 brought")
    assert whole == ["0", str(made[0].trips.count())]


def test_plans_and_surveys_are_read_to_the_first(stage, desk, monkeypatch):
    monkeypatch.setattr(plans, "PLANS", 1)
    monkeypatch.setattr(surveys, "SURVEYS", 1)
    made = [stage.planned(stage.need(2, spot=f"车站{n}")).pk for n in range(2)]
    assert seen(desk, at("plans"), r'href="/c/plain/coaches/plans/(\d+)/"', "plans") == [
        str(pk) for pk in reversed(made)
    ]
    asked = [stage.survey().pk for _each in range(2)]
    found = seen(desk, at("surveys"), r'card-link mb-2" href="[^"]*/(\d+)/"', "surveys")
    assert found == [str(pk) for pk in reversed(asked)]


def test_the_enterprise_reads_on_in_each_of_its_lists(stage, desk, monkeypatch):
    monkeypatch.setattr(mine, "TRIPS", 1)
    monkeypatch.setattr(mine, "JOINABLE", 1)
    own = [stage.trip().pk for _each in range(2)]
    needs = [stage.need(spot=f"车站{n}").pk for n in range(2)]
    free = [stage.trip(seats=0, departs_at=clock.now() + dt.timedelta(hours=hours)).pk for hours in (5, 6)]
    type(stage.liaison).objects.update(language="en")
    desk.force_login(stage.liaison)
    page = at("mine", stage.river.pk)
    assert sorted(map(int, seen(desk, page, r'card-link mb-2" href="[^"]*/trips/(\d+)/"'))) == own
    assert list(map(int, seen(desk, page, r'<li class="py-1"><a href="[^"]*/(\d+)/"', "needs"))) == needs
    assert list(map(int, seen(desk, page, r'id="seats-(\d+)"', "joinable"))) == free
    assert desk.get(page + "?joinable=²&needs=x&after=-1").status_code == 200
