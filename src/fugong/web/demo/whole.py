"""A chapter that is told whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def told_whole() -> Iterator[None]:
    """Within it no action marks where it began: what fails takes all back with it, and is not to be caught.

    Every action is a transaction of its own, here within the place's; each would set a savepoint and release it, which are
    two statements of every five.
    """
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before
