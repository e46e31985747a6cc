"""What the tests of the channels share."""

from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.channels.kinds import Kind

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
