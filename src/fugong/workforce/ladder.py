"""A health case that nobody looks after in the pack's time: those who were told are told again, once."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing
from fugong.workforce import telling
from fugong.workforce.models import HealthCase

CLOCK: Any = _("the clock")


def fire(firings: Sequence[Firing]) -> dict[int, dt.datetime | None]:
    """One rung: it goes on record, and everybody hears of it again."""
    for firing in firings:
        case = firing.case
        record("health_case.overdue", case, by=None, as_name=CLOCK, was_due=firing.was_due.isoformat())
        telling.late(case)
    return {firing.case.pk: None for firing in firings}


deadlines.register(
    deadlines.Ladder(
        HealthCase,
        fire,
        lambda: HealthCase.objects.select_related("campaign__pack_version", "enterprise"),
    )
)
