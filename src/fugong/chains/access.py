"""Who sees which listings, reviews, links, letters, premises; and who may do what with them."""

from __future__ import annotations

from typing import Any, Self

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

TONES = {
    "proposed": "warning",
    "confirmed": "success",
    "declined": "secondary",
    "removed": "secondary",
    "expired": "secondary",
    "due": "warning",
    "done": "success",
    "missed": "danger",
    "dropped": "secondary",
    "broken": "danger",
    "restored": "success",
    "draft": "warning",
    "signed": "info",
    "sent": "primary",
    "answered": "success",
    "closed": "secondary",
    "running": "info",
    "ready": "warning",
    "failed": "danger",
    "in_force": "success",
    "replaced": "secondary",
    "wanted": "warning",
    "shown": "info",
    "agreed": "success",
    "withdrawn": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class KeyQuerySet(EnterpriseRowQuerySet):
    """Rows of the room, for the authority and for the enterprise itself."""

    view_permission = Permission.KEY_VIEW


class InnerQuerySet(KeyQuerySet):
    """Rows that are the authority's own: reviews and what follows from them."""

    def visible_to(self, user: Any, permission: Permission | None = None) -> Self:
        return super().visible_to(user, permission) if user.is_staff_member else self.none()


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if user is None or not user.is_active:
        return False
    wanted = Permission(permission)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return getattr(row, "enterprise", None) is not None and may(user, wanted, row.enterprise)


def serves(user: Any, permission: str, row: Any) -> bool:
    """The same for people of the authority only: what an enterprise must not do for itself."""
    return bool(user is not None and user.is_staff_member) and holds(user, permission, row)


def serves_it(user: Any, permission: str, enterprise: Any) -> bool:
    """The same for an enterprise itself."""
    return bool(user.is_staff_member) and may(user, Permission(permission), enterprise)


def speaks_for(user: Any, enterprise_id: int | None) -> bool:
    """Whether the person enters links and premises for this enterprise, as one of its own."""
    return enterprise_id is not None and enterprise_id in user.scope(Permission.CHAIN_EDIT).enterprises
