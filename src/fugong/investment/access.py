"""Who sees leads: those who hold LEAD_VIEW over their area, and nobody else; what an investor says in confidence isn't a figure."""

from __future__ import annotations

from typing import Any

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet

TONES = {
    "open": "info",
    "landed": "success",
    "dropped": "secondary",
    "due": "warning",
    "done": "success",
    "planned": "info",
    "held": "success",
    "cancelled": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class LeadQuerySet(EnterpriseRowQuerySet):
    """Rows of the room: for those who work on leads in the area. An enterprise never sees them, not even those about itself."""

    view_permission = Permission.LEAD_VIEW

    def visible_to(self, user: Any, permission: Permission | None = None) -> Any:
        return super().visible_to(user, permission) if user.is_staff_member else self.none()


def holds(user: Any, permission: Any, row: Any) -> bool:
    """Whether the person holds a permission over the row's area."""
    if user is None or not user.is_active or not user.is_staff_member:
        return False
    return bool(user.scope(Permission(permission)).covers_area(row.area_code))
