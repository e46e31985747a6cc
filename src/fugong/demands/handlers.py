"""Whose turn it is: who may deal with a demand or a task, beyond holding the permission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fugong.accounts.permissions import Permission as P
from fugong.demands.access import desks_of
from fugong.registry.access import may
from fugong.resumption.deciders import holds_post

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.demands.models import Demand, Task


def may_move(demand: Demand, by: User, permission: str) -> bool:
    """Whether the person may take an arrow that needs `permission`."""
    if not by.is_active or not may(by, P(permission), demand.enterprise):
        return False
    if permission == P.DEMAND_HANDLE:
        return handles(by, demand)
    if permission == P.DEMAND_ENTER:
        return by.pk != demand.answered_by_id and by.pk != demand.handler_id
    return True


def handles(user: User, demand: Demand) -> bool:
    """Whether the demand lies with the person: of the department, in the post, on the rung that it reached, or the desk."""
    if may(user, P.DEMAND_STEER, demand.enterprise):
        return True
    return answers_for(user, demand) or any(
        holds_post(user, post, demand.campaign, demand.enterprise) for post in demand.climbed
    )


def answers_for(user: User, demand: Demand) -> bool:
    """Whether the person works in the lead department there, or holds the post that answers."""
    if demand.post:
        return holds_post(user, demand.post, demand.campaign, demand.enterprise)
    return bool(demand.lead) and works_in(user, demand.lead, demand)


def works_in(user: User, department: str, demand: Demand) -> bool:
    """Whether the person has a posting of the department that reaches the enterprise."""
    return any(
        desk.department == department
        and desk.campaign_id == demand.campaign_id
        and holds_post(user, desk.post, demand.campaign, demand.enterprise)
        for desk in desks_of(user)
    )


def supports(user: User, demand: Demand) -> str:
    """The supporting department in which the person works; empty where there is none."""
    return next((each for each in demand.supporting if works_in(user, each, demand)), "")


def may_move_task(task: Task, by: User, permission: str) -> bool:
    """The owner reports it done; whoever asked, or the desk, says whether it is. Nobody confirms their own."""
    if not by.is_active:
        return False
    if permission == P.DEMAND_HANDLE:
        return by.pk == task.owner_id
    asked = by.pk == task.asked_by_id or steers(by, task)
    if permission == P.DEMAND_ENTER:  # another date or owner, or dropped: even of one's own
        return asked
    return by.pk != task.owner_id and (asked or _was_promised(by, task))


def steers(user: User, row: Any) -> bool:
    """Whether the person steers demands in the row's area."""
    return user.scope(P.DEMAND_STEER).covers_area(row.area_code)


def _was_promised(user: User, task: Task) -> bool:
    """The enterprise to which it was promised says whether it was kept."""
    return task.demand_id is not None and task.enterprise is not None and may(user, P.DEMAND_RAISE, task.enterprise)
