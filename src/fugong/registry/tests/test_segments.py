"""Enrolments: which segments and group, why, and who is missing."""

from fugong.places.actions import switch_version
from fugong.registry import segments
from fugong.registry.actions import enterprises
from fugong.registry.models import Enrolment


def enrolment(cast, enterprise):
    return Enrolment.objects.get(campaign=cast.campaign, enterprise=enterprise)


def test_an_enterprise_is_sorted_when_it_is_entered(cast):
    row = enrolment(cast, cast.river)
    assert row.segments == ["above_scale", "foreign", "key_industrial"]
    assert row.group == "industry"
    assert "3.2 亿元 ≥ 3 亿元" in cast.campaign.pack.registry.say(row.reasons["key_industrial"])


def test_a_change_moves_it_and_says_why(cast):
    enterprises.update(enterprise=cast.river, values={"output_value": 299_999_999}, by=cast.desk)
    assert enrolment(cast, cast.river).segments == ["above_scale", "foreign"]


def test_refreshing_again_changes_nothing(cast):
    assert segments.refresh(campaign=cast.campaign) == 0


def test_only_the_campaigns_own_area_is_enrolled(cast):
    names = set(Enrolment.objects.filter(campaign=cast.campaign).values_list("enterprise__name", flat=True))
    assert names == {cast.river.name, cast.hill.name, cast.shop.name}


def test_a_closed_enterprise_leaves_and_comes_back(cast):
    enterprises.close(enterprise=cast.shop, by=cast.desk, reason="注销")
    assert not Enrolment.objects.filter(enterprise=cast.shop).exists()
    enterprises.reopen(enterprise=cast.shop, by=cast.desk, reason="登记有误")
    assert enrolment(cast, cast.shop).group == "others"


def test_missing_posts_are_those_the_pack_requires(cast):
    assert enrolment(cast, cast.river).missing_posts == ["helper"]  # a key industrial firm needs a helper besides
    assert enrolment(cast, cast.hill).missing_posts == ["resident"]
    assert enrolment(cast, cast.shop).missing_posts == []


def test_followers_hear_which_enterprises_changed(cast, monkeypatch):
    heard = []
    monkeypatch.setattr(segments, "followers", [lambda *, campaign, enterprise_ids: heard.append(enterprise_ids)])
    enterprises.update(enterprise=cast.hill, values={"staff_total": 130}, by=cast.desk)
    segments.refresh(campaign=cast.campaign)
    assert heard == [[cast.hill.pk], None]


def test_a_pack_that_did_not_change_is_not_switched(cast):
    assert switch_version(campaign=cast.campaign, by=cast.administrator) is False
