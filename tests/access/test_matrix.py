"""Every address × every method × everybody × their own, another street's, another district's: nothing that isn't theirs.

The addresses come from the URL conf, so a new one is asked the day it is added.
"""

import pytest

from access.addresses import every
from access.asking import faults
from access.world import SEES, World

pytestmark = pytest.mark.django_db
READING, CHANGING = ("GET",), ("POST", "PUT", "PATCH", "DELETE")
READERS = sorted(SEES.keys() - {"bureau", "shop_liaison", "town"})  # whose roles and reach are others’ as well


@pytest.mark.parametrize("who", READERS)
def test_nobody_reads_what_is_not_theirs(world: World, who: str) -> None:
    found = list(faults(world, who, every(), READING))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", sorted(SEES))
def test_nobody_changes_what_is_not_theirs(world: World, who: str) -> None:
    found = list(faults(world, who, every(), CHANGING))
    assert not found, "\n".join(found)
