"""Who sees which need, trip and claim: over the enterprise or the area; trips, whoever sees one of those that share them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "wanted": "info",
    "complete": "success",
    "withdrawn": "secondary",
    "running": "info",
    "ready": "warning",
    "failed": "danger",
    "confirmed": "success",
    "dropped": "secondary",
    "proposed": "warning",
    "boarding": "primary",
    "on_way": "primary",
    "arrived": "info",
    "closed": "success",
    "cancelled": "secondary",
    "listed": "secondary",
    "boarded": "primary",
    "handed_over": "success",
    "missed": "warning",
    "removed": "secondary",
    "submitted": "warning",
    "checked": "info",
    "granted": "success",
    "paid": "success",
    "refused": "danger",
    "returned": "warning",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class SharedQuerySet(EnterpriseRowQuerySet):
    """Need, answers, shares, riders, claims, lines: of an enterprise."""

    view_permission = Permission.TRIP_VIEW


class TripQuerySet(EnterpriseRowQuerySet):
    """Trips: over their whole area, or over one of the enterprises that share them."""

    view_permission = Permission.TRIP_VIEW

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        from fugong.transport.models import Share

        wanted = permission or self.view_permission
        scope = user.scope(wanted)
        if scope.everything:
            return self.all()
        seen = Q(Exists(Share.objects.visible_to(user, wanted).filter(trip=OuterRef("pk"))))
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)


class PlanQuerySet(EnterpriseRowQuerySet):
    """Plans are of a whole place: whoever plans or confirms over it."""

    view_permission = Permission.TRIP_PLAN

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        seen = Q(pk__in=[])
        for each in [permission] if permission else [Permission.TRIP_PLAN, Permission.TRIP_CONFIRM]:
            scope = user.scope(each)
            if scope.everything:
                return self.all()
            for prefix in scope.areas:
                seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)


def over_place(user: Any, permission: Permission, campaign: Any) -> bool:
    """Whether the person holds a permission over the whole place."""
    return bool(user.is_active and user.scope(permission).covers_area(campaign.jurisdiction.code))


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row with an area and, perhaps, an enterprise."""
    if not user.is_active:
        return False
    wanted = Permission(permission)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return row.enterprise is not None and may(user, wanted, row.enterprise)
