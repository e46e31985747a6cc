"""Signing in: by password, by one click in the demo, and what is closed."""

import pytest
from django.urls import NoReverseMatch, reverse

from fugong.accounts import people
from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind, User
from ground.cast import make_enterprise


@pytest.fixture
def leader(cast):
    cast.leader.set_password("plum-tree-9931")
    cast.leader.save()
    return cast.leader


def test_a_password_opens_and_a_wrong_one_does_not(client, leader):
    wrong = client.post("/accounts/login/", {"login": "leader", "password": "no"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    right = client.post("/accounts/login/", {"login": "leader", "password": "plum-tree-9931"})
    assert right.status_code == 302
    assert client.session["_auth_user_id"] == str(leader.pk)


def test_after_five_wrong_tries_even_the_right_one_waits(client, leader):
    for _try in range(6):
        client.post("/accounts/login/", {"login": "leader", "password": "no"})
    client.post("/accounts/login/", {"login": "leader", "password": "plum-tree-9931"})
    assert "_auth_user_id" not in client.session


def test_nobody_registers_or_resets_alone():
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_a_changed_password_is_the_persons_own(client, cast, leader):
    password = people.reset_access(user=leader, by=cast.administrator)
    client.post("/accounts/login/", {"login": "leader", "password": password})
    form = {"oldpassword": password, "password1": "pear-tree-8820", "password2": "pear-tree-8820"}
    client.post("/accounts/password/", form)
    leader.refresh_from_db()
    assert leader.check_password("pear-tree-8820")
    assert not leader.password_is_temporary


@pytest.mark.parametrize(
    ("chosen", "browser", "reads"),
    [("zh-hans", "ko", "ko"), ("zh-hans", "zh-CN", "zh-hans"), ("ja", "ko", "ja"), ("zh-hans", "fr", "zh-hans")],
)
def test_with_a_first_password_one_goes_on_in_the_language_in_which_one_signed_in(
    client, cast, leader, chosen, browser, reads
):
    people.speak(user=leader, language=chosen)
    password = people.reset_access(user=leader, by=cast.administrator)
    form = {"login": "leader", "password": password}
    assert client.post("/accounts/login/", form, headers={"Accept-Language": browser}).status_code == 302
    leader.refresh_from_db()
    assert leader.language == reads


def test_whose_password_is_their_own_keeps_their_language_in_any_browser(client, leader):
    form = {"login": "leader", "password": "plum-tree-9931"}
    assert client.post("/accounts/login/", form, headers={"Accept-Language": "ko"}).status_code == 302
    leader.refresh_from_db()
    assert leader.language == "zh-hans"


class TestOneClick:
    @pytest.fixture(autouse=True)
    def made_up_leader(self, cast):
        User.objects.filter(pk=cast.leader.pk).update(is_demo=True)

    def test_the_demos_people_sign_in(self, client, cast, settings):
        settings.DEMO = True
        assert client.post("/accounts/demo/", {"username": "leader"}).status_code == 302
        assert client.session["_auth_user_id"] == str(cast.leader.pk)

    def test_real_people_do_not(self, client, cast, settings):
        settings.DEMO = True
        assert client.post("/accounts/demo/", {"username": "desk"}).status_code == 403
        assert "_auth_user_id" not in client.session

    def test_outside_the_demo_there_is_no_such_page(self, client, settings):
        settings.DEMO = False
        assert client.post("/accounts/demo/", {"username": "leader"}).status_code == 404

    def test_a_link_cannot_do_it(self, client, settings):
        settings.DEMO = True
        assert client.get("/accounts/demo/").status_code == 405

    def test_the_page_offers_them_by_place_and_only_in_the_demo(self, client, cast, settings):
        settings.DEMO = True
        User.objects.filter(username__in=["officer", "liaison", "desk"]).update(is_demo=True)
        page = client.get("/accounts/login/").content.decode()
        for name in ("leader", "officer", "liaison", "desk"):
            assert f'value="{name}"' in page
        assert 'value="stranger"' not in page
        settings.DEMO = False
        assert 'value="leader"' not in client.get("/accounts/login/").content.decode()

    def test_the_page_offers_a_liaison_of_each_state(self, client, cast, settings):
        settings.DEMO = True
        for number in range(8):
            user = User.objects.create(username=f"firm-{number}", name="x", is_demo=True)
            firm = make_enterprise(50 + number, f"第{number}企业", cast.river.jurisdiction)
            grant(user=user, role="liaison", kind=ScopeKind.ENTERPRISE, key=str(firm.pk), by=None)
        page = client.get("/accounts/login/").content.decode()
        assert [n for n in range(8) if f'value="firm-{n}"' in page] == list(range(8))


def test_staff_set_up_the_second_factor_and_are_asked_for_it_next_time(client, leader, settings):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
    from allauth.mfa.utils import is_mfa_enabled
    from django.test import Client

    def digits(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    settings.STAFF_SECOND_FACTOR = True
    signing_in = {"login": "leader", "password": "plum-tree-9931"}
    client.post("/accounts/login/", signing_in)
    assert client.get("/packs/")["Location"] == "/accounts/second-factor/app/"
    secret = client.get("/accounts/second-factor/app/").context["form"].secret
    answer = client.post("/accounts/second-factor/app/", {"code": digits(secret)})
    assert answer["Location"] == "/accounts/second-factor/codes/"
    codes = client.get("/accounts/second-factor/codes/").context["unused_codes"]
    assert client.get("/packs/").status_code == 200
    client.post("/accounts/second-factor/app/off/")  # refused: staff keep it
    assert is_mfa_enabled(leader)

    later = Client()
    assert later.post("/accounts/login/", signing_in)["Location"] == "/accounts/second-factor/code/"
    assert "_auth_user_id" not in later.session
    later.post("/accounts/second-factor/code/", {"code": codes[0]})
    assert later.session["_auth_user_id"] == str(leader.pk)
