"""Of many rows each is reached; of many areas and grids each can be chosen."""

import pytest
from django.urls import reverse

from fugong.accounts.actions import grant
from fugong.places import naming
from fugong.places.models import Grid, Jurisdiction
from fugong.proposals import views as proposals
from fugong.proposals.actions import ask
from fugong.registry import panels_own, staffing
from fugong.registry.actions import assignments
from fugong.registry.models import Posting
from fugong.registry.proposing import Officers
from fugong.registry.views import enterprises, officers
from ground.cast import make_user
from ground.paging import seen


def url(cast, name, *args):
    return reverse(f"registry:{name}", args=[cast.campaign.key, *args])


@pytest.fixture
def desk(cast, client):
    client.force_login(cast.desk)
    return client


def test_each_that_an_officer_serves_or_served_is_reached(cast, desk, monkeypatch):
    monkeypatch.setattr(officers, "SERVING", 1)
    monkeypatch.setattr(officers, "PAST", 1)
    page = url(cast, "officer", cast.officer.pk)
    now = seen(desk, page, r'name="enterprise" value="(\d+)"')
    assert sorted(now) == sorted([str(cast.river.pk), str(cast.shop.pk)])
    assignments.hand_over(campaign=cast.campaign, frm=cast.officer, to=[cast.spare], reason="ill", by=cast.desk)
    before = seen(desk, page, r'<li class="mb-1"><a href="[^"]*/enterprises/(\d+)/"', "past")
    assert sorted(before) == sorted(now)


def test_each_grid_and_area_with_its_posts_is_reached(cast, desk, monkeypatch):
    whole = desk.get(url(cast, "assignments")).context["units"].rows
    monkeypatch.setattr(staffing, "A_PAGE_OF_UNITS", 1)
    places = seen(
        desk,
        url(cast, "assignments"),
        r'</th><td data-label="[^"]+">([^<]+)</td><td data-label="[^"]+"><span>',
        "units",
    )
    assert len(places) == len(whole) > 1


def test_the_story_of_an_enterprise_is_read_to_its_beginning(cast, desk, monkeypatch):
    page = url(cast, "enterprise", cast.river.pk)
    whole = seen(desk, page, r'<li class="tone-', "story")
    monkeypatch.setattr(panels_own, "A_PAGE_OF_EVENTS", 1)
    assert len(seen(desk, page, r'<li class="tone-', "story")) == len(whole) > 1


def test_of_many_areas_and_grids_one_is_looked_up_and_named(cast, desk, monkeypatch):
    monkeypatch.setattr(naming, "MOST_OFFERED", 1)
    assert url(cast, "place_names") in desk.get(url(cast, "officers")).content.decode()
    grid = Grid.objects.get(key="east", jurisdiction__code__startswith="990101")
    offered = desk.get(url(cast, "place_names"), {"grid_named": grid.name}).content.decode()
    assert f'value="{grid} · {grid.pk}"' in offered
    asked = {"post": "grid_leader", "user": cast.spare.username, "grid_named": "无此网格"}
    answer = desk.post(url(cast, "posting_new"), asked, headers={"accept": "application/json"})
    assert answer.status_code == 422
    area = Jurisdiction.objects.get(code="990101001000")
    asked |= {"grid_named": f"{grid} · {grid.pk}", "area_named": f"{area} · {area.code}"}
    assert desk.post(url(cast, "posting_new"), asked).status_code == 302
    posting = Posting.objects.get(user=cast.spare, post="grid_leader")
    assert posting.grid == grid


@pytest.mark.parametrize("typed", ["x", "· 999999999999999999999", "西街 · ²", "\x00"])
def test_a_place_that_is_none_is_no_error(cast, desk, typed):
    assert desk.get(url(cast, "place_names"), {"grid_named": typed}).status_code == 200
    assert desk.get(url(cast, "place_names"), {"nothing": typed}).content == b"\n"


def test_a_filter_with_many_grids_keeps_the_chosen_and_says_that_there_are_more(cast, desk, monkeypatch):
    monkeypatch.setattr(enterprises, "MOST_OFFERED", 1)
    last = Grid.objects.filter(jurisdiction__code__startswith="990101").last()
    shown = desk.get(url(cast, "enterprises"), {"grid": last.pk}).content.decode()
    assert f'<option value="{last.pk}" selected>' in shown
    assert 'id="f-grid"' in shown and shown.count("form-text mb-0") >= 1


def test_whose_area_comes_after_very_many_others_asks_for_it(cast, client):
    """The areas are narrowed to the person's own before any are left out."""
    rows = [(f"990101{n}000", f"990101{n}") for n in range(500, 900)]
    Jurisdiction.objects.bulk_create(Jurisdiction(code=code, prefix=prefix, name=prefix) for code, prefix in rows)
    last = make_user("last", "末街")
    grant(user=last, role="duty_desk", kind="area", key="990101899", by=None)
    client.force_login(last)
    shown = client.get(reverse("proposals:wish", args=["plain", Officers.key]))
    assert shown.status_code == 200
    client.force_login(cast.desk)
    shown = client.get(reverse("proposals:wish", args=["plain", Officers.key])).content.decode()
    assert 'name="area_named"' in shown and "990101899" not in shown


def test_every_proposal_made_is_reached(cast, desk, monkeypatch):
    monkeypatch.setattr(proposals, "RECENT", 1)
    asked = Officers().asked(cast.campaign, {"post": "resident"})
    made = [ask(campaign=cast.campaign, kind=Officers.key, asked=asked, by=cast.desk).pk for _each in range(2)]
    address = reverse("proposals:wish", args=[cast.campaign.key, Officers.key])
    assert seen(desk, address, r'<th scope="row"><a href="[^"]*/(\d+)/"') == [str(pk) for pk in reversed(made)]
