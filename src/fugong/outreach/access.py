"""Who sees which group, which thread, which published answer.

Officers see the groups of their area or grid, those with members whom they serve, and those to which the desk added them;
an enterprise sees the groups that it belongs to. A private question is seen by officers and by the enterprise that asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission
from fugong.places.access import ancestors

if TYPE_CHECKING:
    from fugong.accounts.models import User


def _members(prefix: str) -> Any:
    from fugong.outreach.models import Membership

    return Membership.objects.filter(group=OuterRef(f"{prefix}pk"), until=None).order_by()


def officer_q(user: User, prefix: str = "", permission: Permission = Permission.GROUP_SPEAK) -> Q:
    """Groups in which the person speaks as an officer; `prefix` leads from the filtered rows to the group."""
    from fugong.outreach.models import GroupOfficer

    scope = user.scope(permission)
    if scope.everything:
        return ~Q(pk__in=[])  # not Q(), which is nothing at all beside another
    allowed = Q(pk__in=[])
    for area in scope.areas:
        allowed |= Q(**{f"{prefix}area__startswith": area})
    if scope.grids:
        allowed |= Q(**{f"{prefix}grid__in": scope.grids})
        allowed |= Q(Exists(_members(prefix).filter(enterprise__grid__in=scope.grids)))
    if scope.assigned:
        mine = {"enterprise__assignments__officer": user, "enterprise__assignments__until": None}
        allowed |= Q(Exists(_members(prefix).filter(**mine)))
    if scope and permission == Permission.GROUP_SPEAK and user.is_staff_member:
        added = GroupOfficer.objects.filter(group=OuterRef(f"{prefix}pk"), user=user, until=None)
        allowed |= Q(Exists(added))
    return allowed


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
        return self.filter(officer_q(user, permission=Permission.GROUP_MANAGE))


class ThreadQuerySet(models.QuerySet[Any]):
    """Threads."""

    def visible_to(self, user: User) -> Self:
        """Those of the person's groups; private ones only for officers and for whoever asked."""
        own = user.scope(Permission.GROUP_SPEAK).enterprises
        seen = officer_q(user, "group__")
        if own:
            seen |= member_q(user, "group__") & Q(private=False)
            seen |= Q(enterprise__in=own)
        return self.filter(seen)

    def answerable_by(self, user: User) -> Self:
        """Those in whose group the person speaks for the authority."""
        return self.filter(officer_q(user, "group__"))

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
