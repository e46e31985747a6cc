"""Next steps of the person who looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.investment import lists
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo


@todo.register
def next_steps(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """What I have to do about leads."""
    if not campaign.pack.investment.is_used or not user.holds(Permission.LEAD_VIEW):
        return
    for step in todo.first(lists.steps(user, campaign, mine=True)):
        url = reverse("investment:lead", args=[campaign.key, step.lead_id])
        late = step.due_at is not None and step.due_at < clock.now()
        yield Todo(step.due_at, step.lead.name, step.what, url, None, late)
