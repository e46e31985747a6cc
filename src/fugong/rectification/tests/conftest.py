"""What the tests of this room stand on: the cast, its files in a folder that goes away, messages in English."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from fugong.rectification.tests import stage as ground


@pytest.fixture
def stage(cast: Any, settings: Any, tmp_path: Path) -> Iterator[ground.Stage]:
    """The small place."""
    settings.MEDIA_ROOT = tmp_path
    with override("en"):
        yield ground.build(cast)
