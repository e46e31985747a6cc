"""Who sees which projects, milestones, approvals, branches and parcels; and who acts for which office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from fugong.accounts.permissions import Permission
from fugong.chains.access import holds, serves
from fugong.registry.access import EnterpriseRowQuerySet

if TYPE_CHECKING:
    from fugong.accounts.models import User

TONES = {
    "proposed": "warning",
    "waiting": "secondary",
    "ready": "info",
    "running": "primary",
    "done": "success",
    "declined": "secondary",
    "removed": "secondary",
    "planned": "secondary",
    "preparing": "secondary",
    "through": "success",
    "handed_over": "success",
    "returned": "warning",
    "granted": "success",
    "refused": "danger",
    "withdrawn": "secondary",
    "dropped": "secondary",
    "prepared": "secondary",
    "listed": "info",
    "agreed": "primary",
}
"""State → tone of its badge, in this room."""
INNER = ("proposed", "declined")
"""States that an enterprise isn't told of: the authority still speaks about it."""


class Toned:
    """A case whose badge has this room's tones."""

    state: str

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")


class ProjectRowQuerySet(EnterpriseRowQuerySet):
    """Rows of the room, for the authority and for the enterprise that builds, applies, or gets the land."""

    view_permission = Permission.PROJECT_VIEW
    inner: tuple[str, ...] = ()
    path = "state"

    def visible_to(self, user: Any, permission: Permission | None = None) -> Self:
        found = super().visible_to(user, permission)
        return found if user.is_staff_member or not self.inner else found.exclude(**{f"{self.path}__in": self.inner})


class ProjectQuerySet(ProjectRowQuerySet):
    """Projects: an enterprise sees its own from when they are listed."""

    inner = INNER


class MilestoneQuerySet(ProjectQuerySet):
    """Milestones are seen with their project."""

    path = "project__state"


class StaffQuerySet(ProjectRowQuerySet):
    """What only the authority sees."""

    def visible_to(self, user: Any, permission: Permission | None = None) -> Self:
        return super().visible_to(user, permission) if user.is_staff_member else self.none()


def acts_for(user: User, row: Any, post: str) -> bool:
    """Whether the person may act for an office on this row: it holds the post there, or keeps the room. No post: any who serve it."""
    if not serves(user, Permission.PROJECT_STEP, row):
        return False
    return not post or holds(user, Permission.PROJECT_MANAGE, row) or in_office(user, row, post)


def in_office(user: User, row: Any, post: str) -> bool:
    """Whether the person holds the post, where the row lies."""
    return any(row.area_code.startswith(area) for area in offices_of(user, row.campaign_id).get(post, ()))


def offices_of(user: User, campaign_id: int) -> dict[str, list[str]]:
    """Post → areas (prefixes) in which the person holds it. One query for each person and campaign, kept with the person."""
    from fugong.registry.models import Posting

    kept: dict[int, dict[str, list[str]]] = user.__dict__.setdefault("_offices", {})
    if campaign_id not in kept:
        found: dict[str, list[str]] = {}
        for post, area in Posting.objects.filter(campaign=campaign_id, user=user, until=None).values_list(
            "post", "area"
        ):
            found.setdefault(post, []).append(area)
        kept[campaign_id] = found
    return kept[campaign_id]


def speaks_for(user: User, row: Any) -> bool:
    """Whether the person applies for the row's enterprise, as one of its own."""
    return row.enterprise_id is not None and row.enterprise_id in user.scope(Permission.PROJECT_APPLY).enterprises
