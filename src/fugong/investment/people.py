"""Who works on leads, and who hears when they stand still."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.registry import concerned
from fugong.registry.models import Posting


def workers(area_code: str) -> QuerySet[User]:
    """Those who work on leads of an area, by name."""
    return concerned.over(Permission.LEAD_MANAGE, area_code).order_by("name", "pk")


def in_post(row: Any, post: str) -> list[User]:
    """Those who hold a post that reaches the row, and may see leads there."""
    postings = Posting.objects.filter(campaign=row.campaign, post=post, until=None, user__is_active=True)
    found = [each.user for each in postings.select_related("user") if row.area_code.startswith(each.area)]
    seeing = [user for user in found if user.scope(Permission.LEAD_VIEW).covers_area(row.area_code)]
    return list({user.pk: user for user in seeing}.values())
