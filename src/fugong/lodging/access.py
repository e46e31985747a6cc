"""Who sees which houses, requests, stays and orders: whoever arranges beds there, and the enterprise that they are of."""

from __future__ import annotations

from typing import Any, Self

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

TONES = {
    "proposed": "warning",
    "checked": "info",
    "open": "success",
    "closed": "secondary",
    "asked": "warning",
    "arranged": "info",
    "confirmed": "success",
    "refused": "danger",
    "withdrawn": "secondary",
    "reserved": "info",
    "moved_in": "success",
    "moved_out": "secondary",
    "cancelled": "secondary",
    "ordered": "warning",
    "accepted": "info",
    "delivered": "success",
    "declined": "danger",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class LodgingQuerySet(EnterpriseRowQuerySet):
    """Rows of the room, for those who arrange beds, and for those who ask for their enterprise."""

    view_permission = Permission.BED_ARRANGE

    def visible_to(self, user: Any, permission: Permission | None = None) -> Self:
        if permission is not None:
            return super().visible_to(user, permission)
        if not user.holds(Permission.BED_ASK):
            return super().visible_to(user, Permission.BED_ARRANGE)
        return self.filter(self.seen(user, Permission.BED_ARRANGE) | self.seen(user, Permission.BED_ASK))


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if not user.is_active:
        return False
    wanted = Permission(permission)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return row.enterprise is not None and may(user, wanted, row.enterprise)


def speaks_for(user: Any, enterprise_id: int | None) -> bool:
    """Whether the person asks for beds and meals for this enterprise."""
    return enterprise_id is not None and enterprise_id in user.scope(Permission.BED_ASK).enterprises
