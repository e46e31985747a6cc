"""Who sees which enterprises. Every row that belongs to an enterprise is reached through here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed
from fugong.registry import search

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.accounts.scope import Scope


def scope_q(scope: Scope, user: User, *, enterprise: str, area: str, grid: str) -> Q:
    """A scope as a filter over rows whose enterprise id, area code and grid id stand under the given names."""
    from fugong.registry.models import Assignment

    if scope.everything:
        return ~Q(pk__in=[])  # not Q(): beside another that is nothing
    allowed = Q(pk__in=[])
    for prefix in scope.areas:
        allowed |= Q(**{f"{area}__startswith": prefix})
    if scope.enterprises:
        allowed |= Q(**{f"{enterprise}__in": scope.enterprises})
    if scope.grids:
        allowed |= Q(**{f"{grid}__in": scope.grids})
    if scope.assigned:
        mine = Assignment.objects.filter(officer=user, until=None, enterprise_id=OuterRef(enterprise))
        allowed |= Q(Exists(mine))
    return allowed


class EnterpriseQuerySet(models.QuerySet[Any]):
    """Enterprises."""

    def visible_to(self, user: User, permission: Permission = Permission.REGISTRY_VIEW) -> Self:
        """Those over which the person holds the permission."""
        return self.filter(scope_q(user.scope(permission), user, enterprise="pk", area="area_code", grid="grid_id"))

    def matching(self, text: str) -> Self:
        """Those in which every fragment of `text` occurs: of the name, the address, the code, the pinyin initials."""
        return self.filter(search.matching(text))


class EnterpriseRowQuerySet(models.QuerySet[Any]):
    """Rows with `enterprise` and `area_code`."""

    view_permission = Permission.REGISTRY_VIEW

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        """Those whose enterprise the person holds the permission over."""
        return self.filter(self.seen(user, permission))

    def seen(self, user: User, permission: Permission | None = None) -> Q:
        """The same as a condition, for rooms where somebody sees a row for another reason, too."""
        scope = user.scope(permission or self.view_permission)
        return scope_q(scope, user, enterprise="enterprise_id", area="area_code", grid="enterprise__grid_id")


def may(user: User, permission: Permission, enterprise: Any) -> bool:
    """Whether the person holds a permission over one enterprise."""
    scope = user.scope(permission)
    if scope.everything or scope.covers_area(enterprise.area_code) or enterprise.pk in scope.enterprises:
        return True
    if enterprise.grid_id is not None and enterprise.grid_id in scope.grids:
        return True
    return scope.assigned and user.assignments.filter(enterprise=enterprise, until=None).exists()


def require(user: User, permission: Permission, enterprise: Any) -> None:
    """Refuses unless the person holds the permission over the enterprise."""
    if not may(user, permission, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})


def over_part_of(user: User | None, permission: Permission, campaign: Any) -> bool:
    """Whether the person holds a permission over the campaign's area or a part of it. Nobody is the installation itself."""
    if user is None:
        return True
    scope = user.scope(permission)
    prefix = campaign.jurisdiction.prefix
    return scope.covers_area(prefix) or any(area.startswith(prefix) for area in scope.areas)
