"""What happens when a step is late: it goes on record, then climbs the pack's ladder, post by post."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.resumption.models import FilingStep
from fugong.resumption.policy import Escalation
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(step: FilingStep, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: the deadline passed. Each further one: the pack's next post finds the case on its list."""
    filing = step.filing
    ladder = rungs(step)
    true_time = was_due.isoformat()
    if rung == 1:
        record("filing.overdue", filing, by=None, as_name=CLOCK, step=step.order, post=step.post, was_due=true_time)
    elif rung - 2 < len(ladder):
        to = ladder[rung - 2].to
        record(
            "filing.escalate",
            filing,
            by=None,
            as_name=CLOCK,
            step=step.order,
            post=step.post,
            to_post=to,
            was_due=true_time,
        )
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    if following is None or step.due_at is None:
        return None
    return for_version(filing.pack_version).due(step.due_at, following.after)


def rungs(step: FilingStep) -> tuple[Escalation, ...]:
    """The pack's ladder, from the first rung up."""
    return for_version(step.filing.pack_version).resumption.escalation


def reached(step: FilingStep) -> list[str]:
    """Posts that a late step has climbed to so far."""
    return [each.to for each in rungs(step)[: max(step.rung - 1, 0)]]


deadlines.register(deadlines.Ladder(FilingStep, fire))  # type: ignore[arg-type]  # a step is no case, but climbs like one
