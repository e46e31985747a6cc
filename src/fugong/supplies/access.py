"""Who sees which needs, shares and deliveries: whoever looks after supplies there, and the enterprise that they are for."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

TONES = {
    "asked": "warning",
    "granted": "info",
    "met": "success",
    "declined": "danger",
    "withdrawn": "secondary",
    "offered": "warning",
    "chosen": "info",
    "arrived": "success",
    "proposed": "warning",
    "confirmed": "info",
    "done": "success",
    "rejected": "danger",
    "waiting": "warning",
    "picked": "info",
    "delivered": "success",
    "disputed": "danger",
    "received": "success",
    "cancelled": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class SupplyQuerySet(EnterpriseRowQuerySet):
    """Rows of enterprises."""

    view_permission = Permission.SUPPLY_VIEW


class MovementQuerySet(EnterpriseRowQuerySet):
    """Movements: those within the stores for everybody who looks at supplies, those of an enterprise by its scope."""

    view_permission = Permission.SUPPLY_VIEW

    def visible_to(self, user: Any, permission: Permission | None = None) -> Self:
        return self.filter(Q(enterprise=None) | self.seen(user, permission))


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if not user.is_active:
        return False
    wanted = Permission(permission)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return row.enterprise is not None and may(user, wanted, row.enterprise)


def sees_all(user: Any, campaign: Any) -> bool:
    """Whether the person looks at supplies of the whole campaign: prices, and what everybody gets."""
    return bool(user.scope(Permission.SUPPLY_VIEW).covers_area(campaign.jurisdiction.code))


def keeps(user: Any, campaign: Any, permission: Permission = Permission.SUPPLY_KEEP) -> bool:
    """Whether the person keeps (or confirms) supplies of the whole campaign: stock belongs to all of it."""
    return bool(user.is_active and user.scope(permission).covers_area(campaign.jurisdiction.code))
