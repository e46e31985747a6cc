"""What happens when a next step is late, or a lead stands still in its stage."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.investment import people, telling
from fugong.investment.models import Lead, LeadStep
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded


def _climb(row: Any, lead: Lead, rung: int, was_due: dt.datetime, whom: list[Any], title: Any) -> dt.datetime | None:
    """Rung 1: whose turn it is hears of it. Each further one: the pack's next post, of those who may see leads."""
    pack = for_version(row.pack_version)
    posts = pack.investment.escalation
    verb = row.event_kind
    if rung == 1:
        event = record(f"{verb}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.people(lead, whom, title, event, kind=telling.LATE)
    elif rung - 2 < len(posts):
        to = posts[rung - 2].to
        event = record(f"{verb}.escalate", row, by=None, as_name=CLOCK, to_post=to, was_due=was_due.isoformat())
        telling.people(lead, people.in_post(row, to), title, event, kind=telling.LATE)
    following = posts[rung - 1] if rung - 1 < len(posts) else None
    return pack.due(row.due_at, following.after) if following and row.due_at else None


def late_step(step: LeadStep, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """A next step that wasn't done by its day."""
    words = {"lead": step.lead.name, "what": step.what}
    title = lambda: gettext("Late: %(lead)s, %(what)s") % words  # noqa: E731
    return _climb(step, step.lead, rung, was_due, [step.owner], title)


def late_lead(lead: Lead, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """A lead that stays in its stage for longer than the pack says."""
    words = {"lead": lead.name, "stage": lead.stage_name}
    title = lambda: gettext("%(lead)s stands still in “%(stage)s”") % words  # noqa: E731
    return _climb(lead, lead, rung, was_due, [lead.officer] if lead.officer else [], title)


deadlines.register(deadlines.Ladder(LeadStep, deadlines.each(late_step)))
deadlines.register(deadlines.Ladder(Lead, deadlines.each(late_lead)))
