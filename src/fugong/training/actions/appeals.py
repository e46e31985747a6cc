"""Appeals: somebody says that a question was marked wrongly; the desk decides with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.training import marking, telling
from fugong.training.actions import attending
from fugong.training.actions.held import held, tidy
from fugong.training.models import Appeal, Question, Sitting
from fugong.workflow.moves import move

OWN: Any = gettext_lazy("the person, by the own link")


@transaction.atomic
def ask(*, sitting: Sitting, place: int, text: str, by: User | None = None) -> Appeal:
    """By the person (`by` None), or by the desk for them. Raises Refused, Conflict."""
    row = held(sitting)
    must_be_open(row.campaign)
    if row.state == "running":
        raise Conflict(_("Hand it in first."))
    rules = row.campaign.pack.training
    if row.handed_in_at is None or row.handed_in_at + dt.timedelta(days=rules.appeal_days) < clock.now():
        raise Conflict(_("An appeal was possible for %(n)s days.") % {"n": rules.appeal_days})
    if not 0 <= place < row.total:
        raise refuse("place", _("There is no such question on this paper."))
    said = tidy(text, 300)
    if len(said) < 4:
        raise refuse("text", _("Say in a sentence what is wrong with it."))
    if place in row.struck:
        raise Conflict(_("This question counts as right already."))
    due = row.campaign.pack.due(clock.now(), rules.appeal_within)
    made = Appeal(
        campaign=row.campaign, pack_version=row.campaign.pack_version, sitting=row, enterprise=row.enterprise,
        area_code=row.area_code, place=place, text=said, asked_at=clock.now(), state="asked", state_since=clock.now(),
        due_at=due, next_rung_at=due, clock_kind="appeal", clock_started_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("There is an appeal about this question already.")) from None
    event = record("exam_appeal.ask", made, by=by, as_name="" if by else OWN, to="asked")
    telling.keepers(made, lambda: _("An appeal about an examination"), event)
    return made


@transaction.atomic
def decide(*, appeal: Appeal, granted: bool, reason: str, by: User) -> Appeal:
    """Granted: the question counts as right for this try, which may pass by that. Refused: the marking stands."""
    row = held(appeal)
    said = tidy(reason, 300)
    values = {"answer": said, "decided_at": clock.now(), "decided_by": by}
    event = move(row, "grant" if granted else "refuse", by=by, reason=said, set=values)
    sitting = held(Sitting.objects.get(pk=row.sitting_id))
    if granted:
        _strike(sitting, row.place)
    trainee = sitting.trainee
    telling.holder(trainee, lambda: _("Your appeal was decided: “%(course)s”") % {"course": sitting.course}, event)
    return row


def _strike(sitting: Sitting, place: int) -> None:
    struck = sorted({*sitting.struck, place})
    known = Question.objects.in_bulk([part["q"] for part in sitting.paper])
    right = marking.count(sitting.paper, sitting.answers, struck, known)
    if sitting.state == "failed" and marking.passed(right, sitting.total, sitting.mark):
        move(sitting, "uphold", by=None, as_name=attending.RULE, set={"struck": struck, "right": right})
        trainee = held(sitting.trainee)
        if trainee.state in ("failed", "attended"):
            attending.passed(trainee, arrow="uphold")
    else:
        Sitting.objects.filter(pk=sitting.pk).update(struck=struck, right=right)
