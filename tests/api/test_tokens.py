"""A token opens what its person may do, or less, for as long as it lives."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fugong.accounts import actions, tokens
from fugong.accounts.models import ApiToken, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event


def test_the_plain_text_is_shown_once_and_not_kept(keeper: User) -> None:
    token, plain = tokens.issue(user=keeper, name="报表", days=30, by=keeper)
    assert plain.startswith(token.prefix) and len(token.prefix) < len(plain) / 3
    assert plain.encode() not in bytes(ApiToken.objects.get().digest)
    assert Event.objects.get(verb="api_token.issue").data == {"name": "报表", "permissions": []}


def test_a_caller_without_a_token_is_told_how_to_call(db: None) -> None:
    answer = Client(headers={"Accept-Language": "en"}).get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthenticated"


def test_a_token_speaks_for_its_person(api: Client) -> None:
    me = api.get("/api/v1/me").json()
    assert me["username"] == "keeper"
    assert "registry.edit" in me["permissions"] and "filing.decide" not in me["permissions"]


def test_a_narrowed_token_holds_only_what_it_names(keeper: User, bearer: Callable[..., Client]) -> None:
    reader = bearer(keeper, Permission.REGISTRY_VIEW)
    assert reader.get("/api/v1/me").json()["permissions"] == ["registry.view"]
    assert reader.get("/api/v1/campaigns").status_code == 200
    refused = reader.get("/api/v1/tokens")
    assert refused.status_code == 403 and "api.token" in refused.json()["detail"]


def test_a_token_never_holds_more_than_its_person(keeper: User) -> None:
    with pytest.raises(Refused) as refused:
        tokens.issue(user=keeper, name="x", permissions=[Permission.FILING_DECIDE], days=1, by=keeper)
    assert refused.value.faults[0].where == "permissions"


def test_what_the_person_loses_the_token_loses(keeper: User, api: Client) -> None:
    actions.end_grant(grant=keeper.grants.get(), by=None)
    assert api.get("/api/v1/me").status_code == 401


def test_people_make_tokens_for_themselves_only(keeper: User, db: None) -> None:
    other = actions.create_user(username="other", name="他人", password=None, by=None)
    actions.grant(user=other, role="observer", kind=ScopeKind.ALL, by=None)
    with pytest.raises(NotAllowed):
        tokens.issue(user=other, name="x", days=1, by=keeper)
    with pytest.raises(NotAllowed):
        tokens.issue(user=other, name="x", days=1, by=other)


@pytest.mark.parametrize("days", [0, 367, -1])
def test_no_token_lives_for_ever(keeper: User, days: int) -> None:
    with pytest.raises(Refused):
        tokens.issue(user=keeper, name="x", days=days, by=keeper)


def test_an_expired_token_opens_nothing(keeper: User) -> None:
    _, plain = tokens.issue(user=keeper, name="x", days=1, by=keeper)
    assert tokens.find(plain)
    with clock.showing(clock.now() + dt.timedelta(days=1, seconds=1)):
        assert tokens.find(plain) is None


def test_a_withdrawn_token_opens_nothing(keeper: User, api: Client) -> None:
    number = api.get("/api/v1/tokens").json()[0]["id"]
    assert api.delete(f"/api/v1/tokens/{number}").status_code == 204
    assert api.get("/api/v1/me").status_code == 401


def test_a_wrong_token_never_falls_back_to_the_session(keeper: User, client: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer fg_NOBODYS"}).status_code == 401


def test_a_session_changes_nothing_without_its_csrf_token(keeper: User, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    token, _ = tokens.issue(user=keeper, name="x", days=1, by=keeper)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.delete(f"/api/v1/tokens/{token.pk}").status_code == 403
    assert tokens.live(keeper).count() == 1


def test_staff_without_a_second_factor_have_no_session_here(keeper: User, client: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me").status_code == 302


def test_last_use_is_kept_to_the_minute(keeper: User, bearer: Callable[..., Client], django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = bearer(keeper)
    client.get("/api/v1/me")
    first = ApiToken.objects.get().last_used_at
    assert first
    with django_assert_num_queries(3):  # token and person, grants, count
        client.get("/api/v1/me")
    assert ApiToken.objects.get().last_used_at == first


def test_too_many_calls_in_a_minute_are_refused(api: Client, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 3
    with clock.showing(clock.now()):
        answers = [api.get("/api/v1/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3]["Retry-After"] == "60"
