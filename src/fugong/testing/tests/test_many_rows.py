"""Of many rows each is reached, totals are of all of them, and a sheet is never cut without a word."""

import pytest
from django.urls import reverse

from fugong.testing import mine, proposing_points, proposing_roster
from fugong.testing.actions import points, specialists
from fugong.testing.models import Belonging, Retest
from fugong.testing.tests.test_proposing import ask, shared
from fugong.testing.views import coverage, shifts, tubes
from fugong.testing.views import points as point_views
from ground.paging import pages, seen

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"testing:{name}", args=["plain", *args])


@pytest.fixture
def desk(stage, client):
    client.force_login(stage.desk)
    return client


def test_each_retest_and_each_tube_of_a_shift_is_reached(stage, desk, monkeypatch):
    monkeypatch.setattr(tubes, "RETESTS", 1)
    monkeypatch.setattr(shifts, "TUBES", 1)
    shift = stage.open_shift()
    first = stage.sent(*stage.people[:3], code="T-001", shift=shift)
    second = stage.tube(*stage.people[3:5], code="T-002", shift=shift)
    found = seen(desk, at("shift", shift.pk), r'href="[^"]*/tubes/(\d+)/"', "tubes")
    assert sorted(map(int, found)) == [first.pk, second.pk]
    stage.result(first, "positive")
    assert Retest.objects.count() == 3
    found = seen(desk, at("retests"), r"/retests/(\d+)/")
    assert sorted(set(map(int, found))) == sorted(Retest.objects.values_list("pk", flat=True))


def test_each_that_goes_to_a_point_is_reached(stage, desk, monkeypatch):
    monkeypatch.setattr(point_views, "BELONGINGS", 1)
    for firm in (stage.cast.river, stage.cast.shop):
        if not Belonging.objects.filter(enterprise=firm, until=None).exists():
            points.belong(campaign=stage.campaign, enterprise=firm, point=shared(stage), by=stage.desk)
    Belonging.objects.filter(until=None).update(point=stage.point)
    found = seen(desk, at("point", stage.point.pk), r'<li class="mb-1"><a href="[^"]*/enterprises/(\d+)/"')
    assert len(found) == len(set(found)) == Belonging.objects.filter(until=None).count() > 1


def test_the_enterprise_reads_on_who_is_missing_and_who_was_sampled(stage, client, monkeypatch):
    monkeypatch.setattr(mine, "MOST", 1)
    stage.sent(*stage.people[:3])
    client.force_login(stage.cast.liaison)
    page = at("mine", stage.cast.river.pk)
    with stage.later(hours=6, minutes=1):
        missing = "".join(each.partition("data-sampled")[0] for each in pages(client, page, "missing-nucleic"))
        sampled = "".join(each.partition("data-sampled")[2] for each in pages(client, page, "sampled-nucleic"))
    assert all(f"测试{n}<" in missing for n in range(4, 8)) and all(f"测试{n} " in sampled for n in range(1, 4))


def test_a_sheet_with_more_people_than_it_takes_is_refused(stage, desk, monkeypatch):
    monkeypatch.setattr(coverage, "MOST", 1)
    assert desk.get(at("missing_sheet")).status_code == 422
    whole = desk.get(at("missing_sheet"), {"text": stage.cast.shop.uscc})
    assert whole.status_code == 200
    whole.close()


def test_a_plan_of_points_counts_and_shows_all_of_it(stage, desk, monkeypatch):
    monkeypatch.setattr(proposing_points, "MOST_SHOWN", 1)
    shared(stage)
    found = ask(stage, "points", everyone=True)
    page = reverse("proposals:proposal", args=["plain", found.pk])
    rows = seen(desk, page, r'<tr><th scope="row">([^<]+)')
    assert {stage.cast.hill.name, stage.cast.shop.name} <= {row.strip() for row in rows}
    last = proposing_points._final(found)[-1]["enterprise"]
    assert f'value="{last}" selected' in desk.get(page, {"subject": last}).content.decode()


def test_a_roster_counts_all_places_that_nobody_fills(stage, desk, monkeypatch):
    monkeypatch.setattr(proposing_roster, "A_PAGE", 1)
    specialists.end(specialist=stage.specialists["sampling"], by=stage.desk)
    found = ask(stage, "roster")
    told = found.kind_of_proposal.shown(found)
    assert told["empty_count"] == 2 and len(told["empty"].rows) == 1
    page = reverse("proposals:proposal", args=["plain", found.pk])
    assert f'<strong class="text-danger">{told["empty_count"]}</strong>' in desk.get(page).content.decode()
