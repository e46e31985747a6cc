"""Who sees which vacancies, seekers, introductions, fairs, contingents, offers and agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet, may, scope_q

if TYPE_CHECKING:
    from fugong.accounts.models import User

VIEW, OFFER, MATCH = Permission.LABOUR_VIEW, Permission.LABOUR_OFFER, Permission.LABOUR_MATCH

TONES = {
    "draft": "warning",
    "returned": "warning",
    "published": "success",
    "filled": "primary",
    "closed": "secondary",
    "withdrawn": "secondary",
    "seeking": "info",
    "hired": "success",
    "proposed": "warning",
    "introduced": "info",
    "declined": "secondary",
    "dropped": "secondary",
    "planned": "warning",
    "announced": "info",
    "held": "success",
    "cancelled": "secondary",
    "asked": "warning",
    "agreed": "info",
    "gathered": "primary",
    "handed": "primary",
    "arrived": "success",
    "offered": "info",
    "ended": "secondary",
    "running": "success",
    "returned_early": "secondary",
}
"""State → tone of its badge, in this room."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class LabourQuerySet(EnterpriseRowQuerySet):
    """Vacancies, stands, talks, contingents, offers: of an enterprise."""

    view_permission = VIEW


class IntroductionQuerySet(LabourQuerySet):
    """An enterprise learns of somebody with the introduction, not before."""

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        rows = super().visible_to(user, permission)
        return rows if user.is_staff_member else rows.exclude(introduced_at=None)


class PlaceQuerySet(models.QuerySet[Any]):
    """Fairs: of a whole place. Whoever works there sees them; an enterprise sees those that are announced."""

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        scope = user.scope(permission or VIEW)
        if scope.everything:
            return self.all()
        seen = Q(pk__in=[])
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix) | Q(stands__area_code__startswith=prefix)
        if scope.enterprises or scope.grids or scope.assigned:
            from fugong.registry.models import Enrolment

            served = Enrolment.objects.visible_to(user, permission or VIEW).filter(campaign=OuterRef("campaign"))
            seen |= Q(Exists(served)) & ~Q(state="planned")
        return self.filter(seen).distinct()


class SeekerQuerySet(models.QuerySet[Any]):
    """People who look for work: those who bring people and work together over the place, and whoever entered them."""

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        scope = user.scope(permission or MATCH)
        if not scope or not user.is_staff_member:
            return self.none()
        if scope.everything:
            return self.all()
        seen = Q(entered_by=user)
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)


class LendingQuerySet(LabourQuerySet):
    """Agreements on shared staff: of either side."""

    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        scope = user.scope(permission or VIEW)
        if scope.everything:
            return self.all()
        lends = scope_q(scope, user, enterprise="enterprise_id", area="area_code", grid="enterprise__grid_id")
        takes = scope_q(
            scope, user, enterprise="borrower_id", area="borrower__area_code", grid="borrower__grid_id"
        )  # fmt: skip
        return self.filter(lends | takes)


def over_place(user: Any, permission: Permission, campaign: Any) -> bool:
    """Whether the person holds a permission over the whole place."""
    return bool(user.is_active and user.scope(permission).covers_area(campaign.jurisdiction.code))


def enters_for(user: Any, enterprise: Any) -> bool:
    """Whether the person speaks for the enterprise, or serves it."""
    return bool(user.is_active) and (may(user, OFFER, enterprise) or may(user, MATCH, enterprise))


def speaks_for(user: Any, enterprise_id: int | None) -> bool:
    """Whether the person is one of the enterprise's own: only they sign for it."""
    return enterprise_id is not None and enterprise_id in user.scope(OFFER).enterprises


def holds(user: Any, permission: str, row: Any) -> bool:
    """Whether the person holds a permission over a row. What the enterprise may do, whoever serves it may do for it."""
    if user is None or not user.is_active:
        return False
    wanted = Permission(permission)
    if wanted == OFFER and row.enterprise is not None:
        return enters_for(user, row.enterprise)
    if user.scope(wanted).covers_area(row.area_code):
        return True
    return row.enterprise is not None and may(user, wanted, row.enterprise)
