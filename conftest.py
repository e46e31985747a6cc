"""What every test may use, in the rooms and in tests/. Settings see by themselves that tests run (core.env.testing)."""

import gc
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytest_plugins = ["ground.browser", "ground.cast"]


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """The long ones first: at the end no worker goes on alone with one of them."""
    items.sort(key=lambda item: not (item.get_closest_marker("slow") or item.get_closest_marker("thorough")))


def pytest_collection_finish(session: Any) -> None:
    """All that is loaded by now stays: whoever looks for garbage needn't look there, nor after every few objects."""
    from fugong.core import garbage

    gc.collect()
    garbage.look_seldom()


@pytest.fixture(scope="session", autouse=True)
def the_present() -> Iterator[None]:
    """However busy the machine is, no page of a test shows what was kept for a large place; tests of that say so themselves."""
    from fugong.core import kept

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "SLOW", 60)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database goes when everybody has left it; whoever doesn't is named by what they asked last."""
    from django.test import TransactionTestCase

    from ground.emptying import empty

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
    gc.collect()  # lines of threads that have ended go with their objects
    with django_db_blocker.unblock():
        end = time.monotonic() + 20
        while others := _others():
            assert time.monotonic() < end, f"still at the database: {others}"
            time.sleep(0.05)


def _others() -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return list(cursor.fetchall())
