"""Who sees which points, shifts, tubes and retests: by area, by the enterprises that go there, or by serving there oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.registry.access import EnterpriseRowQuerySet, may

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "planned": "secondary",
    "open": "success",
    "closed": "secondary",
    "cancelled": "secondary",
    "collecting": "info",
    "sealed": "warning",
    "sent": "warning",
    "sampled": "info",
    "negative": "success",
    "positive": "danger",
    "invalid": "danger",
    "void": "secondary",
}
"""State → tone of its badge, in this room."""


class TotalQuerySet(EnterpriseRowQuerySet):
    """Totals and belongings: seen with their enterprise."""

    view_permission = Permission.PERSON_VIEW


class BelongingQuerySet(EnterpriseRowQuerySet):
    """Which point an enterprise goes to."""

    view_permission = Permission.SAMPLE_TAKE

    def current(self) -> Self:
        """Those that hold now."""
        return self.filter(until=None)


class RetestQuerySet(EnterpriseRowQuerySet):
    """Retests: seen with the person's enterprise, or the area."""

    view_permission = Permission.SAMPLE_TAKE


class PointQuerySet(models.QuerySet[Any]):
    """Sampling points."""

    def visible_to(self, user: User, permission: Permission = Permission.SAMPLE_TAKE) -> Self:
        """Those in the person's area, those of enterprises in sight, and those at which the person serves."""
        from fugong.testing.models import Belonging, Specialist

        scope = user.scope(permission)
        if scope.everything:
            return self
        if not scope:
            return self.none()
        goes = Belonging.objects.filter(point=OuterRef("pk"), until=None).visible_to(user, permission)
        seen = Q(Exists(goes)) | Q(enterprise_id__in=scope.enterprises) | Q(grid_id__in=scope.grids)
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        if permission == Permission.SAMPLE_TAKE:
            seen |= Q(Exists(Specialist.objects.filter(user=user, point=OuterRef("pk"), ended_on=None)))
        return self.filter(seen)

    def standing(self) -> Self:
        """Those that are in use today or will be."""
        return self.filter(Q(until=None) | Q(until__gte=clock.today()))


class AtPointQuerySet(models.QuerySet[Any]):
    """Shifts and tubes: seen with their point, and by who serves on the shift."""

    shift = "pk"

    def visible_to(self, user: User, permission: Permission = Permission.SAMPLE_TAKE) -> Self:
        """Those at points that the person sees, and those of the person's own shifts."""
        from fugong.testing.models import Point, ShiftPost

        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = Q(Exists(Point.objects.visible_to(user, permission).filter(pk=OuterRef("point"))))
        if scope and permission == Permission.SAMPLE_TAKE:
            own = ShiftPost.objects.filter(specialist__user=user, specialist__ended_on=None, shift=OuterRef(self.shift))
            seen |= Q(Exists(own))
        return self.filter(seen)


class TubeQuerySet(AtPointQuerySet):
    """Tubes."""

    shift = "shift"


class SpecialistQuerySet(models.QuerySet[Any]):
    """Specialists."""

    def visible_to(self, user: User, permission: Permission = Permission.SAMPLE_TAKE) -> Self:
        """Those of the person's area and enterprises, and the person's own qualifications."""
        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = Q(user=user) if scope else Q(pk__in=[])
        seen |= Q(enterprise_id__in=scope.enterprises)
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)

    def valid_on(self, day: Any) -> Self:
        """Those who passed and whose qualification holds on a day: the certificate's, where it hangs on one."""
        proven = Q(certificate=None) | Q(certificate__state="valid", certificate__valid_until__gte=day)
        return self.filter(proven, passed=True, trained_on__lte=day, valid_until__gte=day, ended_on=None)


def may_at(user: User, permission: Permission, point: Any) -> bool:
    """Whether a person holds a permission over a point: by area or grid, or over the enterprise whose it is."""
    scope = user.scope(permission)
    if scope.covers_area(point.area_code) or (point.grid_id is not None and point.grid_id in scope.grids):
        return True
    return point.enterprise is not None and may(user, permission, point.enterprise)
