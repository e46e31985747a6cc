"""What the tests of this room stand on: the cast, its files in a folder that goes away, messages in English."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override


@pytest.fixture
def place(cast: Any, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """The small place."""
    settings.MEDIA_ROOT = tmp_path
    with override("en"):
        yield cast
