"""Who sees which readings and doubts: the authority's people over the enterprise, never the enterprise itself."""

from __future__ import annotations

from typing import Any

from fugong.accounts.permissions import Permission as P
from fugong.registry.access import EnterpriseRowQuerySet, may

TONES = {
    "open": "danger",
    "explained": "info",
    "confirmed": "warning",
    "visited": "primary",
    "corrected": "success",
    "settled": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class SignalQuerySet(EnterpriseRowQuerySet):
    """Meters, doubts."""

    view_permission = P.SIGNAL_VIEW


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row's enterprise."""
    return bool(user.is_active and may(user, P(permission), row.enterprise))


def enters(user: Any, campaign: Any) -> bool:
    """Whether somebody takes readings for the whole place: the desk."""
    return bool(user.is_active and user.scope(P.SIGNAL_ENTER).covers_area(campaign.jurisdiction.code))
