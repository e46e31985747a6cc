"""What the tests of this room stand on: the cast, and the installation as its own peer; messages in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from fugong.exchange.tests import stage as ground


@pytest.fixture
def stage(cast: Any, monkeypatch: Any) -> Iterator[ground.Stage]:
    """The small place with a peer above it."""
    monkeypatch.setattr("fugong.channels.net.checked", lambda url, inside="": None)
    with override("en"):
        yield ground.build(cast)
