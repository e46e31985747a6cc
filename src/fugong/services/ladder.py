"""What happens when an application is late, and when somebody doesn't come."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.services import people, telling
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.workflow import deadlines
from fugong.workflow.moves import move_many

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: it is late, whose turn it is hears of it. Each further one: the pack's next post is told."""
    pack = for_version(row.pack_version)
    posts = pack.services.escalation
    names = {"applicant": row.applicant, "service": row.service_name}
    waits_for_office = row.state != "returned"
    if rung == 1:
        event = record("service_application.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        if waits_for_office:
            title = lambda: gettext("Late: %(service)s for %(applicant)s") % names  # noqa: E731
            telling.office(row, title, event, kind=telling.LATE)
        else:
            telling.applicant(row, lambda: gettext("Sent back and not mended yet: %(service)s") % names, event)
    elif rung - 2 < len(posts):
        to = posts[rung - 2].to
        event = record(
            "service_application.escalate", row, by=None, as_name=CLOCK, to_post=to, was_due=was_due.isoformat()
        )
        title = lambda: gettext("Late: %(service)s for %(applicant)s") % names  # noqa: E731
        telling.office(row, title, event, kind=telling.LATE, whom=people.in_post(row, to))
    following = posts[rung - 1] if waits_for_office and rung - 1 < len(posts) else None
    return pack.due(row.due_at, following.after) if following and row.due_at else None


def lapse(firings: Any) -> dict[int, dt.datetime | None]:
    """Whoever didn't come until the end of the slot and some minutes is counted as not come; who waits stays."""
    gone = [firing.case for firing in firings if firing.case.state == "booked"]
    move_many(gone, "lapse", as_name=CLOCK, set={"ended_at": clock.now()})
    return {firing.case.pk: None for firing in firings if firing.case.state != "no_show"}


deadlines.register(deadlines.Ladder(ServiceApplication, deadlines.each(fire)))
deadlines.register(deadlines.Ladder(ServiceAppointment, lapse))
