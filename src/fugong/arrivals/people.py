"""Who is concerned: those at the gate, those who serve and speak for the enterprise, posts, medical contacts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.arrivals.models import Duty
from fugong.registry.models import Assignment, Enterprise, Posting

if TYPE_CHECKING:
    from fugong.arrivals.models import Arrival
    from fugong.places.models import Campaign

OFFERED = 300
"""People to choose from at once; others are found by their name."""


def at_gate(arrival: Arrival) -> list[User]:
    """Those on duty at the arrival's gate that day."""
    duties = Duty.objects.filter(campaign=arrival.campaign_id, gate=arrival.gate, day=arrival.day)
    return list(User.objects.filter(arrival_duties__in=duties, is_active=True).distinct().order_by("pk"))


def planners(campaign: Campaign) -> list[User]:
    """The desk: those who plan arrivals of the place."""
    return _holding(campaign, Permission.ARRIVAL_PLAN)


def medics(campaign: Campaign) -> list[User]:
    """The place's medical contacts."""
    prefix = campaign.jurisdiction.prefix
    held = Grant.objects.in_force().filter(role="medic").filter(_within(prefix))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def in_posts(campaign: Campaign, posts: Iterable[str], area_code: str, grid_id: int | None = None) -> list[User]:
    """Those who hold one of the posts over an area."""
    wanted = [post for post in posts if post]
    if not wanted:
        return []
    rows = Posting.objects.filter(campaign=campaign, post__in=wanted, until=None, user__is_active=True)
    found = {
        row.user_id: row.user
        for row in rows.select_related("user")
        if area_code.startswith(row.area) and (row.grid_id is None or row.grid_id == grid_id)
    }
    return list(found.values())


def liaisons(enterprise: Enterprise | None) -> list[User]:
    """Those who speak for the enterprise."""
    if enterprise is None:
        return []
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.FILING_SUBMIT), scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def officers(campaign: Campaign, enterprise: Enterprise | None) -> list[User]:
    """Those to whom the enterprise is assigned."""
    if enterprise is None:
        return []
    rows = Assignment.objects.filter(campaign=campaign, enterprise=enterprise, until=None)
    return list(User.objects.filter(pk__in=rows.values("officer"), is_active=True).order_by("pk"))


def receivers(campaign: Campaign, text: str = "") -> list[User]:
    """Who can be put on duty, with this piece in the name: all who receive arrivals in the place, one more than is offered."""
    return _holding(campaign, Permission.ARRIVAL_RECEIVE, OFFERED + 1, text)


def _holding(campaign: Campaign, permission: Permission, most: int | None = None, text: str = "") -> list[User]:
    held = Grant.objects.in_force().filter(role__in=roles_with(permission)).exclude(role="administrator")
    rows = User.objects.filter(pk__in=held.filter(_within(campaign.jurisdiction.prefix)).values("user"), is_active=True)
    rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text)) if text else rows
    return list(rows.order_by("name", "pk")[:most])


def _within(prefix: str) -> Q:
    """Grants over the place or a part of it, and those over single enterprises of officers."""
    return Q(scope_kind=ScopeKind.AREA, scope_key__startswith=prefix) | Q(
        user__postings__campaign__jurisdiction__prefix=prefix, user__postings__until=None
    )
