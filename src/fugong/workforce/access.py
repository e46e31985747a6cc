"""Who sees whose file: through the enterprise where the person works, or the area where the person is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "expected": "secondary",
    "waiting": "warning",
    "observed": "info",
    "isolated": "danger",
    "green": "success",
    "left": "secondary",
    "open": "danger",
    "taken": "warning",
    "referred": "info",
    "cleared": "success",
    "confirmed": "danger",
    "carried_out": "warning",
    "signed": "info",
    "issued": "success",
}
"""State → tone of its badge, in this room."""


class EmploymentQuerySet(EnterpriseRowQuerySet):
    """Where people work: seen with their enterprise."""

    view_permission = Permission.PERSON_VIEW

    def current(self) -> Self:
        """Those that go on."""
        return self.filter(left_on=None)


class PersonQuerySet(models.QuerySet[Any]):
    """Files."""

    def visible_to(self, user: User, permission: Permission = Permission.PERSON_VIEW) -> Self:
        """Those whose enterprise, or whose area, the person who asks holds the permission over."""
        from fugong.workforce.models import Employment

        scope = user.scope(permission)
        if scope.everything:
            return self
        works = Employment.objects.filter(person=OuterRef("pk"), left_on=None)
        seen = Q(Exists(works.visible_to(user, permission)))
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)

    def opened(self) -> Self:
        """With what is needed to read them."""
        return self.select_related("key")


class HealthQuerySet(EnterpriseRowQuerySet):
    """Health cases and totals."""

    view_permission = Permission.PERSON_VIEW
