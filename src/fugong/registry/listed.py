"""Lists of key enterprises, which a higher room keeps: how they are called, and who stands on them now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Value

from fugong.places.models import Campaign


@dataclass(frozen=True, slots=True)
class Keeper:
    """`names(pack)`: key → name of each list; `keys(campaign)`: an array expression over enterprises."""

    names: Callable[[Any], Mapping[str, object]]
    keys: Callable[[Campaign], Any]


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Makes the room known that keeps the lists: there is one."""
    _keepers[:] = [keeper]


def names(pack: Any) -> dict[str, object]:
    """Every list of the pack."""
    return {key: name for keeper in _keepers for key, name in keeper.names(pack).items()}


def standing_on(campaign: Campaign | None) -> Any:
    """The keys of the lists that an enterprise stands on, as an expression; none outside a campaign."""
    for keeper in _keepers:
        if campaign is not None:
            return keeper.keys(campaign)
    return Value([], output_field=ArrayField(CharField()))
