"""Who sees which course, trainee and certificate: over the enterprise or the area. Names in full only for few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from fugong.accounts.permissions import Permission
from fugong.places.access import PlaceQuerySet
from fugong.registry.access import EnterpriseRowQuerySet, may

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "open": "primary",
    "closed": "secondary",
    "cancelled": "danger",
    "planned": "info",
    "running": "primary",
    "held": "success",
    "signed_up": "info",
    "attended": "primary",
    "passed": "success",
    "failed": "danger",
    "withdrawn": "secondary",
    "asked": "warning",
    "granted": "success",
    "refused": "danger",
    "valid": "success",
    "expired": "warning",
    "renewed": "secondary",
    "revoked": "danger",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class OfCampaignQuerySet(PlaceQuerySet):
    """Courses, sessions: of a whole place, for everybody who works in it."""

    path = "campaign__jurisdiction__prefix"
    view_permission = Permission.TRAINING_VIEW

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        """Those of places that lie in the person's areas, or contain one."""
        return super().visible_to(user, permission or self.view_permission)


class BankQuerySet(OfCampaignQuerySet):
    """Questions with their answers: for those who keep or teach."""

    view_permission = Permission.TRAINING_TEACH


class TrainedQuerySet(EnterpriseRowQuerySet):
    """Trainees and certificates."""

    view_permission = Permission.TRAINING_VIEW


class MarkedQuerySet(EnterpriseRowQuerySet):
    """Tries and appeals: what somebody answered is for those who keep or teach."""

    view_permission = Permission.TRAINING_TEACH


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if not user.is_active:
        return False
    wanted = Permission(permission)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return getattr(row, "enterprise", None) is not None and may(user, wanted, row.enterprise)


def over_place(user: Any, permission: Permission, campaign: Any) -> bool:
    """Whether the person holds a permission over the whole place."""
    return bool(user.is_active and user.scope(permission).covers_area(campaign.jurisdiction.code))


def sees_names(user: Any, row: Any) -> bool:
    """Whether the person reads a trainee's name in full: who keeps or teaches there, and who speaks for the enterprise."""
    if row.enterprise_id and row.enterprise_id in user.scope(Permission.TRAINING_VIEW).enterprises:
        return True
    return any(holds(user, each, row) for each in (Permission.TRAINING_MANAGE, Permission.TRAINING_TEACH))


def shown_name(user: Any, row: Any) -> str:
    """A trainee's name as this reader may read it."""
    return str(row.full_name if sees_names(user, row) else row.masked_name)
