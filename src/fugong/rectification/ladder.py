"""What happens when somebody is late: it goes on record, those concerned hear of it, then it climbs the pack's ladder."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.rectification import telling
from fugong.rectification.models import Appeal, Notice, StopWork
from fugong.registry import concerned
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")  # put into words when it is recorded


def fire_notice(notice: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: the enterprise's deadline, or that of the look-back, passed. Each further one: the pack's next post is told."""
    return _fire(
        notice, notice, rung, was_due, [*concerned.officers(notice.campaign, notice.enterprise), notice.issued_by]
    )


def fire_stop(stop: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """A proposal isn't decided, a look-back isn't made, or an order isn't lifted, in time."""
    whom = concerned.holding(Permission.STOP_WORK_DECIDE, stop.enterprise, without=[stop.proposed_by_id])
    return _fire(stop, stop, rung, was_due, whom)


def fire_appeal(appeal: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """An objection isn't decided in time."""
    whom = concerned.holding(Permission.STOP_WORK_DECIDE, appeal.enterprise, without=appeal.barred())
    return _fire(appeal, appeal.paper, rung, was_due, whom)


def _fire(case: Any, paper: Any, rung: int, was_due: dt.datetime, whom: list[User]) -> dt.datetime | None:
    pack = for_version(paper.pack_version)
    ladder = pack.rectification.escalation
    true_time = was_due.isoformat()
    if rung == 1:
        event = record(
            f"{case.event_kind}.overdue", case, by=None, as_name=CLOCK, was_due=true_time, number=paper.number
        )
        if case.state == "issued":
            telling.enterprise(
                paper, lambda: gettext("%(number)s is overdue") % {"number": paper.number}, event, kind=telling.LATE
            )
        _tell(paper, whom, event)
    elif rung - 2 < len(ladder):
        to = ladder[rung - 2].to
        event = record(
            f"{case.event_kind}.escalate",
            case,
            by=None,
            as_name=CLOCK,
            to_post=to,
            was_due=true_time,
            number=paper.number,
        )
        _tell(paper, concerned.in_post(paper.campaign, to, paper.enterprise), event)
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return pack.due(case.due_at, following.after) if following and case.due_at else None


def _tell(paper: Any, whom: list[User], event: Any) -> None:
    title = f"{paper.enterprise} {paper.number}".strip()
    telling.staff(paper, whom, lambda: gettext("Late: %(what)s") % {"what": title}, event, kind=telling.LATE)


deadlines.register(deadlines.Ladder(Notice, deadlines.each(fire_notice)))
deadlines.register(deadlines.Ladder(StopWork, deadlines.each(fire_stop)))
deadlines.register(deadlines.Ladder(Appeal, deadlines.each(fire_appeal)))
