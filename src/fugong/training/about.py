"""What training says of a person: courses with their tries, and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.core import clock, dates
from fugong.training import whose
from fugong.training.models import Certificate, Sitting, Trainee
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> list[Line]:
    """Courses and certificates, the newest first; how each try ended is for the person alone."""
    on = whose.trainees([person])
    lines = [*_courses(on, user), *_certificates(person, on, user)]
    if user is None:
        lines += _tries(on)
    return sorted(lines, key=_day, reverse=True)


def _day(line: Line) -> dt.date:
    return line.at.date() if isinstance(line.at, dt.datetime) else line.at


def _courses(on: list[int], user: Any) -> Iterator[Line]:
    rows = Trainee.objects.all() if user is None else Trainee.objects.visible_to(user)
    found = rows.filter(pk__in=on).select_related("course", "campaign__pack_version")
    for row in found.order_by("-signed_up_at", "-pk"):
        sat = ngettext("%(n)s minute attended", "%(n)s minutes attended", row.minutes) % {"n": row.minutes}
        yield Line(clock.local(row.signed_up_at), str(row.course), sat if row.minutes else "", row)


def _certificates(person: Person, on: list[int], user: Any) -> Iterator[Line]:
    rows = Certificate.objects.all() if user is None else Certificate.objects.visible_to(user)
    own = rows.filter(Q(person=person) | Q(trainee__in=on))
    for row in own.select_related("campaign__pack_version").order_by("-issued_on", "-pk"):
        until = _("valid until %(day)s") % {"day": dates.shown(row.valid_until)}
        yield Line(row.issued_on, f"{row.qualification_name} {row.number}", until, row)


def _tries(on: list[int]) -> Iterator[Line]:
    rows = Sitting.objects.filter(trainee__in=on).exclude(state="running")
    for row in rows.select_related("course").order_by("-handed_in_at", "-pk"):
        if row.handed_in_at is not None:
            right = _("%(right)s of %(total)s right") % {"right": row.right, "total": row.total}
            yield Line(clock.local(row.handed_in_at), str(row.course), right, row)


about.register("training", says)
