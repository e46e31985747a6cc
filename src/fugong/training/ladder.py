"""What the clock does: hands in when the time is up, reminds of certificates that end and ends them, lets the late climb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core import clock, dates
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.training import people, telling
from fugong.training.actions import certificates, sittings
from fugong.training.models import Appeal, Certificate, Session, Sitting
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = _("the clock")
Following = dt.datetime | None


def fire_sittings(firings: Sequence[Firing]) -> dict[int, Following]:
    """The time is up: what was kept is marked."""
    for firing in firings:
        if firing.case.state == "running":
            sittings.time_up(firing.case)
    return {}


def fire_certificates(firings: Sequence[Firing]) -> dict[int, Following]:
    """Reminds before the last day, and ends those whose last day is over."""
    following: dict[int, Following] = {}
    for firing in firings:
        row = firing.case
        if row.state != "valid":
            following[row.pk] = None
        elif row.due_at is not None and row.due_at <= clock.now():
            certificates.expire(row)
        else:
            remind(row)
            following[row.pk] = certificates.next_call(row.campaign, row.qualification, row.valid_until)
    return following


def remind(row: Certificate) -> None:
    """Its holder, whoever speaks for the enterprise, and the desk hear that it ends soon."""
    event = record("certificate.remind", row, by=None, as_name=CLOCK, until=row.valid_until.isoformat())

    def title() -> str:
        said = {"day": dates.shown(row.valid_until), "number": row.number}
        return gettext("Ends on %(day)s: certificate %(number)s") % said

    telling.holder(row, title, event)
    telling.keepers(row, title, event)


def fire_appeal(row: Any, rung: int, was_due: dt.datetime) -> Following:
    """Nobody decided in time."""
    return _climb(
        row,
        rung,
        was_due,
        lambda: people.keepers(row.area_code),
        lambda: gettext("Late: an appeal about an examination"),
    )


def fire_session(row: Any, rung: int, was_due: dt.datetime) -> Following:
    """Nobody began, or nobody ended a session."""
    if row.state not in ("planned", "running"):
        return None
    words = lambda: gettext("Nobody began the session of “%(course)s”") % {"course": row.course}  # noqa: E731
    if row.state == "running":
        words = lambda: gettext("Nobody ended the session of “%(course)s”") % {"course": row.course}  # noqa: E731
    whom = lambda: [*people.keepers(row.area_code), *([row.lecturer] if row.lecturer else [])]  # noqa: E731
    return _climb(row, rung, was_due, whom, words)


def _climb(row: Any, rung: int, was_due: dt.datetime, whom: Callable[[], Any], title: Callable[[], str]) -> Following:
    pack = for_version(row.pack_version)
    rungs = pack.training.escalation
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.these(row, whom(), title, event, kind=telling.LATE)
    elif rung - 2 < len(rungs):
        to = rungs[rung - 2].to
        event = record(f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=to)
        telling.these(row, people.in_post(row.campaign, to, row.area_code), title, event, kind=telling.LATE)
    following = rungs[rung - 1] if rung - 1 < len(rungs) else None
    return pack.due(row.due_at, following.after) if following and row.due_at else None


deadlines.register(deadlines.Ladder(Sitting, fire_sittings))
deadlines.register(deadlines.Ladder(Certificate, fire_certificates))
deadlines.register(deadlines.Ladder(Appeal, deadlines.each(fire_appeal)))
deadlines.register(deadlines.Ladder(Session, deadlines.each(fire_session)))
