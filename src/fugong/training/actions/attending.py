"""What follows when somebody has attended: the examination is open to them, or they have passed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.ledger.recording import record
from fugong.training import telling
from fugong.training.actions import certificates
from fugong.training.actions.held import held
from fugong.training.models import Presence, Trainee
from fugong.workflow.moves import move

RULE: Any = gettext_lazy("the course’s rule")
OWN: Any = gettext_lazy("the person, by the own link")


def follow(trainee: Trainee) -> None:
    """Counts the minutes anew, and moves the trainee on where they suffice. Call it inside a transaction."""
    row = held(trainee)
    sat = Presence.objects.filter(trainee=row, session__state="held", signed_in_at__isnull=False)
    minutes = (sat.aggregate(n=Sum("minutes"))["n"] or 0) + row.watched
    if minutes != row.minutes:
        Trainee.objects.filter(pk=row.pk).update(minutes=minutes)
        row.minutes = minutes
    trainee.minutes = minutes
    if row.state != "signed_up" or not _enough(row, sat):
        return
    if row.course.exam:
        event = move(row, "attend", by=None, as_name=RULE, minutes=minutes)
        if row.course.minutes:
            telling.holder(row, lambda: _("You can take the examination: “%(course)s”") % {"course": row.course}, event)
    else:
        passed(row)
    trainee.state = row.state


def _enough(row: Trainee, sat: Any) -> bool:
    if row.course.minutes:
        return row.minutes >= row.course.minutes
    return bool(row.course.exam) or row.watched > 0 or bool(sat.exists())


def passed(row: Trainee, *, arrow: str = "pass") -> None:
    """Passed: where the course gives a qualification, the certificate is made at once."""
    event = move(row, arrow, by=None, as_name=RULE)
    if row.course.gives:
        certificates.give(trainee=row)
    telling.holder(row, lambda: _("Passed: “%(course)s”") % {"course": row.course}, event)


@transaction.atomic
def watch(*, trainee: Trainee) -> None:
    """The person opens the recording: from now on the minutes run."""
    row = held(trainee)
    if row.state != "signed_up" or row.course.state != "open" or not row.course.recorded:
        raise Conflict(_("There is nothing to watch any more."))
    if row.watching_since is None:
        Trainee.objects.filter(pk=row.pk).update(watching_since=clock.now())
        record("trainee.watch", row, by=None, as_name=OWN)


@transaction.atomic
def watched(*, trainee: Trainee) -> int:
    """The person has seen it: as many minutes count as have passed since, at most those of the recording. Gives them."""
    row = held(trainee)
    if row.watching_since is None or row.state != "signed_up" or row.course.state != "open":
        raise Conflict(_("Open the recording first."))
    since = int((clock.now() - row.watching_since).total_seconds() // 60)
    if since < row.course.recorded:
        raise Conflict(
            _("The recording takes %(n)s minutes, of which %(since)s have passed. Watch it to its end.")
            % {"n": row.course.recorded, "since": since}
        )
    Trainee.objects.filter(pk=row.pk).update(watched=row.course.recorded)
    row.watched = row.course.recorded
    record("trainee.watched", row, by=None, as_name=OWN, minutes=row.watched)
    follow(row)
    trainee.state, trainee.minutes, trainee.watched = row.state, row.minutes, row.watched
    return row.watched
