"""Who is concerned: the office that owns a row, who signs, who speaks for the enterprise."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import code_prefix
from fugong.registry import concerned
from fugong.registry.models import Posting


def office(row: Any, post: str) -> list[User]:
    """Who holds a post where the row lies."""
    if row.enterprise is not None:
        return concerned.in_post(row.campaign, post, row.enterprise)
    rows = Posting.objects.filter(campaign=row.campaign, post=post, until=None, user__is_active=True)
    found = [each.user for each in rows.select_related("user") if row.area_code.startswith(each.area)]
    return list({user.pk: user for user in found}.values())


def holding(permission: Permission, row: Any) -> list[User]:
    """Those who hold a permission over the row's area or its enterprise."""
    if row.enterprise is not None:
        return concerned.holding(permission, row.enterprise)
    reach = Q(scope_kind=ScopeKind.ALL) | Q(
        scope_kind=ScopeKind.AREA, scope_key__in=[*ancestors(code_prefix(row.area_code)), row.area_code]
    )
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def keepers(row: Any) -> list[User]:
    """Who keeps the lists there."""
    return holding(Permission.PROJECT_MANAGE, row)


def signers(row: Any) -> list[User]:
    """Who gives the second signature there."""
    return holding(Permission.SUPPLY_CONFIRM, row)


def owners(row: Any, post: str) -> list[User]:
    """The office, else whoever keeps the lists."""
    return (office(row, post) if post else []) or keepers(row)


def applicants(row: Any) -> list[User]:
    """Those who speak for the row's enterprise; none where it has none."""
    return concerned.liaisons(row.enterprise) if row.enterprise is not None else []
