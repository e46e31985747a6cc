"""What arrivals say of a person: who met somebody where, and who took over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fugong.arrivals.models import Arrival
from fugong.core import clock
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> Iterator[Line]:
    """Arrivals, the newest first; where somebody is taken and what was answered is for the person alone."""
    rows = Arrival.objects.all() if user is None else Arrival.objects.visible_to(user)
    opened = rows.filter(person=person).opened().select_related("handed_over", "campaign__pack_version")
    for row in opened.order_by("-service__expected_at", "-pk"):
        said = [_("handed over to %(name)s") % {"name": row.handed_over}] if row.handed_over else []
        if user is None:
            said += [row.destination, *_answers(row)]
        at = clock.local(row.met_at or row.service.expected_at)
        yield Line(at, f"{row.gate_name} {row.service}", " · ".join(each for each in said if each), row)


def _answers(row: Arrival) -> Iterator[str]:
    given = row.answers
    for question in row.campaign.pack.arrivals.questions:
        if question.key in given:
            yield str(question.text) + " " + (_("Yes") if given[question.key] else _("No"))


about.register("arrival", says)
