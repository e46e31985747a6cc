"""Who sees a paper, hands it in and judges it: whoever may do so with its case. Rooms register their kinds of case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign


def _nobody(case: Any) -> Iterable[User]:
    return ()


@dataclass(frozen=True, slots=True)
class Access:
    """For one kind of case: the case as the person may see it (None: not at all), what the person may do, where its page is."""

    find: Callable[[User, Campaign, int], Any]
    may_hand_in: Callable[[User, Any], bool]
    may_judge: Callable[[User, Any], bool]
    url: Callable[[User, Any], str]
    """The page of the case, as that person opens it."""
    late: Callable[[Any], Iterable[User]] = _nobody
    """Who is told when a promise isn't kept; the case is given as it stands in the database."""
    load: Callable[[int], Any] = lambda case_id: None
    """The case for the clock, which sees everything."""


_kinds: dict[str, Access] = {}


def register(kind: str, access: Access) -> None:
    """Makes a kind of case known by its `event_kind`."""
    _kinds[kind] = access


def get(kind: str) -> Access:
    """How cases of that kind are seen (KeyError where no room registered it)."""
    return _kinds[kind]


def known(kind: str) -> bool:
    """Whether a room registered that kind."""
    return kind in _kinds
