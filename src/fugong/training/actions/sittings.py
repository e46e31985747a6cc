"""The examination: begun, answered, handed in or taken by the clock, marked at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock, dates
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.policy.loaded import for_version
from fugong.training import marking, telling
from fugong.training.actions import attending
from fugong.training.actions.held import held
from fugong.training.models import Question, Sitting, Trainee
from fugong.workflow.moves import move

OWN: Any = gettext_lazy("the person, by the own link")
CLOCK: Any = gettext_lazy("the clock")


@transaction.atomic
def begin(*, trainee: Trainee) -> Sitting:
    """A try; one that is under way is found again. Raises Conflict with what stands in the way."""
    row = held(trainee)
    must_be_open(row.campaign)
    running = Sitting.objects.filter(trainee=row, state="running").first()
    if running is not None:
        return running
    if why := hindrance(row):
        raise Conflict(why)
    exam, seed, number = row.course.exam or {}, secrets.randbits(62), Sitting.objects.filter(trainee=row).count() + 1
    bank = Question.objects.filter(
        campaign=row.campaign, ended_at=None, topic__in=[each["topic"] for each in exam["draw"]]
    )
    try:
        paper = marking.draw(exam["draw"], bank, seed)
    except marking.TooFew:
        raise Conflict(_("The question bank isn’t complete yet. The desk was told: try again later.")) from None
    moment = clock.now()
    ends = row.campaign.pack.due(moment, f"{exam['minutes']} minutes")
    made = Sitting.objects.create(
        campaign=row.campaign, pack_version=row.campaign.pack_version, course=row.course, trainee=row, number=number,
        enterprise=row.enterprise, area_code=row.area_code, seed=seed, paper=paper, total=len(paper), mark=exam["pass_mark"],
        began_at=moment, state="running", state_since=moment, due_at=ends, next_rung_at=ends, clock_kind="minutes",
        clock_started_at=moment,
    )  # fmt: skip
    record("sitting.begin", made, by=None, as_name=OWN, to="running", number=number)
    return made


def hindrance(row: Trainee) -> str:
    """Why the person can't begin a try now; empty where they can."""
    exam = row.course.exam
    if row.course.state != "open" or not exam:
        return _("There is no examination to take.")
    if row.state == "signed_up":
        return _("Attend first: %(n)s minutes are lacking.") % {"n": row.minutes_left}
    if row.state != "attended":
        return _("There is no try left.") if row.state == "failed" else _("You have passed already.")
    last = Sitting.objects.filter(trainee=row).exclude(state="running").order_by("-number").first()
    if last is not None and last.number >= tries(row):
        return _("There is no try left.")
    if last is not None and last.handed_in_at is not None:
        again = row.campaign.pack.due(last.handed_in_at, exam["wait"])
        if again > clock.now():
            return _("You can try again from %(when)s on.") % {"when": dates.shown_short_moment(again)}
    return ""


def tries(row: Trainee) -> int:
    """How many the person has in all."""
    return int((row.course.exam or {}).get("tries", 0)) + row.more_tries


def is_over(sitting: Sitting) -> bool:
    """Whether its time is up."""
    return sitting.due_at is not None and sitting.due_at <= clock.now()


def answer(*, sitting: Sitting, answers: Mapping[int, Iterable[int]]) -> Sitting:
    """Keeps what was chosen: place on the paper → places among the options as shown. The rest stays as it was.

    Raises Conflict once the time is up: then what was kept before is marked.
    """
    with transaction.atomic():
        row = held(sitting)
        if row.state == "running" and not is_over(row):
            _keep(row, answers)
            return row
        if row.state == "running":
            _mark(row, in_time=False)
    raise Conflict(_("The time is up. What you had answered by then was handed in."))


def _keep(row: Sitting, answers: Mapping[int, Iterable[int]]) -> None:
    kept = dict(row.answers)
    known = {
        each.pk: each
        for each in Question.objects.filter(pk__in=[row.paper[at]["q"] for at in answers if 0 <= at < row.total])
    }
    for at, shown in answers.items():
        if not 0 <= at < row.total:
            raise refuse("answer", _("There is no such question on this paper."))
        order, question = row.paper[at]["o"], known[row.paper[at]["q"]]
        chosen = sorted({order[each] for each in shown if 0 <= each < len(order)})
        if question.kind != "multiple":
            chosen = chosen[:1]
        kept[str(at)] = chosen
    Sitting.objects.filter(pk=row.pk).update(answers=kept)
    row.answers = kept


def hand_in(*, sitting: Sitting, answers: Mapping[int, Iterable[int]] | None = None) -> Sitting:
    """Keeps the last answers, where the time isn't up, and marks. Raises Conflict where it was handed in before."""
    with transaction.atomic():
        row = held(sitting)
        if row.state != "running":
            raise Conflict(_("This try was handed in already."))
        in_time = not is_over(row)
        if in_time and answers:
            _keep(row, answers)
        _mark(row, in_time=in_time)
    return row


def time_up(sitting: Sitting) -> None:
    """The clock hands in what is there. Call it inside a transaction."""
    _mark(sitting, in_time=False)


def _mark(row: Sitting, *, in_time: bool) -> None:
    known = Question.objects.in_bulk([part["q"] for part in row.paper])
    right = marking.count(row.paper, row.answers, row.struck, known)
    good = marking.passed(right, row.total, row.mark)
    at = clock.now() if in_time else row.due_at
    event = move(
        row, "pass" if good else "fail", by=None, as_name=OWN if in_time else CLOCK,
        set={"right": right, "handed_in_at": at, "in_time": in_time},
    )  # fmt: skip
    trainee = held(row.trainee)
    if trainee.state != "attended":
        return
    if good:
        attending.passed(trainee)
    elif row.number >= tries(trainee):
        move(trainee, "fail", by=None, as_name=attending.RULE)
        telling.holder(trainee, lambda: _("Not passed: “%(course)s”") % {"course": trainee.course}, event)


def rules_of(row: Any) -> Any:
    """The section that held when a row was made."""
    return for_version(row.pack_version).training
