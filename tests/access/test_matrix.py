"""Every address × every method × everybody × their own, another street's, another district's: nothing that isn't theirs.

The addresses come from the URL conf, so a new one is asked the day it is added.
"""

from collections.abc import Iterable
from typing import Any

import pytest

from access.addresses import every
from access.asking import faults
from access.world import SEES, World

pytestmark = pytest.mark.django_db
READING, CHANGING = ("GET",), ("POST", "PUT", "PATCH", "DELETE")
READERS = SEES.keys() - {"bureau", "shop_liaison", "town"}  # whose roles and reach are others’ as well
EVERY_TIME = {"officer", "anonymous"}
"""Asked at every change; the others, which take their time, before it lands."""


def people(names: Iterable[str]) -> list[Any]:
    """One case of a test for each."""
    return [pytest.param(who, marks=() if who in EVERY_TIME else pytest.mark.thorough) for who in sorted(names)]


@pytest.mark.parametrize("who", people(READERS))
def test_nobody_reads_what_is_not_theirs(world: World, who: str) -> None:
    found = list(faults(world, who, every(), READING))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", people(SEES))
def test_nobody_changes_what_is_not_theirs(world: World, who: str) -> None:
    found = list(faults(world, who, every(), CHANGING))
    assert not found, "\n".join(found)
