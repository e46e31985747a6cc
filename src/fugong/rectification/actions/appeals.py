"""Objections of the enterprise: filed within the pack's days, decided by somebody who had no hand in the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, NotAllowed, Refused, refuse
from fugong.ledger.recording import record as write
from fugong.policy.loaded import for_version
from fugong.rectification import telling
from fugong.rectification.access import speaks_for
from fugong.rectification.actions import extensions, stops
from fugong.rectification.models import Appeal, Notice, NoticeItem, StopWork
from fugong.registry import concerned
from fugong.workflow.holding import held
from fugong.workflow.moves import move

OUTCOMES = {"uphold", "change", "annul"}
FARTHEST = dt.timedelta(days=366)
"""How far ahead a changed deadline may lie: beyond is a slip of the pen."""


def until(paper: Notice | StopWork) -> dt.datetime | None:
    """Until when an enterprise may object to a paper; None where the place takes no objections."""
    days = for_version(paper.pack_version).rectification.appeals.days
    begins = paper.served_at or (paper.issued_at if isinstance(paper, Notice) else paper.decided_at)
    return clock.at(clock.local(begins).date() + dt.timedelta(days=days + 1)) if days and begins else None


@transaction.atomic
def file(*, paper: Notice | StopWork, grounds: str, by: User) -> Appeal:
    """Objects to a notice that isn't settled, or to an order that holds."""
    paper = held(paper)
    if not speaks_for(by, paper.enterprise_id):
        raise NotAllowed(_("Only who speaks for the enterprise can object."))
    last = until(paper)
    if last is None:
        raise Refused(_("The place takes no objections here."))
    if clock.now() >= last:
        raise Refused(
            _("Objections had to be made before %(day)s.") % {"day": dates.shown(clock.local(last))}, code="too_late"
        )
    if paper.is_final or (isinstance(paper, StopWork) and not paper.stands):
        raise Refused(_("This paper is settled: there is nothing left to object to."), code="settled")
    if not grounds.strip():
        raise refuse("grounds", _("Say what is wrong with it."))
    if paper.appeals.exclude(state="taken_back").exists():
        raise Conflict(_("You have objected to this already."))
    return _make(paper, grounds, by)


def _make(paper: Notice | StopWork, grounds: str, by: User) -> Appeal:
    now, pack = clock.now(), for_version(paper.pack_version)
    due = pack.due(now, pack.rectification.appeals.decide)
    notice, order = (paper, None) if isinstance(paper, Notice) else (None, paper)
    appeal = Appeal(
        campaign=paper.campaign, enterprise=paper.enterprise, area_code=paper.area_code, filed_at=now, filed_by=by,
        notice=notice, order=order, grounds=grounds.strip()[:1000],
        state=Appeal.workflow.initial, state_since=now, due_at=due, clock_kind="appeal", clock_started_at=now, next_rung_at=due,
    )  # fmt: skip
    try:
        with transaction.atomic():
            appeal.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("You have objected to this already.")) from None
    event = write("appeal.file", appeal, by=by, reason=appeal.grounds, number=paper.number)
    if isinstance(paper, Notice) and paper.state == "issued" and pack.rectification.appeals.suspends:
        move(paper, "pause", by=None, as_name=by.name, set={"paused_at": now}, number=paper.number)
    told = concerned.holding(Permission.STOP_WORK_DECIDE, paper.enterprise, without=appeal.barred())
    telling.staff(
        paper, told, lambda: _("%(enterprise)s objects to %(number)s")
        % {"enterprise": paper.enterprise, "number": paper.number}, event,
        kind=telling.ASKED,
    )  # fmt: skip
    return appeal


