"""What the tests of groups stand on: the cast, its two groups, and a liaison of each member."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from fugong.outreach.models import ChatGroup


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any, tmp_path: Path) -> None:
    settings.STAFF_SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def industry(cast) -> ChatGroup:
    """The group of the industry: `river` and `hill` belong."""
    return ChatGroup.objects.select_related("campaign__pack_version").get(
        campaign=cast.campaign, key="industry-industry"
    )


@pytest.fixture
def others(cast) -> ChatGroup:
    """The group of the rest: `shop` belongs."""
    return ChatGroup.objects.select_related("campaign__pack_version").get(campaign=cast.campaign, key="industry-others")


@pytest.fixture
def as_(client):
    """`as_(user)` is a client signed in as that user, reading English."""

    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        type(user).objects.filter(pk=user.pk).update(language="en")
        return client

    return sign_in
