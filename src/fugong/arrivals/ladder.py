"""Somebody isn't met, or not handed over, in time: it goes on record, those at the gate and the desk hear of it, then it climbs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.arrivals import people, telling
from fugong.arrivals.models import Arrival
from fugong.ledger.recording import record
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")


def fire(arrival: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: the gate and the desk; each further one the pack's next post."""
    ladder = arrival.campaign.pack.arrivals.escalation
    due = (arrival.due_at or was_due).isoformat()
    if rung == 1:
        event = record("arrival.overdue", arrival, by=None, as_name=CLOCK, was_due=due, service=arrival.service.number)
        whom = [*people.at_gate(arrival), *people.planners(arrival.campaign)]
    else:
        post = ladder[rung - 2].to
        event = record("arrival.escalate", arrival, by=None, as_name=CLOCK, to_post=post, was_due=due)
        grid = arrival.enterprise.grid_id if arrival.enterprise else None
        whom = people.in_posts(arrival.campaign, [post], arrival.area_code, grid)
    telling.late(arrival, whom, event)
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return arrival.campaign.pack.due(arrival.due_at, following.after) if following and arrival.due_at else None


def _rows() -> Any:
    return Arrival.objects.select_related("campaign__pack_version", "campaign__jurisdiction", "service", "enterprise")


deadlines.register(deadlines.Ladder(Arrival, deadlines.each(fire), _rows))
