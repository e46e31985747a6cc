"""Who is concerned: those who speak for the enterprise, those who serve it, those who hold a permission over it."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import Campaign, code_prefix
from fugong.registry.models import Assignment, Enterprise, Posting


def liaisons(enterprise: Enterprise) -> list[User]:
    """Those who speak for the enterprise."""
    roles = roles_with(Permission.FILING_SUBMIT)
    held = Grant.objects.in_force().filter(
        role__in=roles, scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def liaisons_of_each(enterprises: Collection[int]) -> dict[int, list[User]]:
    """Those who speak for each of these enterprises, in one query."""
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.FILING_SUBMIT), scope_kind=ScopeKind.ENTERPRISE,
        scope_key__in=[str(each) for each in enterprises], user__is_active=True,
    )  # fmt: skip
    found: dict[int, dict[int, User]] = {each: {} for each in enterprises}
    for grant in held.select_related("user").order_by("user"):
        found[int(grant.scope_key)][grant.user_id] = grant.user
    return {each: list(users.values()) for each, users in found.items()}


def officers(campaign: Campaign, enterprise: Enterprise) -> list[User]:
    """Those to whom the enterprise is assigned."""
    rows = Assignment.objects.filter(campaign=campaign, enterprise=enterprise, until=None)
    return list(User.objects.filter(pk__in=rows.values("officer"), is_active=True).order_by("pk"))


def holding(permission: Permission, enterprise: Enterprise, *, without: Iterable[int | None] = ()) -> list[User]:
    """Those who hold a permission over the enterprise by an area, a grid or everywhere."""
    above = ancestors(code_prefix(enterprise.area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, enterprise.area_code])
    if enterprise.grid_id:
        reach |= Q(scope_kind=ScopeKind.GRID, scope_key=str(enterprise.grid_id))
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission))
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(rows.exclude(pk__in=[key for key in without if key]).order_by("pk"))


def over(permission: Permission, area_code: str) -> "QuerySet[User]":
    """Those who hold a permission over a whole area, by it or by one around it."""
    above = ancestors(code_prefix(area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, area_code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission)).order_by()
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def in_post(campaign: Campaign, post: str, enterprise: Enterprise) -> list[User]:
    """Those who hold a post that reaches the enterprise."""
    found = []
    postings = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    for posting in postings.select_related("user"):
        if enterprise.area_code.startswith(posting.area) and posting.grid_id in (None, enterprise.grid_id):
            found.append(posting.user)
    rows = Assignment.objects.filter(campaign=campaign, enterprise=enterprise, post=post, until=None)
    return list({user.pk: user for user in [*found, *[row.officer for row in rows.select_related("officer")]]}.values())
