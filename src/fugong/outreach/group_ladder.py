"""A question that nobody answered in time: on record, and told to the officers once more."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.outreach import telling
from fugong.outreach.models import Thread
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(thread: Thread, rung: int, was_due: dt.datetime) -> None:
    """The one rung: the deadline passed."""
    event = record("thread.overdue", thread, by=None, as_name=CLOCK, was_due=was_due.isoformat(), rung=rung)
    telling.overdue(thread, event)


deadlines.register(deadlines.Ladder(Thread, fire))  # type: ignore[arg-type]  # nothing follows
