"""Who is concerned: those who ask for the enterprise, those who keep supplies, those who confirm, those who bring."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import Campaign
from fugong.registry import concerned
from fugong.registry.models import Enterprise, Posting


def askers(enterprise: Enterprise) -> list[User]:
    """Those who ask for the enterprise."""
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.SUPPLY_ASK), scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def askers_of(enterprises: Iterable[int]) -> dict[int, list[User]]:
    """The same of many enterprises (ids), in two queries."""
    keys = [str(key) for key in enterprises]
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.SUPPLY_ASK), scope_kind=ScopeKind.ENTERPRISE, scope_key__in=keys
    )
    pairs = sorted({(int(key), user) for key, user in held.values_list("scope_key", "user")})
    people = User.objects.filter(is_active=True).in_bulk({user for _key, user in pairs})
    found: dict[int, list[User]] = {}
    for key, user in pairs:
        if user in people:
            found.setdefault(key, []).append(people[user])
    return found


def keepers(campaign: Campaign) -> list[User]:
    """The pack's post that keeps supplies, else whoever keeps them for the whole campaign."""
    return _in_post(campaign, campaign.pack.supplies.kept_by) or _holding(campaign, Permission.SUPPLY_KEEP)


def confirmers(campaign: Campaign, but: list[int]) -> list[User]:
    """The pack's post that confirms, else whoever may; never those whose hands the proposal went through."""
    found = _in_post(campaign, campaign.pack.supplies.confirmed_by) or _holding(campaign, Permission.SUPPLY_CONFIRM)
    return [user for user in found if user.pk not in but]


def bringers(campaign: Campaign, enterprise: Enterprise) -> list[User]:
    """Its officers."""
    return [user for user in concerned.officers(campaign, enterprise) if user.holds(Permission.SUPPLY_DELIVER)]


def in_post(campaign: Campaign, post: str, enterprise: Enterprise) -> list[User]:
    return concerned.in_post(campaign, post, enterprise)


def _in_post(campaign: Campaign, post: str) -> list[User]:
    if not post:
        return []
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    return list({row.user_id: row.user for row in rows.select_related("user").order_by("pk")}.values())


def _holding(campaign: Campaign, permission: Permission) -> list[User]:
    above = ancestors(campaign.jurisdiction.prefix)
    reach = Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, campaign.jurisdiction.code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
