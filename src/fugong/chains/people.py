"""Who is concerned: who helps and reviews, who signs, who speaks for the enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.models import Campaign
from fugong.registry import concerned
from fugong.registry.models import Enterprise

if TYPE_CHECKING:
    from fugong.chains.policy import KeyList


def helper(campaign: Campaign, key_list: KeyList, enterprise: Enterprise) -> User | None:
    """The holder of the list's post for this enterprise, else whoever serves it; None where nobody does."""
    found = concerned.in_post(campaign, key_list.post, enterprise) if key_list.post else []
    return next(iter(found or concerned.officers(campaign, enterprise)), None)


def keepers(enterprise: Enterprise) -> list[User]:
    """Who keeps the lists there."""
    return concerned.holding(Permission.KEY_MANAGE, enterprise)


def signers(enterprise: Enterprise) -> list[User]:
    """Who gives the second signature there."""
    return concerned.holding(Permission.SUPPLY_CONFIRM, enterprise)


def speakers(enterprise: Enterprise) -> list[User]:
    """Who enters links and premises for the enterprise."""
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.FILING_SUBMIT), scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def servers(campaign: Campaign, enterprise: Enterprise) -> list[User]:
    """Its officers, else whoever keeps the lists."""
    return concerned.officers(campaign, enterprise) or keepers(enterprise)
