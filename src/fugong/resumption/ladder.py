"""What happens when a step is late: it goes on record, then climbs the pack's ladder, post by post."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record_many
from fugong.policy.loaded import for_version
from fugong.resumption import rules, telling
from fugong.resumption.models import FilingStep
from fugong.resumption.policy import Escalation
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(firings: Sequence[Firing]) -> dict[int, dt.datetime | None]:
    """Rung 1: the deadline passed. Each further one: the pack's next post finds the case on its list."""
    late = [firing for firing in firings if firing.rung == 1]
    climbing = [(firing, to) for firing in firings if firing.rung > 1 and (to := _post_at(firing))]
    record_many(
        "filing.overdue",
        [each.case.filing for each in late],
        by=None,
        as_name=CLOCK,
        data=[_told(each) for each in late],
    )
    record_many(
        "filing.escalate",
        [each.case.filing for each, _to in climbing],
        by=None,
        as_name=CLOCK,
        data=[{**_told(each), "to_post": to} for each, to in climbing],
    )
    telling.late([*((each.case, each.case.post) for each in late), *((each.case, to) for each, to in climbing)])
    return {firing.case.pk: _following(firing) for firing in firings}


def _told(firing: Firing) -> dict[str, Any]:
    step = firing.case
    return {**rules.told(step.filing, step), "was_due": firing.was_due.isoformat()}


def _post_at(firing: Firing) -> str:
    ladder = rungs(firing.case)
    return ladder[firing.rung - 2].to if firing.rung - 2 < len(ladder) else ""


def _following(firing: Firing) -> dt.datetime | None:
    ladder, step = rungs(firing.case), firing.case
    if firing.rung > len(ladder) or step.due_at is None:
        return None
    return for_version(step.filing.pack_version).due(step.due_at, ladder[firing.rung - 1].after)


def rungs(step: FilingStep) -> tuple[Escalation, ...]:
    """The pack's ladder, from the first rung up."""
    return for_version(step.filing.pack_version).resumption.escalation


def reached(step: FilingStep) -> list[str]:
    """Posts that a late step has climbed to so far."""
    return [each.to for each in rungs(step)[: max(step.rung - 1, 0)]]


def rows() -> Any:
    """Steps with the filing that events are about, and its pack."""
    return FilingStep.objects.select_related(
        "filing__pack_version", "filing__campaign__pack_version", "filing__enterprise"
    )


deadlines.register(deadlines.Ladder(FilingStep, fire, rows))
