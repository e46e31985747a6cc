"""Who is concerned: those who speak for an enterprise, those who manage and decide, posts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import Campaign, code_prefix
from fugong.registry.models import Posting


def liaisons(enterprises: Iterable[int]) -> dict[int, list[User]]:
    """Enterprise → those who speak for it."""
    keys = [str(each) for each in enterprises]
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.BENEFIT_CLAIM), scope_kind=ScopeKind.ENTERPRISE, scope_key__in=keys,
        user__is_active=True,
    )  # fmt: skip
    found: dict[int, list[User]] = {}
    for row in held.select_related("user").order_by("user"):
        found.setdefault(int(row.scope_key), []).append(row.user)
    return found


def deciders(campaign: Campaign, area_code: str = "") -> list[User]:
    """Those who examine and decide over an area, else over the place."""
    return _holding(Permission.BENEFIT_DECIDE, area_code or campaign.jurisdiction.code)


def managers(campaign: Campaign) -> list[User]:
    """The desk."""
    return _holding(Permission.BENEFIT_MANAGE, campaign.jurisdiction.code)


def in_post(campaign: Campaign, post: str, area_code: str) -> list[User]:
    """Those who hold a post over an area."""
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    found = {row.user_id: row.user for row in rows.select_related("user") if area_code.startswith(row.area)}
    return list(found.values())


def _holding(permission: Permission, area_code: str) -> list[User]:
    above = ancestors(code_prefix(area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, area_code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission)).exclude(role="administrator")
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
