"""Lists of those who hold posts and of groups: the first of each, then page by page; nobody is passed over or shown twice."""

import re

import pytest
from django.urls import reverse

from fugong.core.errors import Refused
from fugong.registry import colleagues, holding, staffing
from fugong.registry.actions import postings, teams
from fugong.registry.models import Assignment, Team
from ground.cast import make_user

ROW = re.compile(r'/officers/(\d+)/">([^<]+)</a>')


def url(cast, name, *args):
    return reverse(f"registry:{name}", args=[cast.campaign.key, *args])


@pytest.fixture
def many(cast):
    """Forty residents beside the two of the cast; two of them bear one name."""
    made = [make_user(f"resident_{n}", f"驻企{n % 39:02}") for n in range(40)]
    for user in made:
        postings.appoint(campaign=cast.campaign, user=user, post="resident", by=None)
    return made


def _read(cast, client, name, **asked):
    client.force_login(cast.desk)
    answer = client.get(url(cast, name), asked)
    assert answer.status_code == 200
    return answer


def test_of_many_the_first_are_shown_and_the_rest_is_named(cast, many, client):
    answer = _read(cast, client, "officers")
    resident = next(each for each in answer.context["sections"] if each.of.key == "resident")
    assert (resident.many, len(resident.rows), resident.is_cut) == (42, holding.FEW, True)
    assert "全部 42 个" in answer.content.decode()


def test_pages_of_one_post_hold_everybody_once(cast, many, client, monkeypatch):
    monkeypatch.setattr(holding, "A_PAGE", 10)
    seen, after = [], ""
    while True:
        answer = _read(cast, client, "officers", post="resident", after=after)
        seen += [pk for pk, _name in ROW.findall(answer.content.decode())]
        after = answer.context["page"].next_key
        if not after:
            break
    assert len(seen) == len(set(seen)) == 42


def test_an_officer_is_found_in_whatever_post(cast, many, client):
    shown = ROW.findall(_read(cast, client, "officers", q="驻企17").content.decode())
    assert [name for _pk, name in shown] == ["驻企17"]
    assert "没有找到人" in _read(cast, client, "officers", q="无此人").content.decode()


def test_the_list_asks_as_much_for_many_officers_as_for_few(cast, client, django_assert_num_queries):
    _read(cast, client, "officers")
    with django_assert_num_queries(16):
        client.get(url(cast, "officers"))
    for n in range(40):
        postings.appoint(campaign=cast.campaign, user=make_user(f"more_{n}", "驻企"), post="resident", by=None)
    with django_assert_num_queries(16):
        client.get(url(cast, "officers"))


def test_a_closed_account_counts_nowhere(cast, many, client):
    many[0].is_active = False
    many[0].save()
    answer = _read(cast, client, "officers")
    assert next(each.many for each in answer.context["sections"] if each.of.key == "resident") == 41
    cover = {each.post.key: each.holders for each in staffing.coverage(cast.desk, cast.campaign)}
    assert cover["resident"] == 41


def test_groups_are_found_by_name_and_by_person(cast, client):
    for n in range(30):
        Team.objects.create(
            campaign=cast.campaign, key=f"late_{n:02}", name=f"夜班{n:02}组", kind="verification", area="990101"
        )
    teams.add_member(team=Team.objects.get(key="late_07"), user=cast.spare, by=None)
    answer = _read(cast, client, "teams")
    section = answer.context["sections"][0]
    assert section.is_cut
    assert len(section.rows) == holding.FEW
    assert [each.name for each in _read(cast, client, "teams", q="夜班07").context["page"].rows] == ["夜班07组"]
    assert [each.name for each in _read(cast, client, "teams", q=cast.spare.name).context["page"].rows] == ["夜班07组"]
    assert "没有找到小组" in _read(cast, client, "teams", q="无此组").content.decode()


def test_loads_name_the_fullest_and_say_how_many_more(cast, many, monkeypatch):
    monkeypatch.setattr(staffing, "MOST_LOADS", 5)
    post = next(each for each in cast.campaign.pack.registry.posts if each.key == "resident")
    found = staffing.loads(cast.campaign, post)
    assert (len(found.fullest), found.more) == (5, 37)
    assert (found.fullest[0].officer, found.fullest[0].enterprises) == (cast.officer, 2)
    assert cast.officer not in [each.officer for each in found.emptiest]


