"""Who speaks in a group: the officers who answer, and the people of its member enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.core import clock
from fugong.places.access import ancestors
from fugong.registry.models import Assignment, Enterprise, Posting

if TYPE_CHECKING:
    from fugong.outreach.models import ChatGroup


def officers(group: ChatGroup, asker: Enterprise | None = None) -> Any:
    """Users who answer here: holders of the rule's posts within the group's reach, and those whom the desk added.

    With `asker`, those of them who answer that enterprise: posted where it lies, or assigned to it.
    """
    from fugong.outreach.models import GroupOfficer, Membership

    registry = group.campaign.pack.registry
    posts = set(group.campaign.pack.outreach.answering_posts(group.rule))
    single = {post.key for post in registry.posts if post.per == "enterprise" and post.held_by == "officer"}
    held = Posting.objects.filter(user=OuterRef("pk"), campaign=group.campaign_id, until=None, post__in=posts - single)
    members: Any = Membership.objects.filter(group=group, until=None).values("enterprise")
    serving = Assignment.objects.filter(
        officer=OuterRef("pk"), campaign=group.campaign_id, until=None, post__in=posts & single,
        enterprise__in=members if asker is None else [asker.pk],
    )  # fmt: skip
    added = GroupOfficer.objects.filter(user=OuterRef("pk"), group=group, until=None)
    found = User.objects.filter(
        Exists(held.filter(_fits(group, asker))) | Exists(serving) | Exists(added), is_active=True
    )
    return found.order_by("name", "pk")


def _fits(group: ChatGroup, asker: Enterprise | None) -> Q:
    """A posting for one industry group or one grid answers in that one alone; one for an area, there."""
    if asker is not None:
        grid = Q(grid=None) if asker.grid_id is None else Q(grid=None) | Q(grid=asker.grid_id)
        reach = Q(area__in=ancestors(asker.area_code)) & grid
    else:
        reach = Q(area__startswith=group.area) | Q(area__in=ancestors(group.area))
    if group.by == "group":
        return reach & Q(group__in=["", group.of])
    if group.by == "grid":
        return reach & (Q(grid=None) | Q(grid=group.grid_id))
    return reach


def speakers_of(enterprise_ids: Iterable[int]) -> Any:
    """Users who speak for these enterprises in groups."""
    return _speakers(Q(scope_key__in=[str(pk) for pk in enterprise_ids]))


def speakers_in(group: ChatGroup) -> Any:
    """Users of all members."""
    from django.db.models import CharField
    from django.db.models.functions import Cast

    from fugong.outreach.models import Membership

    members = Membership.objects.filter(group=group, until=None)
    return _speakers(Q(scope_key__in=members.values_list(Cast("enterprise_id", CharField()))))


def _speakers(which: Q) -> Any:
    moment = clock.now()
    grants = Grant.objects.filter(
        which, role__in=roles_with(Permission.GROUP_SPEAK), scope_kind=ScopeKind.ENTERPRISE, since__lte=moment
    ).filter(Q(until=None) | Q(until__gt=moment))
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def awake(people: Any, group: ChatGroup) -> Any:
    """Those of `people` who didn't mute the group."""
    from fugong.outreach.models import Seat

    return people.exclude(pk__in=Seat.objects.filter(group=group, muted=True).values("user"))
