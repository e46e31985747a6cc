"""Of many filings, tenants, parks, enterprises and versions each is reached, and all are counted."""

import pytest
from django.urls import reverse

from fugong.core import clock
from fugong.places.models import Grid
from fugong.registry.models import Enterprise, Park, Team
from fugong.resumption import lists, panels
from fugong.resumption.actions import filings, plans
from fugong.resumption.models import Resumption
from fugong.resumption.tests.asking import mine, office, text
from fugong.resumption.tests.stage import FRIDAY, GOOD, person
from fugong.resumption.views import filing as filing_page
from fugong.resumption.views import mine as home
from fugong.resumption.views import mine_plan, records
from ground.paging import seen


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_what_was_filed_today_is_counted_whole_and_read_to_its_end(stage, as_, monkeypatch):
    for enterprise in (stage.small, stage.trader, stage.big):
        stage.filed(enterprise)
    monkeypatch.setattr(lists.page, "__defaults__", (2,))
    browser, names = as_(stage.leader), ["Small Bakery", "Trading House", "Big Steel"]
    page = text(browser.get(office("same_day", stage)))
    assert '<p class="figure">3</p>' in page and 'Still open today <span class="text-secondary">3</span>' in page
    row = r'<th scope="row"><a href="[^"]*">([^<]*)</a>'
    assert seen(browser, office("same_day", stage), row, "open") == names
    with clock.showing(FRIDAY + clock.dt.timedelta(days=1)):
        assert seen(browser, office("same_day", stage), row, "older") == names
        assert '<p class="figure">0</p>' in text(browser.get(office("same_day", stage)))


def test_all_tenants_of_a_joint_filing_are_reached(stage, as_, monkeypatch):
    joint = filings.open_joint(campaign=stage.campaign, park=stage.park, by=stage.desk)
    stage.filed(stage.small, joint=joint), stage.filed(stage.trader, joint=joint)
    monkeypatch.setattr(lists.page, "__defaults__", (1,))
    row = r'<th scope="row"><a href="[^"]*">([^<]*)</a>'
    assert seen(as_(stage.town), office("joint", stage, joint.pk), row) == ["Small Bakery", "Trading House"]
    assert 'Tenants <span class="text-secondary">2</span>' in text(
        as_(stage.town).get(office("joint", stage, joint.pk))
    )


def test_a_park_is_opened_by_its_name_where_not_all_are_offered(stage, as_, monkeypatch):
    monkeypatch.setattr(records, "PARKS_OFFERED", 1)
    monkeypatch.setattr(lists, "PAGE", 1)
    street = stage.park.jurisdiction
    for key, name in (("a", "Arcade"), ("b", "Tower North"), ("c", "Yard")):
        Park.objects.create(jurisdiction=street, key=key, name=name)
    browser, address = as_(stage.desk), office("joint_opening", stage)
    assert '<option value="Arcade · Street one">' in text(browser.get(office("joints", stage)))
    for typed, said in (
        ("Nowhere", "No park or building fits"),
        ("", "No park or building fits"),
        ("ow", "Several parks"),
    ):
        page = text(browser.post(address, {"park": typed}), 422)
        assert said in page and f'value="{typed}"' in page
    for typed in ("Yard · Street one", "Tower", "rcad", "tower north"):
        assert browser.post(address, {"park": typed}).status_code == 302, typed
    opened = seen(browser, office("joints", stage), r"<strong>([^<·]*)")
    assert [name.split(" · ")[0].strip() for name in opened] == ["Tower North", "Arcade", "Tower", "Yard"]


def test_who_speaks_for_many_enterprises_finds_each(stage, as_, monkeypatch):
    user = person("many", *(("liaison", "enterprise", str(one.pk)) for one in (stage.big, stage.small, stage.trader)))
    enrolled = {"Big Steel", "Small Bakery", "Trading House"}
    for size in (1, 2):
        monkeypatch.setattr(home, "CHOICES", size)
        assert set(seen(as_(user), "/mine/", r"<strong>([^<]*)</strong><div")) == enrolled


def test_each_version_of_a_plan_and_each_check_is_listed(stage, as_, monkeypatch):
    record = Resumption.objects.get(enterprise=stage.big)
    for n in range(3):
        plans.save_plan(resumption=record, content={"hardest": f"{n}"}, by=stage.liaison_of(stage.big))
    monkeypatch.setattr(mine_plan, "VERSIONS", 2)
    browser = as_(stage.liaison_of(stage.big))
    assert seen(browser, mine("mine_plan", stage, stage.big), r"Version (\d),") == ["3", "2", "1"]
    for _n in range(3):
        browser.post(
            mine("mine_self_check", stage, stage.big, "basics"),
            {f"i-{key}": value for key, (value, _note) in GOOD.items()},
        )
    monkeypatch.setattr(filing_page, "CHECKS", 2)
    monkeypatch.setattr(panels, "CHECKS", 2)
    monkeypatch.setattr(panels, "FILINGS", 0)
    found = stage.filed(stage.big)
    browser = as_(stage.bureau)
    assert len(seen(browser, office("filing", stage, found.pk), r"<summary>[^<]*liaison Big Steel", "checks")) == 3
    address = reverse("registry:enterprise", args=[stage.campaign.key, stage.big.pk])
    assert len(seen(browser, address, r'<li class="mb-1">[^<]*liaison Big Steel', "checks")) == 3
    assert f"?tab=all&amp;text={stage.big.uscc}" in text(browser.get(address))


def test_of_very_many_groups_those_of_the_grid_are_listed_and_others_are_sent_by_name_or_key(stage, as_, monkeypatch):
    from fugong.resumption.views import filing as views

    for n in range(4):
        Team.objects.create(campaign=stage.campaign, key=f"far-{n}", name="远组", area=stage.team.area)
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    page = text(as_(stage.desk).get(office("filing", stage, filing.pk)))
    assert page.count(f'<option value="{stage.team.pk}"') >= 1 and "in this list" not in page
    monkeypatch.setattr(views, "MOST_TEAMS", 1)
    grid = Grid.objects.create(jurisdiction=stage.big.jurisdiction, key="near", name="近格")
    Enterprise.objects.filter(pk=stage.big.pk).update(grid=grid)
    near = Team.objects.create(campaign=stage.campaign, key="z-near", name="近组", area=stage.team.area, grid=grid)
    page = text(as_(stage.desk).get(office("filing", stage, filing.pk)))
    assert f'<option value="{near.pk}"' in page and "in this list" in page
    assert f'<option value="{stage.team.pk}"' not in page
    there = office("team_visit", stage, filing.pk, 2)
    assert "write the key" in text(as_(stage.desk).post(there, {"team_named": "远组"}), 422)
    assert "No group is called" in text(as_(stage.desk).post(there, {"team_named": "没有"}), 422)
    assert as_(stage.desk).post(there, {"team_named": "far-2"}).status_code == 302
    assert filing.steps.get(order=2).visit.team.key == "far-2"
    page = text(as_(stage.desk).get(office("filing", stage, filing.pk)))
    assert f'<option value="{near.pk}"' in page and page.count("selected>远组") == 1, "who was sent is listed"
    assert as_(stage.desk).post(there, {"team_named": stage.team.name}).status_code == 302
