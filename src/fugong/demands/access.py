"""Who sees which demands, causes and tasks: in the query, so that what isn't seen isn't there.

An enterprise sees its own; the desk, leaders and observers see their area; an officer sees the enterprises assigned; whoever
works in a department sees what the department leads or supports in the posting's area, and what climbed to the post.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from fugong.accounts.permissions import Permission as P
from fugong.accounts.roles import ROLES
from fugong.accounts.scope import Scope, scope_of
from fugong.registry.access import scope_q

if TYPE_CHECKING:
    from fugong.accounts.models import User

SERVING = frozenset(
    key
    for key, role in ROLES.items()
    if role.permissions & {P.DEMAND_HANDLE, P.DEMAND_ENTER} and P.DEMAND_STEER not in role.permissions
)
"""Roles that see what lies on their own desk; the other roles see all of their scope."""
BESIDE = frozenset({"observer"})
"""A role that posts give beside the serving one, to look around in the registry: it widens nobody's desk. By itself it sees all."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A posting, as demands see it: what the person answers for, and where."""

    campaign_id: int
    post: str
    department: str
    area: str
    grid_id: int | None
    group: str

    @property
    def reach(self) -> Q:
        """The demands in the posting's area, grid and industry group."""
        from fugong.registry.models import Enrolment

        found = Q(campaign_id=self.campaign_id, area_code__startswith=self.area)
        if self.grid_id:
            found &= Q(enterprise__grid_id=self.grid_id)
        if self.group:
            members = Enrolment.objects.filter(campaign_id=self.campaign_id, group=self.group)
            found &= Q(enterprise_id__in=members.values("enterprise_id"))
        return found

    @property
    def concerned(self) -> Q:
        """What the department leads or supports, and what lies with the post or climbed up to it."""
        found = Q(post=self.post) | Q(climbed__contains=[self.post])
        if self.department:
            found |= Q(lead=self.department) | Q(supporting__contains=[self.department])
        return found


def desks_of(user: User) -> list[Desk]:
    """The postings that the person holds now, in open campaigns."""
    rows = user.postings.filter(until=None, campaign__state="open").select_related("campaign__pack_version")
    found = []
    for row in rows:
        departments = {post.key: post.department for post in row.campaign.pack.registry.posts}
        department = departments.get(row.post, "")
        found.append(Desk(row.campaign_id, row.post, department, row.area, row.grid_id, row.group))
    return found


def departments_of(user: User, campaign: Any) -> tuple[str, ...]:
    """Keys of the departments in which the person works in this campaign."""
    found = (desk.department for desk in desks_of(user) if desk.campaign_id == campaign.pk and desk.department)
    return tuple(dict.fromkeys(found))


def scopes(user: User, permission: P = P.DEMAND_VIEW) -> tuple[Scope, Scope]:
    """(where the person sees everything, where only what lies on the person's desk)."""
    if user.narrowed_to is not None and permission not in user.narrowed_to:
        return Scope(), Scope()
    grants = user.active_grants
    narrow = SERVING | BESIDE if user.role_keys & SERVING else SERVING
    return (
        scope_of([grant for grant in grants if grant.role not in narrow], permission),
        scope_of([grant for grant in grants if grant.role in narrow], permission),
    )


def _within(scope: Scope, user: User) -> Q:
    """A scope over demands. Assigned enterprises are read first: a list of ids lets the index be used, a subquery doesn't."""
    direct = Scope(scope.everything, scope.areas, scope.enterprises, scope.grids)
    found = scope_q(direct, user, enterprise="enterprise_id", area="area_code", grid="enterprise__grid_id")
    if scope.assigned and not scope.everything:
        mine = user.assignments.filter(until=None).values_list("enterprise_id", flat=True)
        found |= Q(enterprise_id__in=list(mine))
    return found


class DemandQuerySet(models.QuerySet[Any]):
    """Demands."""

    def visible_to(self, user: User, permission: P = P.DEMAND_VIEW) -> Self:
        """Those that the person may read; with another permission, those over whose enterprise it is held."""
        if permission != P.DEMAND_VIEW:
            return self.filter(_within(user.scope(permission), user))
        return self.filter(seen_by(user))

    def open(self) -> Self:
        """Those of which something is still to come."""
        from fugong.demands.arrows import OPEN

        return self.filter(state__in=OPEN)

    def of_desks(self, user: User, campaign: Any) -> Self:
        """What lies with the person's departments and posts, and what the person took on."""
        found = Q(handler=user)
        for desk in desks_of(user):
            if desk.campaign_id == campaign.pk:
                found |= desk.reach & desk.concerned
        return self.filter(found)


def seen_by(user: User) -> Q:
    """The demands that the person may read."""
    whole, own = scopes(user)
    if whole.everything:
        return Q()
    found = _within(whole, user)
    if own:
        direct = Scope(False, (), own.enterprises, own.grids, own.assigned)
        found |= _within(direct, user)
    if own.everything or own.areas:
        around = _within(Scope(own.everything, own.areas), user)
        mine = Q(handler=user) | Q(raised_by=user)
        for desk in desks_of(user):
            mine |= desk.reach & desk.concerned
        found |= around & mine
    return found


class CauseQuerySet(models.QuerySet[Any]):
    """Causes: seen by who sees a demand joined under it, or all of the cause's area."""

    def visible_to(self, user: User, permission: P = P.DEMAND_VIEW) -> Self:
        from fugong.demands.models.demand import Demand

        whole, _own = scopes(user, permission)
        if whole.everything:
            return self
        found = Q(pk__in=[])
        for area in whole.areas:
            found |= Q(area_code__startswith=area)
        if user.is_staff_member:
            found |= Q(Exists(Demand.objects.visible_to(user, permission).filter(cause=OuterRef("pk"))))
            found |= Q(opened_by=user)
        return self.filter(found)


class TaskQuerySet(models.QuerySet[Any]):
    """Tasks: seen by owner and asker, by who sees all of the area, and by the enterprise to which it was promised."""

    def visible_to(self, user: User, permission: P = P.DEMAND_VIEW) -> Self:
        whole, _own = scopes(user, permission)
        if whole.everything:
            return self
        found = Q(owner=user) | Q(asked_by=user)
        for area in whole.areas:
            found |= Q(area_code__startswith=area)
        if whole.enterprises:
            found |= Q(enterprise_id__in=whole.enterprises, demand__isnull=False)
        for desk in desks_of(user) if user.is_staff_member else ():
            if desk.department:
                found |= Q(campaign_id=desk.campaign_id, area_code__startswith=desk.area, department=desk.department)
            found |= Q(campaign_id=desk.campaign_id, area_code__startswith=desk.area, climbed__contains=[desk.post])
        return self.filter(found)
