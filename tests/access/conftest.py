"""One world for all questions of this folder; what a question changes is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from access.world import World, furnish
from fugong.core import clock
from ground.cast import NOON, PACKS


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Built once for a file of tests, and gone after it."""
    from django.conf import settings

    changed = {
        "PACK_FOLDERS": [*settings.PACK_FOLDERS, PACKS],
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "STAFF_SECOND_FACTOR": False,
        "API_CALLS_A_MINUTE": 1_000_000,
        "SECOND_WALL": False,  # `visible_to` has to hold by itself; the wall is tried in test_second_wall
    }
    with django_db_blocker.unblock(), override_settings(**changed), clock.showing(NOON), transaction.atomic():
        yield furnish()
        transaction.set_rollback(True)