@transaction.atomic
def decide(
    *,
    appeal: Appeal,
    outcome: str,
    opinion: str,
    by: User,
    drop: Sequence[int] = (),
    deadline: dt.datetime | None = None,
) -> Appeal:
    """Upholds, changes (drops items of a notice by their number, or moves its deadline), or annuls, with a reason."""
    paper = held(appeal.paper)
    appeal = held(appeal)
    if outcome not in OUTCOMES:
        raise refuse("outcome", _("Say how the objection is decided."))
    if by.pk in appeal.barred():
        raise NotAllowed(_("You had a hand in this paper: somebody else decides."))
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": opinion.strip()[:500]}
    event = move(appeal, outcome, by=by, reason=opinion, set=values, number=paper.number)
    if outcome == "annul":
        _annul(paper, by, opinion)
    elif outcome == "change":
        _change(paper, by, opinion, drop, deadline)
    elif isinstance(paper, Notice):
        _resume(paper, by)
    telling.enterprise(
        paper, lambda: _("Your objection to %(number)s is decided: %(state)s")
        % {"number": paper.number, "state": appeal.state_name}, event
    )  # fmt: skip
    return appeal


@transaction.atomic
def take_back(*, appeal: Appeal, by: User) -> Appeal:
    """The enterprise objects no longer: the deadline runs on."""
    paper = held(appeal.paper)
    appeal = held(appeal)
    move(appeal, "take_back", by=by)
    if isinstance(paper, Notice):
        _resume(paper, by)
    return appeal


def _annul(paper: Notice | StopWork, by: User, opinion: str) -> None:
    if isinstance(paper, StopWork):
        if paper.stands:
            stops.annul(paper, by, opinion)
        return
    if paper.is_final:
        return
    move(paper, "annul", by=None, as_name=by.name, reason=opinion, set={"ended_at": clock.now()}, number=paper.number)
    extensions.fall_away(paper, by)
    _drop(list(paper.items.filter(outcome="").select_related("finding")), by, opinion)


def _drop(items: Sequence[NoticeItem], by: User, opinion: str) -> None:
    for item in items:
        item.outcome = "dropped"
        move(item.finding, "annul", by=None, as_name=by.name, reason=opinion, set={"closed_at": clock.now()})
    NoticeItem.objects.bulk_update(items, ["outcome"])


def _change(
    paper: Notice | StopWork, by: User, opinion: str, drop: Sequence[int], deadline: dt.datetime | None
) -> None:
    """What is left of a notice goes on, with the new deadline or with the time that the appeal took given back."""
    if not isinstance(paper, Notice):
        raise refuse("outcome", _("An order to stop work is upheld or annulled: it can't hold in part."))
    if paper.is_final:
        raise refuse("outcome", _("This notice is settled: there is nothing left to change."))
    items = list(paper.items.filter(outcome="").select_related("finding"))
    gone = [item for item in items if item.pk in set(drop)]
    if not gone and deadline is None:
        raise refuse("drop", _("Say what changes: which items fall away, or the new deadline."))
    if len(gone) == len(items):
        raise refuse("drop", _("If nothing is left of it, annul the notice."))
    if deadline is not None and not clock.now() < deadline <= clock.now() + FARTHEST:
        raise refuse("deadline", _("The new deadline has to lie ahead, and within a year."))
    _drop(gone, by, opinion)
    due = deadline or _given_back(paper)
    move(
        paper, "change", by=None, as_name=by.name, reason=opinion, due_at=due, number=paper.number,
        set={"paused_at": None, "answered_at": None, "answered_in_time": None, "deadline": due},
    )  # fmt: skip


def _resume(paper: Notice, by: User) -> None:
    if paper.state == "appealed":
        due = _given_back(paper)
        values = {"paused_at": None, "deadline": due}
        move(paper, "resume", by=None, as_name=by.name, due_at=due, set=values, number=paper.number)


def _given_back(paper: Notice) -> dt.datetime:
    """The deadline, with the time for which it stood still."""
    granted = [each.until for each in paper.extensions.filter(state="granted")]
    due = max([paper.deadline, *granted])
    return due + (clock.now() - paper.paused_at) if paper.paused_at else max(due, clock.now())
