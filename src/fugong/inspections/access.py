"""Who sees which rounds and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet

if TYPE_CHECKING:
    from fugong.accounts.models import User


class InspectionQuerySet(EnterpriseRowQuerySet):
    """Rows of an enterprise: seen by whoever may see inspections there."""

    view_permission = Permission.INSPECTION_VIEW


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds: seen by whoever goes them, and by the authority's people of the area. Enterprises see none."""

    prefix = ""

    def visible_to(self, user: User, permission: Permission = Permission.INSPECTION_VIEW) -> Self:
        """Those whose area the person holds the permission over, and the person's own."""
        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = self.own_q(user) if user.holds(Permission.VISIT_RECORD) else Q(pk__in=[])
        for area in scope.areas:
            seen |= Q(**{f"{self.prefix}area_code__startswith": area})
        if scope.grids:
            seen |= Q(**{f"{self.prefix}grid__in": scope.grids})
        return self.filter(seen)

    def own_q(self, user: User) -> Q:
        """The rounds that a person goes, alone or with a group."""
        from fugong.registry.models import TeamMember

        mine = TeamMember.objects.filter(user=user, team=OuterRef(f"{self.prefix}team"))
        return Q(**{f"{self.prefix}officer": user}) | Q(Exists(mine))

    def of(self, user: User) -> Self:
        """The person's own rounds."""
        return self.filter(self.own_q(user))


class StopQuerySet(RoundQuerySet):
    """Stops of rounds: seen with their round, and by those who go along."""

    prefix = "round__"

    def own_q(self, user: User) -> Q:
        return super().own_q(user) | Q(companions__contains=[user.pk])

    def of(self, user: User) -> Self:
        """Found way by way, each in its index: a city's day has twenty thousand stops."""
        rows = self.model._default_manager.order_by().values("pk")
        mine = user.teams.values("team")
        ways = rows.filter(round__team__in=mine), rows.filter(companions__contains=[user.pk])
        return self.filter(pk__in=rows.filter(round__officer=user).union(*ways))
