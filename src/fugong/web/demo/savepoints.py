"""A place is filled in one transaction, of which no part is taken back alone: savepoints would be a third of its statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def none() -> Iterator[None]:
    """Within the block nested transactions have no savepoint: where one of them fails, all fails."""
    with _made(False):
        yield


@contextmanager
def attempt() -> Iterator[None]:
    """Around what may be refused: it can be taken back alone again."""
    with _made(True), transaction.atomic():
        yield


@contextmanager
def _made(wanted: bool) -> Iterator[None]:
    features: Any = connection.features
    before = features.uses_savepoints
    features.uses_savepoints = wanted
    try:
        yield
    finally:
        features.uses_savepoints = before
