"""Callers of the API: one client for each, by token."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fugong.accounts import actions, tokens
from fugong.accounts.models import ScopeKind, User
from fugong.accounts.permissions import Permission


@pytest.fixture(autouse=True)
def the_api_alone(settings: Any) -> None:
    """The API without the pages, and with one more operation (`api.probe`)."""
    settings.ROOT_URLCONF = "api.probe"


@pytest.fixture
def keeper(db: None) -> User:
    """A duty desk over the whole installation, by whom tokens can be held."""
    user = actions.create_user(username="keeper", name="守台", password=None, by=None)
    actions.grant(user=user, role="duty_desk", kind=ScopeKind.ALL, by=None)
    return user


@pytest.fixture
def bearer() -> Callable[..., Client]:
    """`bearer(user, *permissions)`: a client that calls with a token of that user's, in English."""

    issued: dict[tuple[int, tuple[str, ...]], str] = {}

    def client(user: User, *permissions: str, **headers: str) -> Client:
        if (key := (user.pk, permissions)) not in issued:
            _, issued[key] = tokens.issue(user=user, name="test", permissions=permissions, days=1, by=None)
        plain = issued[key]
        return Client(headers={"Authorization": f"Bearer {plain}", "Accept-Language": "en", **headers})

    return client


@pytest.fixture
def api(keeper: User, bearer: Callable[..., Client]) -> Any:
    """The keeper's client."""
    return bearer(keeper)


@pytest.fixture
def calling(cast: Any, bearer: Callable[..., Client], settings: Any) -> Callable[[str], Client]:
    """`calling("desk")`: someone of the cast calls; by token where they may hold one, else by session."""
    settings.STAFF_SECOND_FACTOR = False

    def call(name: str) -> Client:
        user = getattr(cast, name)
        if user.holds(Permission.API_TOKEN):
            return bearer(user)
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return call
