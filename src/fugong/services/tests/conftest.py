"""What the tests of this room stand on: the cast, messages in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from fugong.services.tests import stage as ground


@pytest.fixture
def stage(cast: Any) -> Iterator[ground.Stage]:
    """The small place at noon of a Thursday; its tax hall serves two at once, from 13:30 on today."""
    with override("en"):
        yield ground.Stage(cast)
