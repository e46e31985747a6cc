"""What the search for work says of a person: as a seeker, to whom they were introduced, on which base’s list they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fugong.core import clock, dates
from fugong.labour import finding
from fugong.labour.models import Contingent, Introduction, Recruit, Seeker
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> Iterator[Line]:
    """What is looked for and the introductions that followed, the newest first. Seekers are seen by those who bring people and
    work together, so most who may open the file read nothing here."""
    rows = Seeker.objects.all() if user is None else Seeker.objects.visible_to(user)
    for row in finding.like(rows, [person]):
        trades = ", ".join(row.trade_names)
        place = " · ".join(each for each in (row.place, dates.shown(row.since)) if each)
        yield Line(clock.local(row.agreed_at), trades, place, row)
        met = Introduction.objects.all() if user is None else Introduction.objects.visible_to(user)
        met = met.filter(seeker=row) if user is not None else met.filter(seeker=row).exclude(introduced_at=None)
        for each in met.select_related("enterprise", "vacancy__campaign__pack_version").order_by("-pk"):
            at = clock.local(each.introduced_at or each.proposed_at)
            yield Line(at, str(each.enterprise), str(each.vacancy), each)
    yield from _recruited(person, user)


def _recruited(person: Person, user: Any) -> Iterator[Line]:
    """On which lists of labour bases the person stands."""
    lists = Contingent.objects.all() if user is None else Contingent.objects.visible_to(user)
    rows = Recruit.objects.filter(contingent__in=lists.order_by().values("pk"))
    for row in finding.like(
        rows.select_related("contingent__enterprise", "contingent__campaign__pack_version"), [person]
    ):
        yield Line(row.entered_on, row.contingent.base_name, str(row.contingent.enterprise), row.contingent)


about.register("seeker", says)
