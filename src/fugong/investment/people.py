"""Who works on leads, and who hears when they stand still."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import code_prefix
from fugong.registry.models import Posting


def workers(area_code: str) -> list[User]:
    """Those who work on leads of an area, by name."""
    above = ancestors(code_prefix(area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, area_code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(Permission.LEAD_MANAGE)).order_by()
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")[:200])


def in_post(row: Any, post: str) -> list[User]:
    """Those who hold a post that reaches the row, and may see leads there."""
    postings = Posting.objects.filter(campaign=row.campaign, post=post, until=None, user__is_active=True)
    found = [each.user for each in postings.select_related("user") if row.area_code.startswith(each.area)]
    seeing = [user for user in found if user.scope(Permission.LEAD_VIEW).covers_area(row.area_code)]
    return list({user.pk: user for user in seeing}.values())
