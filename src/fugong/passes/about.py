"""What passes say of a person: asked for, issued, and, to the person alone, where gates saw them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fugong.core import clock, dates
from fugong.passes import words
from fugong.passes.models import GateScan, Pass, PassApplication
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> list[Line]:
    """Passes, applications that led to none and, for the person, what gates saw, the newest first."""
    lines = [*_passes(person, user), *_applications(person, user)]
    if user is None:
        lines += _scans(person)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _passes(person: Person, user: Any) -> Iterator[Line]:
    rows = Pass.objects.all() if user is None else Pass.objects.visible_to(user)
    for row in rows.filter(person=person).select_related("pack_version", "campaign__pack_version"):
        yield Line(clock.local(row.issued_at), f"{row.kind_name} {row.subject}", _days(row), row)


def _applications(person: Person, user: Any) -> Iterator[Line]:
    rows = PassApplication.objects.all() if user is None else PassApplication.objects.visible_to(user)
    unissued = rows.filter(person=person, issued=None)
    for row in unissued.select_related("pack_version", "campaign__pack_version"):
        yield Line(clock.local(row.asked_at), f"{row.kind_name} {row.subject}", _days(row), row)


def _scans(person: Person) -> Iterator[Line]:
    rules = person.campaign.pack.passes
    for row in GateScan.objects.filter(shown__person=person).select_related("shown__pack_version"):
        verdict = str(words.VERDICTS.get(row.verdict, row.verdict))
        yield Line(clock.local(row.at), rules.checkpoint_name(row.gate), f"{row.shown} · {verdict}")


def _days(row: Pass | PassApplication) -> str:
    said = dates.shown(row.since) + " – " + dates.shown(row.until)
    return f"{row.way} · {said}" if isinstance(row, PassApplication) and row.way else said


about.register("pass", says)
