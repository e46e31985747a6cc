"""Who sees which passes and applications: whoever works with them there, and the enterprise that they are of."""

from __future__ import annotations

from typing import Any, Self

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

TONES = {
    "asked": "warning",
    "approved": "success",
    "refused": "danger",
    "taken_back": "secondary",
    "valid": "success",
    "suspended": "warning",
    "withdrawn": "danger",
    "expired": "secondary",
    "renewed": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class PassQuerySet(EnterpriseRowQuerySet):
    """Rows of an enterprise, for whoever sees its passes."""

    view_permission = Permission.PASS_VIEW


class ScanQuerySet(EnterpriseRowQuerySet):
    """What gates saw: for whoever decides about passes there, never for the gate that looks at the next truck."""

    view_permission = Permission.PASS_DECIDE

    def visible_to(self, user: Any, permission: Permission | None = None) -> Self:
        """Scans of a pass of an enterprise that the person sees; of a code that nobody knows, those in the person's area."""
        return super().visible_to(user, permission)


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if not user.is_active:
        return False
    wanted = Permission(permission)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return row.enterprise_id is not None and may(user, wanted, row.enterprise)


def speaks_for(user: Any, enterprise_id: int | None) -> bool:
    """Whether the person asks for this enterprise as its liaison."""
    return enterprise_id is not None and enterprise_id in user.scope(Permission.PASS_ASK).enterprises
