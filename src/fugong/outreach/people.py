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
from fugong.registry.models import Assignment, Posting

if TYPE_CHECKING:
    from fugong.outreach.models import ChatGroup


def officers(group: ChatGroup) -> Any:
    """Users who answer here: holders of the rule's posts within the group's reach, and those whom the desk added."""
    from fugong.outreach.models import GroupOfficer, Membership

    posts = group.campaign.pack.outreach.answering_posts(group.rule)
    per_enterprise = {
        post.key
        for post in group.campaign.pack.registry.posts
        if post.per == "enterprise" and post.held_by == "officer"
    }
    held = Posting.objects.filter(user=OuterRef("pk"), campaign=group.campaign_id, until=None)
    reach = Q(area__startswith=group.area) | Q(area__in=ancestors(group.area))
    placed = held.filter(reach, _fits(group), post__in=[key for key in posts if key not in per_enterprise])
    members = Membership.objects.filter(group=group, until=None)
    serving = Assignment.objects.filter(
        officer=OuterRef("pk"), campaign=group.campaign_id, until=None, post__in=list(set(posts) & per_enterprise),
        enterprise__in=members.values("enterprise"),
    )  # fmt: skip
    added = GroupOfficer.objects.filter(user=OuterRef("pk"), group=group, until=None)
    found = User.objects.filter(Exists(placed) | Exists(serving) | Exists(added), is_active=True)
    return found.order_by("name", "pk")


def _fits(group: ChatGroup) -> Q:
    """A posting for one industry group or one grid answers in that one alone."""
    if group.by == "group":
        return Q(group__in=["", group.of]) & Q(grid=None)
    if group.by == "grid":
        return Q(group="") & (Q(grid=None) | Q(grid=group.grid_id))
    return Q()


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
