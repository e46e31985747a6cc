"""What the tests of this room stand on: the cast with readings of river and hill, messages in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from fugong.signals.tests import stage as ground


@pytest.fixture
def stage(cast: Any) -> Iterator[ground.Stage]:
    """The small place."""
    with override("en"):
        yield ground.build(cast)
