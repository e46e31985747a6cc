"""The clocks of a demand: by when it is taken on, answered, confirmed; standing still while the enterprise owes something."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fugong.core import clock

if TYPE_CHECKING:
    from fugong.demands.models import Demand
    from fugong.policy.pack import Pack


def answer_due(demand: Demand) -> dt.datetime:
    """When the answer is due: since the clock began, with the times given back in which the enterprise owed something."""
    pauses = [
        (pause.since, pause.until or clock.now())
        for pause in demand.suspensions.all()
        if (pause.until or clock.now()) > demand.clock_from
    ]
    return demand.pack.due(demand.clock_from, demand.within, pauses)


def first_due(pack: Pack, since: dt.datetime, answer: dt.datetime) -> dt.datetime:
    """What a demand that waits to be taken on is measured by: that clock, or the answer's where it is earlier."""
    if not pack.demands.accept_within:
        return answer
    return min(pack.due(since, pack.demands.accept_within), answer)


def confirm_due(demand: Demand) -> dt.datetime:
    """When an answer that the enterprise says nothing about is closed."""
    return demand.pack.due(clock.now(), demand.pack.demands.confirm_within)
