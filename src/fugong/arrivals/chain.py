"""Where an arrival stands in the place's chain: what is done, what is next, what that still needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fugong.arrivals.policy import Step
from fugong.workforce import sorting

if TYPE_CHECKING:
    from fugong.arrivals.models import Arrival

DONE = {
    "expected": 0,
    "screened": 1,
    "tested": 2,
    "registered": 3,
    "on_way": 4,
    "handed_over": 5,
}
"""State → how many of screen, test, register, home's two halves lie behind."""

BEHIND = {"screen": 1, "test": 2, "register": 3, "home": 5}
"""Step → from which number on it is behind somebody."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain as the card draws it: done, next, or to come."""

    step: Step
    is_done: bool
    is_next: bool


def links(arrival: Arrival) -> list[Link]:
    """The chain at the arrival's gate."""
    following = next_step(arrival)
    behind = DONE.get(arrival.state, 0)
    return [
        Link(step, behind >= BEHIND[step.key], following is not None and step.key == following.key)
        for step in arrival.campaign.pack.arrivals.chain(arrival.gate)
    ]


def next_step(arrival: Arrival) -> Step | None:
    """The step that is to be done now; None where nothing is."""
    if not arrival.is_open:
        return None
    behind = DONE[arrival.state]
    chain = arrival.campaign.pack.arrivals.chain(arrival.gate)
    return next((step for step in chain if BEHIND[step.key] > behind), None)


def needs(arrival: Arrival, key: str, need: str) -> bool:
    """Whether a step at this gate asks for something."""
    step = arrival.campaign.pack.arrivals.step(arrival.gate, key)
    return step is not None and need in step.needs


def is_driven(arrival: Arrival) -> bool:
    """Whether a vehicle of the duty takes this person home, by the place's rules; who has no file is driven where a step asks it."""
    rules = arrival.campaign.pack.arrivals
    if not needs(arrival, "home", "vehicle"):
        return False
    if rules.vehicle_when is None or arrival.person is None:
        return True
    arrival.person.campaign = arrival.campaign
    return rules.is_driven(sorting.facts_of(arrival.person, arrival.campaign.pack))


def together(arrival: Arrival) -> list[Arrival]:
    """The party's people who stand where this one stands: they go through the next step in one go."""
    from fugong.arrivals.models import Arrival as Row

    rows = Row.objects.opened().filter(party=arrival.party_id, state=arrival.state, service=arrival.service_id)
    found = list(rows.select_related("key", "person__key", "party", "service", "enterprise").order_by("is_child", "pk"))
    for row in found:
        row.campaign = arrival.campaign
        row.service.campaign = arrival.campaign
        if row.person is not None:
            row.person.campaign = arrival.campaign
    return found