def test_whoever_isnt_among_the_choices_is_assigned_by_name(cast, many, client, monkeypatch):
    monkeypatch.setattr(staffing, "MOST_CHOICES", 3)
    client.force_login(cast.desk)
    assert "不在此名单中的人" in client.get(url(cast, "enterprise", cast.hill.pk)).content.decode()
    client.post(url(cast, "assign_one", cast.hill.pk), {"officer": "resident~", "person": "驻企17"})
    assert Assignment.objects.filter(enterprise=cast.hill, until=None, officer=many[17], post="resident").exists()


def test_ticked_enterprises_go_to_somebody_named(cast, many, client):
    client.force_login(cast.desk)
    said = {"post": "resident", "which": "ticked", "enterprise": [cast.hill.pk], "person": "resident_3"}
    client.post(url(cast, "assign_bulk"), said)
    assert Assignment.objects.get(enterprise=cast.hill, until=None, post="resident").officer == many[3]


@pytest.mark.parametrize("typed", ["驻企00", "无此人", "", "town"])
def test_a_name_of_two_of_nobody_or_of_another_post_is_refused_at_the_field(cast, many, typed):
    with pytest.raises(Refused) as refusal:
        staffing.holder(cast.campaign, "resident", typed)
    assert refusal.value.faults[0].where == "person"


def test_the_nearest_come_first_among_the_choices(cast, monkeypatch):
    monkeypatch.setattr(staffing, "MOST_CHOICES", 1)
    near = make_user("near", "西山驻企")
    postings.appoint(campaign=cast.campaign, user=near, post="resident", area="990101002", by=None)
    found = staffing.choices(cast.campaign, cast.hill)
    assert found.is_cut
    assert [(post.key, people) for post, people in found.posts if people] == [("resident", [near])]


def test_of_few_colleagues_a_field_lists_all_and_of_many_it_looks_up_what_is_typed(cast, many, client, monkeypatch):
    page = _read(cast, client, "officers").content.decode()
    assert "驻企17 · resident_17" in page
    assert url(cast, "officer_names") not in page
    monkeypatch.setattr(colleagues, "MOST_OFFERED", 10)
    page = _read(cast, client, "officers").content.decode()
    assert "resident_17" not in page
    assert f'hx-get="{url(cast, "officer_names")}"' in page
    found = _read(cast, client, "officer_names", user="企17").content.decode()
    assert re.findall('value="([^"]+)"', found) == ["驻企17 · resident_17"]
    found = _read(cast, client, "officer_names", to="resident_3").content.decode()
    assert len(re.findall("<option", found)) == 11
    assert "<option" not in _read(cast, client, "officer_names", to=" ").content.decode()
    assert "<option" not in _read(cast, client, "officer_names").content.decode()


def test_who_asks_for_no_colleague_looks_up_none(cast, client):
    for who, status in (("liaison", 404), ("inspector", 403), ("desk", 200), ("leader", 200), ("officer", 200)):
        client.force_login(getattr(cast, who))
        answer = client.get(url(cast, "officer_names"), {"q": cast.bureau.username})
        assert answer.status_code == status, who
        assert (f"{cast.bureau.name} · " in answer.content.decode()) is (status == 200), who


def test_whoever_is_looked_up_has_something_to_do_with_the_place(cast, client):
    make_user("passer_by", "驻企路人")
    assert "passer_by" not in _read(cast, client, "officer_names", q="驻企").content.decode()


def test_of_those_who_hold_a_post_of_one_grid_a_few_are_named(cast, client):
    grid_leaders = [make_user(f"leader_{n}", f"格长{n:02}") for n in range(15)]
    for user in grid_leaders:
        postings.appoint(campaign=cast.campaign, user=user, post="bureau", by=None)
    unit = next(each for each in staffing.units(cast.campaign).rows if each.post.key == "bureau")
    assert (len(unit.holders), unit.many, unit.more) == (staffing.MOST_NAMES, 16, 4)
    assert "另有4人" in _read(cast, client, "assignments").content.decode()
