"""Who is concerned: those who keep the training, those who speak for an enterprise, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import code_prefix
from fugong.registry import concerned
from fugong.registry.models import Posting

if TYPE_CHECKING:
    from fugong.places.models import Campaign


def keepers(area_code: str) -> list[User]:
    """The desk: those who manage the training there."""
    return list(_holding(Permission.TRAINING_MANAGE, area_code))


def lecturers(campaign: Campaign) -> list[User]:
    """Who can be named as lecturer: the experts and the desk of the place."""
    return list(_holding(Permission.TRAINING_TEACH, campaign.jurisdiction.code).only("name", "username"))


def _holding(permission: Permission, area_code: str) -> QuerySet[User]:
    above = ancestors(code_prefix(area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, area_code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission), user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")[:200]


def in_post(campaign: Campaign, post: str, area_code: str) -> list[User]:
    """Those who hold a post over an area."""
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    found = {row.user_id: row.user for row in rows.select_related("user") if area_code.startswith(row.area)}
    return list(found.values())


def speakers(row: Any) -> list[User]:
    """Those who speak for a row's enterprise."""
    return concerned.liaisons(row.enterprise) if row.enterprise is not None else []
