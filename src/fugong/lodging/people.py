"""Who is concerned: those who ask for the enterprise, those who arrange beds, and whose name who may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import Campaign, code_prefix
from fugong.registry.models import Assignment, Enterprise, Posting
from fugong.workforce.models import Person


def askers(enterprise: Enterprise) -> list[User]:
    """Those who ask for beds for the enterprise."""
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.BED_ASK), scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def arrangers(campaign: Campaign, enterprise: Enterprise) -> list[User]:
    """Who arranges beds for it: the pack's post in its area, else whoever may there."""
    post = campaign.pack.lodging.arranged_by
    found = in_post(campaign, post, enterprise) if post else []
    return found or _holding(Permission.BED_ARRANGE, enterprise)


def in_post(campaign: Campaign, post: str, enterprise: Enterprise) -> list[User]:
    """Those who hold a post that reaches the enterprise."""
    found = []
    postings = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    for posting in postings.select_related("user"):
        if enterprise.area_code.startswith(posting.area) and posting.grid_id in (None, enterprise.grid_id):
            found.append(posting.user)
    rows = Assignment.objects.filter(campaign=campaign, enterprise=enterprise, post=post, until=None)
    found += [row.officer for row in rows.select_related("officer")]
    return list({user.pk: user for user in found}.values())


def _holding(permission: Permission, enterprise: Enterprise) -> list[User]:
    above = ancestors(code_prefix(enterprise.area_code))
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=[*above, enterprise.area_code])
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def named(user: Any, ids: Iterable[int]) -> dict[int, Person]:
    """The files among `ids` that the person may see, opened, by id: whoever isn't among them is shown without a name."""
    wanted = list(ids)
    if not wanted:
        return {}
    seen = Person.objects.visible_to(user, Permission.PERSON_VIEW).filter(pk__in=wanted)
    return {person.pk: person for person in seen.opened()}
