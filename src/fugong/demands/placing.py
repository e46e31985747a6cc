"""Where a demand goes: its category's department or post, else the duty desk's tray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fugong.demands.policy import PRIORITY
from fugong.registry.models import Assignment, Posting

if TYPE_CHECKING:
    from fugong.demands.models import Demand
    from fugong.places.models import Campaign
    from fugong.policy.pack import Pack


def by_category(pack: Pack, key: str, *, sure: bool) -> dict[str, Any]:
    """The columns that a category decides. Unsure: nobody answers yet, and the duty desk looks."""
    category = pack.demands.category(key)
    return {
        "category": category.key,
        "lead": category.lead if sure else "",
        "post": category.post if sure else "",
        "supporting": list(category.supporting) if sure else [],
        "priority": PRIORITY[category.priority],
        "within": pack.demands.within_of(key),
    }


def to_department(demand: Demand, department: str) -> dict[str, Any]:
    """The columns when a department is to answer, whatever the category says."""
    supporting = [each for each in demand.supporting if each != department]
    return {"lead": department, "post": "", "supporting": supporting}


def is_held(campaign: Campaign, post: str, enterprise_id: int, area_code: str) -> bool:
    """Whether somebody holds the post towards the enterprise."""
    if Assignment.objects.filter(campaign=campaign, enterprise=enterprise_id, post=post, until=None).exists():
        return True
    areas = Posting.objects.filter(campaign=campaign, post=post, until=None).values_list("area", flat=True)
    kinds = {each.key: each.per for each in campaign.pack.registry.posts}
    return kinds.get(post) != "enterprise" and any(area_code.startswith(area) for area in areas)


def needs_desk(campaign: Campaign, values: dict[str, Any], enterprise_id: int, area_code: str) -> dict[str, Any]:
    """The same columns; a post that nobody holds there leaves the demand to the duty desk."""
    if values["post"] and not is_held(campaign, values["post"], enterprise_id, area_code):
        return {**values, "post": ""}
    return values
