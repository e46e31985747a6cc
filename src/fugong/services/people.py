"""Who is concerned: those who ask for an enterprise, and those who handle at an office."""

from __future__ import annotations

from typing import Any

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.registry import concerned
from fugong.registry.models import Enterprise, Posting


def askers(enterprise: Enterprise) -> list[User]:
    """Those who ask for services for the enterprise."""
    held = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.SERVICE_APPLY), scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def handlers(row: Any) -> list[User]:
    """Who handles at the office where it lies: its owner, else its post, else its enterprise's officers, else who keeps them."""
    if getattr(row, "handler", None) is not None:
        return [row.handler]
    office = row.campaign.pack.services.office(row.office)
    found = in_post(row, office.post) if office is not None and office.post else []
    if not found and row.enterprise is not None:
        found = concerned.officers(row.campaign, row.enterprise)
        found = found or concerned.holding(Permission.SERVICE_MANAGE, row.enterprise)
    return found


def in_post(row: Any, post: str) -> list[User]:
    """Those who hold a post that reaches the row."""
    if row.enterprise is not None:
        return concerned.in_post(row.campaign, post, row.enterprise)
    postings = Posting.objects.filter(campaign=row.campaign, post=post, until=None, user__is_active=True)
    reaching = [each.user for each in postings.select_related("user") if row.area_code.startswith(each.area)]
    return list({user.pk: user for user in reaching}.values())
