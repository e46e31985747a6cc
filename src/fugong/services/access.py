"""Who sees which applications and appointments, and who may move them."""

from __future__ import annotations

from typing import Any

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may
from fugong.registry.models import Posting

TONES = {
    "submitted": "warning",
    "accepted": "info",
    "passed_on": "primary",
    "returned": "warning",
    "granted": "success",
    "refused": "danger",
    "withdrawn": "secondary",
    "booked": "info",
    "waiting": "warning",
    "called": "primary",
    "served": "success",
    "no_show": "danger",
    "cancelled": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class ServiceQuerySet(EnterpriseRowQuerySet):
    """Rows of the room, for the authority and for the enterprise itself; somebody who isn't in the registry has no enterprise."""

    view_permission = Permission.SERVICE_VIEW


def holds(user: Any, permission: Permission, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if user is None or not user.is_active:
        return False
    if user.scope(permission).covers_area(row.area_code):
        return True
    return row.enterprise is not None and may(user, permission, row.enterprise)


def serves(user: Any, row: Any) -> bool:
    """Whether the person helps somebody to ask: at a window or on the telephone."""
    return bool(user is not None and user.is_staff_member) and holds(user, Permission.SERVICE_HANDLE, row)


def speaks_for(user: Any, enterprise_id: int | None) -> bool:
    """Whether the person asks for this enterprise, as one of its own."""
    return enterprise_id is not None and enterprise_id in user.scope(Permission.SERVICE_APPLY).enterprises


def handles(user: Any, row: Any, office: str) -> bool:
    """Whether the person decides at an office: its post does, and whoever keeps the services; without a post all who serve."""
    if not serves(user, row):
        return False
    found = row.campaign.pack.services.office(office)
    if found is None or not found.post or holds(user, Permission.SERVICE_MANAGE, row):
        return True
    posts = Posting.objects.filter(campaign=row.campaign_id, post=found.post, user=user, until=None)
    return any(row.area_code.startswith(each.area) for each in posts)


def may_move(user: Any, permission: str, row: Any) -> bool:
    """For an arrow of the applicant: who speaks for the enterprise, and who serves whoever calls; else who handles it."""
    if permission == Permission.SERVICE_APPLY:
        return speaks_for(user, row.enterprise_id) or serves(user, row)
    return handles(user, row, row.office)
