"""Who is concerned: those who speak for an enterprise, those who plan, confirm and decide, posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import Campaign, code_prefix
from fugong.registry.models import Enterprise, Posting
from fugong.workforce.models import Person

if TYPE_CHECKING:
    from fugong.transport.policy import Reimbursement


def liaisons(enterprises: Iterable[int]) -> list[User]:
    """Those who speak for these enterprises."""
    keys = [str(each) for each in enterprises]
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.CLAIM_SUBMIT), scope_kind=ScopeKind.ENTERPRISE, scope_key__in=keys
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def planners(campaign: Campaign) -> list[User]:
    """The desk: those who plan trips of the place."""
    return _holding(Permission.TRIP_PLAN, campaign.jurisdiction.code)


def signers(campaign: Campaign, but: Any = None) -> list[User]:
    """Those who can give the second signature."""
    found = _holding(Permission.TRIP_CONFIRM, campaign.jurisdiction.code)
    return [user for user in found if but is None or user.pk != but.pk]


def deciders(campaign: Campaign, enterprise: Enterprise, post: str = "") -> list[User]:
    """Who examines or decides claims: those in the post, else whoever may there."""
    found = in_post(campaign, post, enterprise.area_code) if post else []
    return found or _holding(Permission.CLAIM_DECIDE, enterprise.area_code)


def in_post(campaign: Campaign, post: str, area_code: str) -> list[User]:
    """Those who hold a post over an area."""
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    found = {row.user_id: row.user for row in rows.select_related("user") if area_code.startswith(row.area)}
    return list(found.values())


def is_for(rule: Reimbursement | None, step: str, campaign: Campaign, area_code: str, by: User) -> bool:
    """Whether a step (`checked_by`, `decided_by`) of a rule is this person's: where its post is filled, only theirs."""
    post = getattr(rule, step) if rule is not None else ""
    if not post:
        return True
    filled = in_post(campaign, post, area_code)
    return not filled or by.pk in {user.pk for user in filled}


def named(user: Any, ids: Iterable[int]) -> dict[int, Person]:
    """The files among `ids` that the person may see, opened, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    seen = Person.objects.visible_to(user, Permission.PERSON_VIEW).filter(pk__in=wanted)
    return {person.pk: person for person in seen.opened()}


def _holding(permission: Permission, area_code: str) -> list[User]:
    above = ancestors(code_prefix(area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, area_code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission)).exclude(role="administrator")
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
