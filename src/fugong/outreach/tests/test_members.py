"""Members follow the registry by themselves."""

import pytest

from fugong.core.errors import Refused
from fugong.outreach import membership, people
from fugong.outreach.actions import groups as keeping
from fugong.outreach.models import ChatGroup, Membership
from fugong.outreach.policy import GroupRule
from fugong.registry.actions import enterprises


def names(group):
    rows = Membership.objects.filter(group=group, until=None).order_by("enterprise__name")
    return [row.enterprise.name for row in rows]


def test_the_packs_groups_are_there_with_their_members(cast, industry, others):
    assert names(industry) == [cast.river.name, cast.hill.name]
    assert names(others) == [cast.shop.name]


def test_whoever_changes_its_trade_changes_its_group_and_the_past_stays_known(cast, industry, others):
    enterprises.update(enterprise=cast.hill, values={"sector": "F5211"}, by=cast.desk)
    assert names(industry) == [cast.river.name]
    assert set(names(others)) == {cast.hill.name, cast.shop.name}
    past = Membership.objects.get(group=industry, enterprise=cast.hill)
    assert past.until is not None


def test_refreshing_again_changes_nothing(cast, industry):
    assert membership.refresh(cast.campaign) == 0
    assert membership.make_groups(cast.campaign) == 0


def test_the_desk_makes_a_group_of_a_grid_and_of_a_language(cast):
    of_grid = keeping.create(
        campaign=cast.campaign, by=cast.desk, names={"zh": "东网格群"}, members_by="grid", of=str(cast.east.pk)
    )
    assert set(names(of_grid)) == {cast.river.name, cast.shop.name}
    cast.liaison.language = "ja"
    cast.liaison.save()
    japanese = keeping.create(
        campaign=cast.campaign, by=cast.desk, names={"ja": "日本語"}, members_by="language", of="ja"
    )
    assert names(japanese) == [cast.river.name]


def test_a_town_has_a_group_of_its_own(cast):
    rule = GroupRule.model_validate({"key": "towns", "by": "area", "name": {"zh": "{name}企业群"}})
    parts = {of: (names["zh"], area) for of, names, area, _place in membership._parts(cast.campaign, rule)}
    assert parts == {"990101001000": ("东河街道", "990101001"), "990101002000": ("西山街道", "990101002")}
    one = rule.model_copy(update={"of": ("990101002000",)})
    assert [of for of, *_more in membership._parts(cast.campaign, one)] == ["990101002000"]
    made = keeping.create(
        campaign=cast.campaign, by=cast.desk, names={"zh": "东河街道群"}, members_by="area", of="990101001000"
    )
    assert set(names(made)) == {cast.river.name, cast.shop.name}
    who = {user.username for user in people.officers(made)}
    assert "town" in who and "hill_town" not in who


def test_a_group_of_an_area_next_door_is_refused(cast):
    with pytest.raises(Refused):
        keeping.create(campaign=cast.campaign, by=cast.desk, names={"zh": "群"}, members_by="area", of="990102001000")


def test_officers_are_those_posted_there_and_those_whom_the_desk_adds(cast, industry, others):
    who = {user.username for user in people.officers(industry)}
    assert {"bureau", "town", "hill_town", "officer"} <= who
    assert "spare" not in who  # holds the post, serves no member
    keeping.add_officer(group=industry, user=cast.spare, by=cast.desk)
    assert cast.spare in people.officers(industry)
    assert industry in ChatGroup.objects.answerable_by(cast.spare)
    keeping.remove_officer(group=industry, user=cast.spare, by=cast.desk)
    assert industry not in ChatGroup.objects.answerable_by(cast.spare)


def test_everyone_sees_their_own_groups_only(cast, industry, others):
    def seen(user):
        return set(ChatGroup.objects.filter(campaign=cast.campaign).visible_to(user).values_list("key", flat=True))

    assert seen(cast.liaison) == {industry.key}
    assert seen(cast.shop_liaison) == {others.key}
    assert seen(cast.officer) == {industry.key, others.key}
    assert seen(cast.desk) >= {industry.key, others.key}
    assert seen(cast.spare) == seen(cast.stranger) == seen(cast.nobody) == seen(cast.administrator) == set()
