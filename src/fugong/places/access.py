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


class PlaceQuerySet(models.QuerySet[Any]):
    """Rows that hang on a jurisdiction. `path` is the lookup that leads to its prefix."""

    path = "prefix"

    def visible_to(self, user: User, permission: Permission = Permission.REGISTRY_VIEW) -> Self:
        """Those that lie within one of the person's areas, or that contain one."""
        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = Q(pk__in=[])
        for area in scope.areas:
            seen |= Q(**{f"{self.path}__startswith": area}) | Q(**{f"{self.path}__in": ancestors(area)})
        return self.filter(seen)
