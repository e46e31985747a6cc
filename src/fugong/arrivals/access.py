"""Who sees arrivals: over the enterprise or the area that they come to, and whoever stands at their gate that day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, F, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, scope_q

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "expected": "secondary",
    "screened": "info",
    "tested": "info",
    "registered": "primary",
    "on_way": "warning",
    "handed_over": "success",
    "isolated": "danger",
    "missed": "warning",
    "elsewhere": "secondary",
}
"""State → tone of its badge, in this room."""


class ArrivalQuerySet(EnterpriseRowQuerySet):
    """Arrivals."""

    view_permission = Permission.PERSON_VIEW

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        """Those of the enterprises and areas over which the permission is held; on duty at a gate, those of the gate's day."""
        from fugong.arrivals.models import Duty

        wanted = permission or self.view_permission
        seen = scope_q(
            user.scope(wanted), user, enterprise="enterprise_id", area="area_code", grid="enterprise__grid_id"
        )
        if wanted in (Permission.PERSON_VIEW, Permission.ARRIVAL_RECEIVE) and user.holds(Permission.ARRIVAL_RECEIVE):
            duty = Duty.objects.filter(
                campaign=OuterRef("campaign"), gate=OuterRef("gate"), day=OuterRef("day"), officers=user
            )
            seen |= Q(Exists(duty))
        return self.filter(seen)

    def opened(self) -> Self:
        """With what is needed to read them."""
        return self.select_related("key", "person__key", "party", "service", "enterprise")

    def by_time(self) -> Self:
        """As they arrive; families together."""
        return self.order_by(F("service__expected_at"), "party_id", "is_child", "pk")
