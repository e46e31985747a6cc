"""What the tests of this room stand on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.core import clock
from fugong.resumption.tests import stage as ground


@pytest.fixture
def friday() -> Iterator[None]:
    """Friday, 14 February 2020, nine o'clock; messages in English."""
    with clock.showing(ground.FRIDAY), override("en"):
        yield


@pytest.fixture
def stage(db: Any, friday: None, settings: Any, tmp_path: Path) -> ground.Stage:
    """The place, with its files in a folder that goes away."""
    settings.MEDIA_ROOT = tmp_path
    return ground.build()


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """`as_(user)` is a client signed in as that user."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["language"] = "en"
        return client

    return sign_in
