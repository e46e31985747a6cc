"""What the tests of this room stand on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

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
