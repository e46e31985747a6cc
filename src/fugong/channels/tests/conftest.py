"""What the tests of the channels share."""

from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from fugong.channels import kinds, mail
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind
from ground.receivers import mail_server, receiver

ORDINARY = Kind("test.ordinary", _("Inbox"))
URGENT = Kind("test.urgent", _("Inbox"), urgent=True)


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds of message that only tests tell."""
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds, ORDINARY.key: ORDINARY, URGENT.key: URGENT})


@pytest.fixture
def told(cast: Any) -> Any:
    """`told(person, "title")` tells a person something."""

    def say(*people: Any, title: Any = "甲事已办", kind: str = ORDINARY.key, **more: Any) -> int:
        given = {"url": "/me/", "campaign": cast.campaign} | more
        return tell(kind=kind, people=people, title=title, **given)

    return say


@pytest.fixture
def world(settings: Any) -> Any:
    settings.PUBLIC_URL = "https://fugong.test"
    with receiver() as found:
        settings.RECEIVERS_ALLOWED = ["127.0.0.1"]
        yield found


@pytest.fixture
def post_office(settings: Any) -> Any:
    with mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", found.port
        yield found
        mail.close()


@pytest.fixture
def as_(client: Any) -> Any:
    """`as_(person)` is a client in which that person is signed in."""

    def enter(person: Any) -> Any:
        client.force_login(person)
        return client

    return enter
