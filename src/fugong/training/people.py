"""Who is concerned: those who keep the training, those who speak for an enterprise, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.registry import concerned
from fugong.registry.models import Posting

if TYPE_CHECKING:
    from fugong.places.models import Campaign


def keepers(area_code: str) -> list[User]:
    """The desk: those who manage the training there."""
    return list(concerned.over(Permission.TRAINING_MANAGE, area_code).order_by("name", "pk"))


def lecturers(campaign: Campaign) -> QuerySet[User]:
    """Who can be named as lecturer: the experts and the desk of the place."""
    return concerned.over(Permission.TRAINING_TEACH, campaign.jurisdiction.code)


def in_post(campaign: Campaign, post: str, area_code: str) -> list[User]:
    """Those who hold a post over an area."""
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True)
    found = {row.user_id: row.user for row in rows.select_related("user") if area_code.startswith(row.area)}
    return list(found.values())


def speakers(row: Any) -> list[User]:
    """Those who speak for a row's enterprise."""
    return concerned.liaisons(row.enterprise) if row.enterprise is not None else []
