"""Who sees which matches, claims and policy packs: over the enterprise; policies and grants without asking, over the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "proposed": "warning",
    "published": "success",
    "replaced": "secondary",
    "ended": "secondary",
    "dropped": "secondary",
    "confirmed": "success",
    "submitted": "warning",
    "checked": "info",
    "granted": "success",
    "paid": "success",
    "refused": "danger",
    "returned": "warning",
    "withdrawn": "secondary",
    "yes": "success",
    "near": "info",
    "missing": "warning",
    "no": "secondary",
    "early": "info",
    "over": "secondary",
    "instead": "secondary",
}
"""State or outcome → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class FirmQuerySet(EnterpriseRowQuerySet):
    """Matches, claims, said facts, policy packs: of an enterprise."""

    view_permission = Permission.BENEFIT_VIEW


class PlaceQuerySet(QuerySet[Any]):
    """Policies, versions, grants without asking: of a whole place; the place's public rules, seen by all who see benefits there."""

    def visible_to(self, user: User, permission: Permission = Permission.BENEFIT_VIEW) -> Self:
        scope = user.scope(permission)
        if scope.everything:
            return self.all()
        seen = Q(pk__in=[])
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix) | Q(campaign__enrolments__area_code__startswith=prefix)
        return self.filter(seen).distinct()


def over_place(user: Any, permission: Permission, campaign: Any) -> bool:
    """Whether the person holds a permission over the whole place."""
    return bool(user.is_active and user.scope(permission).covers_area(campaign.jurisdiction.code))


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row of an enterprise."""
    return bool(user.is_active and may(user, Permission(permission), row.enterprise))
