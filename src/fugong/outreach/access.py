"""Who sees which group, which thread, which published answer.

Officers see the groups that touch their area or grid, those with members whom they serve, and those to which the desk added
them. In them they read what officers wrote and what the enterprises asked that they may look at; a private question only
whoever serves its asker. An enterprise sees the groups that it belongs to, and of private questions its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.places.access import ancestors
from fugong.registry.access import scope_q

if TYPE_CHECKING:
    from fugong.accounts.models import User


EVERYTHING = ~Q(pk__in=[])
"""Not Q(), which is nothing at all beside another condition."""


def _members(prefix: str) -> Any:
    from fugong.outreach.models import Membership

    return Membership.objects.filter(group=OuterRef(f"{prefix}pk"), until=None).order_by()


def officer_q(user: User, prefix: str = "") -> Q:
    """Groups in which the person speaks as an officer; `prefix` leads from the filtered rows to the group."""
    scope = user.scope(Permission.GROUP_SPEAK)
    if scope.everything:
        return EVERYTHING
    allowed = Q(pk__in=[])
    for area in scope.areas:
        allowed |= Q(**{f"{prefix}area__startswith": area}) | Q(**{f"{prefix}area__in": ancestors(area)})
    if scope.grids:
        allowed |= Q(**{f"{prefix}grid__in": scope.grids})
        allowed |= Q(Exists(_members(prefix).filter(enterprise__grid__in=scope.grids)))
    if scope.assigned:
        mine = {"enterprise__assignments__officer": user, "enterprise__assignments__until": None}
        allowed |= Q(Exists(_members(prefix).filter(**mine)))
    return allowed | _added(user, f"{prefix}pk") if scope and user.is_staff_member else allowed


def keeper_q(user: User) -> Q:
    """Groups that lie wholly within the area of the person's duty desk."""
    scope = user.scope(Permission.GROUP_MANAGE)
    allowed = EVERYTHING if scope.everything else Q(pk__in=[])
    for area in scope.areas:
        allowed |= Q(area__startswith=area)
    return allowed


def _added(user: User, group: str) -> Q:
    """Groups to which the desk added the person."""
    from fugong.outreach.models import GroupOfficer

    return Q(Exists(GroupOfficer.objects.filter(group=OuterRef(group), user=user, until=None)))


def _asked_in_reach(user: User, permission: Permission) -> Q:
    """Threads whose asker the person holds the permission over."""
    scope = user.scope(permission)
    if scope.everything:
        return EVERYTHING
    return scope_q(scope, user, enterprise="enterprise_id", area="area_code", grid="enterprise__grid_id")


def officer_threads_q(user: User) -> Q:
    """Threads that the person reads and answers as an officer."""
    readable = Q(private=False) & _asked_in_reach(user, Permission.REGISTRY_VIEW)
    served = _asked_in_reach(user, Permission.GROUP_SPEAK)
    return officer_q(user, "group__") & (Q(enterprise=None) | readable | served | _added(user, "group_id"))


def member_q(user: User, prefix: str = "") -> Q:
    """Groups that an enterprise for which the person speaks belongs to."""
    own = user.scope(Permission.GROUP_SPEAK).enterprises
    return Q(Exists(_members(prefix).filter(enterprise__in=own))) if own else Q(pk__in=[])


class GroupQuerySet(models.QuerySet[Any]):
    """Groups."""

    def visible_to(self, user: User) -> Self:
        """Those in which the person answers, or an enterprise of the person's is a member."""
        return self.filter(officer_q(user) | member_q(user))

    def answerable_by(self, user: User) -> Self:
        """Those in which the person speaks for the authority."""
        return self.filter(officer_q(user))

    def managed_by(self, user: User) -> Self:
        """Those that the person keeps: the duty desk of the area."""
        return self.filter(keeper_q(user))


class ThreadQuerySet(models.QuerySet[Any]):
    """Threads."""

    def visible_to(self, user: User) -> Self:
        """Those of the person's groups; private ones only for officers and for whoever asked."""
        own = user.scope(Permission.GROUP_SPEAK).enterprises
        seen = officer_threads_q(user)
        if own:
            seen |= member_q(user, "group__") & Q(private=False)
            seen |= Q(enterprise__in=own)
        return self.filter(seen)

    def answerable_by(self, user: User) -> Self:
        """Those that the person reads and answers for the authority."""
        return self.filter(officer_threads_q(user))

    def for_enterprise(self, enterprise: Any) -> Self:
        """What one enterprise may read: its own threads, and the public ones of its groups."""
        from fugong.outreach.models import Membership

        groups = Membership.objects.filter(enterprise=enterprise, until=None).values("group")
        return self.filter(Q(enterprise=enterprise) | Q(group__in=groups, private=False))


class AnswerQuerySet(models.QuerySet[Any]):
    """Published answers."""

    def visible_to(self, user: User) -> Self:
        """Everyone who speaks in a group within the campaign reads its published answers."""
        from fugong.registry.models import Enterprise

        scope = user.scope(Permission.GROUP_SPEAK)
        if scope.everything or scope.assigned or scope.grids:
            return self.filter(campaign__in=_campaigns(user)) if not scope.everything else self
        seen = Q(pk__in=[])
        for area in scope.areas:
            seen |= Q(area_code__startswith=area) | Q(campaign__jurisdiction__prefix__in=ancestors(area))
        if scope.enterprises:
            mine = Enterprise.objects.filter(pk__in=scope.enterprises, enrolments__campaign=OuterRef("campaign"))
            seen |= Q(Exists(mine))
        return self.filter(seen)

    def current(self) -> Self:
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


def _campaigns(user: User) -> Any:
    from fugong.places.models import Campaign

    return Campaign.objects.visible_to(user, Permission.GROUP_SPEAK)
