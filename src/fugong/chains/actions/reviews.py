"""Daily reviews and the next steps that follow from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains import telling
from fugong.chains.access import serves
from fugong.chains.actions.held import held, started, text
from fugong.chains.models import DailyReview, ReviewStep
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.ledger.recording import record
from fugong.resumption.models import Resumption
from fugong.workflow.moves import move

MOST_STEPS = 10
AHEAD = dt.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Next:
    """A next step as typed: what, who, by which day."""

    what: str
    owner: User | None
    day: dt.date | None


@transaction.atomic
def make(*, review: DailyReview, stands: str, decided: str, steps: Sequence[Next] = (), by: User) -> DailyReview:
    """Keeps the day's review: what stands, what was decided, who does what by when."""
    review = held(review)
    said = text(stands, 1000, field="stands", needed=_("Write what stands today."))
    decision = text(decided, 1000, field="decided", needed=_("Write what was decided, or that nothing is needed."))
    _guard(review, steps)
    record_ = Resumption.objects.filter(campaign=review.campaign, enterprise=review.enterprise).first()
    values = {
        "stands": said, "decided": decision, "reviewed_at": clock.now(), "reviewed_by": by,
        "capacity": record_.capacity if record_ else None,
    }  # fmt: skip
    event = move(review, "make", by=by, set=values, day=review.day.isoformat(), steps=len(steps))
    for each in steps:
        _tell_owner(_step(review, each, by), event, by)
    return review


def _tell_owner(row: ReviewStep, event: Event, by: User) -> None:
    def words() -> str:
        return _("Your next step: %(what)s") % {"what": row.what}

    telling.these(row, [row.owner], words, event, kind=telling.CHAIN, but=by)


def _step(review: DailyReview, said: Next, by: User) -> ReviewStep:
    assert said.owner is not None and said.day is not None  # guarded before
    row = ReviewStep(
        review=review, campaign=review.campaign, enterprise=review.enterprise, area_code=review.area_code,
        pack_version=review.pack_version, what=text(said.what, 300), owner=said.owner,
    )  # fmt: skip
    hour, minute = (int(part) for part in review.campaign.pack.chains.review.hour.split(":"))
    started(row, clock.at(said.day, hour, minute), "step")
    record("review_step.set", row, by=by, what=row.what, owner=said.owner.name, day=said.day.isoformat())
    return row


def _guard(review: DailyReview, steps: Sequence[Next]) -> None:
    faults = []
    if len(steps) > MOST_STEPS:
        faults.append(Fault("steps", _("At most %(n)s next steps.") % {"n": MOST_STEPS}))
    for at, each in enumerate(steps[:MOST_STEPS]):
        if not each.what.strip() or len(each.what) > 300:
            faults.append(Fault(f"what-{at}", _("Write what is to be done, in at most 300 signs.")))
        if each.owner is None or not each.owner.is_active or not serves(each.owner, Permission.CHAIN_EDIT, review):
            faults.append(Fault(f"owner-{at}", _("Choose who does it.")))
        if each.day is None or not clock.today() <= each.day <= clock.today() + AHEAD:
            faults.append(Fault(f"day-{at}", _("Choose a day from today on, within half a year.")))
    if faults:
        raise Refused(_("The review can’t be kept so. What is wrong is marked below."), fields=faults)


@transaction.atomic
def finish(*, step: ReviewStep, outcome: str, by: User) -> ReviewStep:
    """Done, and what came of it."""
    step = held(step)
    if not step.may_move(by, Permission.CHAIN_EDIT):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": step.enterprise})
    said = text(outcome, 500, field="outcome", needed=_("Write what came of it."))
    move(step, "do", by=by, set={"outcome": said, "ended_at": clock.now()}, what=step.what, outcome=said)
    return step


@transaction.atomic
def drop(*, step: ReviewStep, reason: str, by: User) -> ReviewStep:
    """It isn't needed any more."""
    step = held(step)
    move(step, "drop", by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, what=step.what)
    return step
