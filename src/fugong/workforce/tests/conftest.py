"""People of the cast's enterprises."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fugong.workforce import documents, giving
from fugong.workforce.actions import files

OUTSIDE = "320707"  # Ganyu in Jiangsu


def number(n: int) -> str:
    """A sound resident card's number: the same n gives the same."""
    first = f"11010119900307{n:03d}"
    return first + documents.check_sign(first)


Enter = Callable[..., Any]


@pytest.fixture
def enter(cast: Any) -> Iterator[Enter]:
    """`enter(1, "张三", origin="320707")`: somebody on river's list, unless `at` says otherwise."""

    def entering(n: int, name: str, at: Any = None, by: Any = None, **said: Any) -> Any:
        given = giving.read(
            {"name": name, "document": number(n), **said},
            jobs={job.key: job.name for job in cast.campaign.pack.workforce.jobs},
        )
        return files.enter(campaign=cast.campaign, given=given, by=by or cast.desk, enterprise=at or cast.river).person

    yield entering
