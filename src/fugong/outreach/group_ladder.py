"""A question that nobody answered in time: on record, and told to the officers once more."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.outreach import telling
from fugong.outreach.models import Thread
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(firings: Sequence[Firing]) -> dict[int, dt.datetime | None]:
    """The one rung: the deadline passed. Each group has its own officers, so each thread is told by itself."""
    for firing in firings:
        was_due = firing.was_due.isoformat()
        event = record("thread.overdue", firing.case, by=None, as_name=CLOCK, was_due=was_due, rung=firing.rung)
        telling.overdue(firing.case, event)
    return {firing.case.pk: None for firing in firings}


def rows() -> Any:
    """Threads with what telling reads."""
    return Thread.objects.select_related("group__campaign__pack_version", "enterprise")


deadlines.register(deadlines.Ladder(Thread, fire, rows))
