"""The pages of accounts, as whoever manages them uses them."""

import pytest

from fugong.accounts.models import Grant, ScopeKind, User


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.desk)
    return client


def test_the_duty_desk_sees_its_own_people_and_nobody_next_door(desk, cast):
    page = desk.get("/people/").content.decode()
    assert cast.leader.name in page
    assert cast.liaison.name in page
    assert cast.stranger.name not in page
    assert desk.get(f"/people/{cast.stranger.pk}/").status_code == 404


def test_search_and_filters_narrow_the_list(desk, cast):
    page = desk.get("/people/", {"q": cast.leader.username, "role": "leader"}).content.decode()
    assert cast.leader.name in page
    assert cast.liaison.name not in page


def test_an_account_is_opened_with_a_role_and_a_password_that_is_shown_once(desk, cast):
    form = {"name": "新来的", "username": "newcomer", "language": "zh-hans", "role": "reviewer"}
    page = desk.post("/people/new/", form | {"area": cast.campaign.jurisdiction.pk})
    made = User.objects.get(username="newcomer")
    assert page.status_code == 200
    assert made.password_is_temporary
    assert [grant.role for grant in made.active_grants] == ["reviewer"]
    shown = page.context["password"]
    assert made.check_password(shown)
    assert shown not in desk.get(f"/people/{made.pk}/").content.decode()


def test_a_taken_user_name_is_told_at_the_form_and_makes_nothing(desk, cast):
    before = User.objects.count()
    form = {
        "name": "x",
        "username": "leader",
        "language": "en",
        "role": "leader",
        "area": cast.campaign.jurisdiction.pk,
    }
    assert desk.post("/people/new/", form).status_code == 422
    assert User.objects.count() == before


def test_nobody_gives_a_role_next_door_or_makes_an_administrator(desk, cast):
    there = cast.next_door.jurisdiction
    assert desk.post(f"/people/{cast.leader.pk}/roles/", {"role": "leader", "area": there.pk}).status_code == 422
    here = cast.campaign.jurisdiction
    answer = desk.post(f"/people/{cast.leader.pk}/roles/", {"role": "administrator", "area": here.pk})
    assert answer.status_code == 422
    assert not Grant.objects.filter(user=cast.leader, role="administrator").exists()


def test_a_role_ends_and_its_past_stays(desk, cast):
    held = Grant.objects.get(user=cast.leader, role="leader")
    assert desk.post(f"/people/{cast.leader.pk}/roles/{held.pk}/end/").status_code == 302
    assert not Grant.objects.in_force().filter(user=cast.leader).exists()
    assert Grant.objects.filter(user=cast.leader).exists()


def test_a_new_password_ends_the_persons_sessions(desk, cast, client_class=None):
    from django.test import Client

    theirs = Client()
    theirs.force_login(cast.leader)
    assert theirs.get("/me/").status_code == 200
    assert desk.post(f"/people/{cast.leader.pk}/password/", {"second_factor": "yes"}).status_code == 200
    assert theirs.get("/me/").status_code == 302


def test_closing_needs_a_reason_and_can_be_undone(desk, cast):
    assert desk.post(f"/people/{cast.leader.pk}/closing/", {"reason": " "}).status_code == 422
    assert desk.post(f"/people/{cast.leader.pk}/closing/", {"reason": "moved"}).status_code == 302
    cast.leader.refresh_from_db()
    assert not cast.leader.is_active
    desk.post(f"/people/{cast.leader.pk}/reopening/")
    cast.leader.refresh_from_db()
    assert cast.leader.is_active


def test_nobody_resets_an_administrator_or_someone_whose_roles_reach_further(desk, cast):
    Grant.objects.create(
        user=cast.administrator,
        role="leader",
        scope_kind=ScopeKind.AREA,
        scope_key=cast.campaign.jurisdiction.prefix,
        since=cast.campaign.opened_at,
    )
    before = cast.administrator.password
    assert desk.post(f"/people/{cast.administrator.pk}/password/").status_code == 403
    cast.administrator.refresh_from_db()
    assert cast.administrator.password == before


def test_the_list_asks_the_database_as_often_for_many_people_as_for_few(
    desk, cast, django_assert_max_num_queries, django_user_model
):
    from fugong.accounts.actions import create_user, grant

    for number in range(30):
        user = create_user(username=f"p{number}", name=f"P{number}", password=None, by=None)
        grant(user=user, role="observer", kind=ScopeKind.AREA, key=cast.campaign.jurisdiction.prefix, by=None)
    desk.get("/people/")
    with django_assert_max_num_queries(12):
        desk.get("/people/")


def test_a_leader_does_not_manage_accounts(client, cast):
    client.force_login(cast.leader)
    assert client.get("/people/").status_code == 403


class TestOwn:
    def test_name_and_language(self, client, cast):
        client.force_login(cast.leader)
        assert client.post("/me/", {"name": "李领导", "language": "ja"}).status_code == 302
        cast.leader.refresh_from_db()
        assert (cast.leader.name, cast.leader.language) == ("李领导", "ja")

    def test_a_token_is_shown_once_and_withdrawn(self, client, cast):
        client.force_login(cast.administrator)
        page = client.post("/me/tokens/", {"name": "report robot", "days": 30})
        plain = page.context["plain"]
        assert plain.startswith("fg_")
        assert plain not in client.get("/me/tokens/").content.decode()
        token = cast.administrator.api_tokens.get()
        assert client.post(f"/me/tokens/{token.pk}/revocation/").status_code == 302
        token.refresh_from_db()
        assert token.revoked_at
