"""`fugong place`: from a pack to a campaign with its first account, and to its end."""

import re

import pytest
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES
from fugong.ledger.models import Event
from fugong.places.models import Campaign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def packs(test_packs, noon):
    """The packs `plain` and `next_door`, at noon."""


def password_of(told, username):
    return re.search(rf"{username} signs in with (\S+) once", told.out)[1]


def test_a_pack_becomes_a_campaign_with_a_desk_that_can_sign_in(fugong):
    told = fugong("place", "create", "plain", "--key", "spring", "--drill", "--name", "春季演练", "--desk", "desk")
    assert told.code == 0, told.err
    campaign, desk = Campaign.objects.get(), User.objects.get()
    assert (campaign.key, campaign.name, campaign.is_drill) == ("spring", "春季演练", True)
    assert desk.check_password(password_of(told, "desk"))
    assert desk.password_is_temporary
    with override(desk.language):
        assert desk.name == str(ROLES["duty_desk"].name)  # until its owner says more
    assert desk.scope(Permission.BULLETIN_ISSUE).areas == ("990101",)
    told = Event.objects.order_by("pk").values_list("verb", "by_name")
    assert {by for verb, by in told if verb != "chat_group.create"} == {"installation"}
    assert {by for verb, by in told if verb == "chat_group.create"} == {campaign.pack.name.in_("zh")}


def test_the_first_administrator_manages_the_whole_installation(fugong):
    told = fugong("place", "create", "plain", "--administrator", "first")
    first = User.objects.get(username="first")
    assert first.check_password(password_of(told, "first"))
    assert first.scope(Permission.INSTALLATION_MANAGE).everything


def test_the_key_is_the_packs_where_none_is_given_and_twice_is_once(fugong):
    assert [fugong("place", "create", "next_door").code for _time in range(2)] == [0, 0]
    assert Campaign.objects.get().key == "next-door"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no pack 'nowhere'"),
        (("plain", "--key", "a b"), "“a b” can't be used"),
        (("plain", "--key", "x" * 41), "can't be used"),
        (("plain", "--name", "x" * 81), "at most 80 characters"),
        (("plain", "--desk", "a b"), "“a b” can't be used"),
        (("plain", "--desk", "taken"), "taken. Choose another"),
        (("plain", "--by", "ghost"), "no account ghost"),
        (("plain", "--by", "taken"), "can't manage campaigns"),
    ],
)
def test_what_is_refused_is_said_and_leaves_nothing(fugong, words, said):
    User.objects.create(username="taken", name="有人")
    told = fugong("place", "create", *words)
    assert (told.code, told.out) == (1, "")
    assert said in told.err
    assert not Campaign.objects.exists()
    assert User.objects.count() == 1


def test_list_shows_what_the_person_sees(fugong, cast):
    assert [each["key"] for each in fugong("place", "list", "--json").answer] == ["plain", "next_door"]
    (own,) = fugong("place", "list", "--json", "--by", "desk").answer
    assert (own["key"], own["area"], own["pack"], own["enterprises"]) == ("plain", "990101000000", "plain", 3)
    assert [each["key"] for each in fugong("place", "list", "--json", "--by", "liaison").answer] == ["plain"]
    assert fugong("place", "list", "--json", "--by", "nobody").answer == []
    assert "Open" in fugong("place", "list").out


def test_closing_needs_a_person_who_may_and_a_reason(fugong, cast):
    close = ("place", "close", "plain")
    assert "--by" in fugong(*close, "--reason", "完成").err
    assert "can't manage" in fugong(*close, "--reason", "完成", "--by", "desk").err
    assert "Say why" in fugong(*close, "--reason", " ", "--by", "administrator").err
    assert Campaign.objects.open().count() == 2
    assert fugong(*close, "--reason", "完成", "--by", "administrator").code == 0
    assert Campaign.objects.get(key="plain").closed_by == cast.administrator
    assert "closed" in fugong("place", "create", "plain", "--key", "plain").err


def test_a_closed_account_acts_no_more(fugong, cast):
    User.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    assert "is closed" in fugong("place", "close", "plain", "--reason", "完成", "--by", "administrator").err
