"""What happens when a result or a single sample is late: it goes on record, and those concerned hear of it, once."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.testing import telling
from fugong.testing.models import Retest, Tube
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")


def fire_tube(tube: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """No result came in time."""
    event = record("testing_tube.overdue", tube, by=None, as_name=CLOCK, was_due=was_due.isoformat())
    telling.late(tube, event)
    return None


def fire_retest(retest: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Nobody sampled the person singly in time."""
    event = record("testing_retest.overdue", retest, by=None, as_name=CLOCK, was_due=was_due.isoformat())
    telling.late_retest(retest, event)
    return None


deadlines.register(deadlines.Ladder(Tube, deadlines.each(fire_tube)))
deadlines.register(deadlines.Ladder(Retest, deadlines.each(fire_retest)))
