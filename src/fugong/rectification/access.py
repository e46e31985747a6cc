"""Who sees findings and papers, and who is one too many: nobody judges what they found, issued or proposed."""

from __future__ import annotations

from typing import Any

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

TONES = {
    "open": "warning",
    "noticed": "info",
    "stopped": "danger",
    "corrected": "success",
    "closed": "success",
    "dropped": "secondary",
    "issued": "warning",
    "appealed": "info",
    "answered": "info",
    "failed": "danger",
    "annulled": "secondary",
    "proposed": "warning",
    "rejected": "secondary",
    "in_force": "danger",
    "verified": "primary",
    "lifted": "success",
    "asked": "info",
    "granted": "success",
    "refused": "secondary",
    "taken_back": "secondary",
    "filed": "info",
    "upheld": "primary",
    "changed": "warning",
    "published": "success",
    "declined": "secondary",
    "withdrawn": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class RectificationQuerySet(EnterpriseRowQuerySet):
    """Rows of an enterprise: seen by whoever may see inspections there."""

    view_permission = Permission.INSPECTION_VIEW


def speaks_for(user: Any, enterprise_id: int) -> bool:
    """Whether the person acts for this enterprise: then they decide nothing about it."""
    return enterprise_id in user.scope(Permission.RECTIFICATION_ANSWER).enterprises


def holds(user: Any, permission: str, enterprise: Any) -> bool:
    """Whether the person holds a permission over the enterprise, and not as its own judge."""
    wanted = Permission(permission)
    if not user.is_active or not may(user, wanted, enterprise):
        return False
    return wanted == Permission.RECTIFICATION_ANSWER or not speaks_for(user, enterprise.pk)
