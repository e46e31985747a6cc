"""A promise that isn't kept: the day after, those whom the case names hear of it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.ledger.recording import record
from fugong.papers import access, telling
from fugong.papers.models import Paper
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")


def promise(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Fires once."""
    event = record("paper.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat(), paper=row.key)
    if access.known(row.case_kind):
        telling.late(row, event)
    return None


deadlines.register(
    deadlines.Ladder(
        Paper, deadlines.each(promise), lambda: Paper._base_manager.select_related("campaign__jurisdiction")
    )
)
