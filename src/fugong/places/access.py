"""Which campaigns and jurisdictions a person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from fugong.accounts.permissions import Permission

if TYPE_CHECKING:
    from fugong.accounts.models import User

LEVELS = (2, 4, 6, 9, 12)  # signs of the code that each level uses (GB/T 2260 and the statistical code of townships)


def ancestors(prefix: str) -> list[str]:
    """The prefixes of a node and of all above it: `370214001` → `37, 3702, 370214, 370214001`."""
    return [prefix[:length] for length in LEVELS if length <= len(prefix)]


def areas_of(user: User, permission: Permission) -> tuple[str, ...] | None:
    """Code prefixes of the areas in which a person meets a permission; None for everywhere.

    Whoever holds it over single enterprises or grids only (an assigned officer) meets it wherever they may look around;
    which enterprises it then covers is the business of the registry.
    """
    scope = user.scope(permission)
    if scope.everything:
        return None
    if scope.assigned or scope.grids:
        return (*scope.areas, *user.scope(Permission.REGISTRY_VIEW).areas)
    return scope.areas


def is_within_reach(user: User, permission: Permission, prefix: str) -> bool:
    """What `PlaceQuerySet.visible_to` says of one node, without asking the database."""
    areas = areas_of(user, permission)
    return areas is None or any(area.startswith(prefix) or prefix.startswith(area) for area in areas)


class PlaceQuerySet(models.QuerySet[Any]):
    """Rows that hang on a jurisdiction. `path` is the lookup that leads to its prefix."""

    path = "prefix"

    def visible_to(self, user: User, permission: Permission = Permission.REGISTRY_VIEW) -> Self:
        """Those that lie within one of the person's areas, or that contain one."""
        areas = areas_of(user, permission)
        if areas is None:
            return self
        seen = Q(pk__in=[])
        for area in areas:
            seen |= Q(**{f"{self.path}__startswith": area}) | Q(**{f"{self.path}__in": ancestors(area)})
        return self.filter(seen)
