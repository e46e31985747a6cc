"""What the tests of this room stand on: the cast, messages in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from fugong.investment.tests import stage as ground


@pytest.fixture
def stage(cast: Any) -> Iterator[ground.Stage]:
    """The small place at noon of a Thursday."""
    with override("en"):
        yield ground.Stage(cast)
