"""The kinds of message. A room declares its own when Django starts, and people choose by kind how each reaches them:

register(Kind("demand.answered", _("A demand was answered")))
"""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """`key` is stable (`room.what`); `urgent` ones pass quiet hours and may use SMS unless the person says no."""

    key: str
    name: str | Promise
    urgent: bool = False
    about: str | Promise = ""
    shown: bool = True
    """Whether people choose by it; test messages come as they come."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Makes a kind known; once."""
    known = _kinds.setdefault(kind.key, kind)
    if known.urgent != kind.urgent:
        raise ImproperlyConfigured(f"Two kinds of message are called {kind.key}.")
    return known


def get(key: str) -> Kind:
    """The kind; KeyError where nobody registered it."""
    return _kinds[key]


def find(key: str) -> Kind | None:
    """The kind, or None for one that an earlier version told."""
    return _kinds.get(key)


def name_of(key: str) -> str:
    """The kind's name in the reader's language; its key where nobody knows it any more."""
    return str(_kinds[key].name) if key in _kinds else key


def every() -> tuple[Kind, ...]:
    """All kinds, in the order of their registration."""
    return tuple(_kinds.values())
