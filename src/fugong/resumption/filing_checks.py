"""What a filing's answers must be among themselves, and what is improbable: told to whoever files, marked for whoever decides."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import clock, dates
from fugong.core.errors import Fault
from fugong.places.models import Campaign
from fugong.resumption.questions import Field
from fugong.resumption.report_checks import more_than_registered, part_exceeds
from fugong.resumption.rules import Circumstances

AHEAD = dt.timedelta(days=366)
STAFF, FIRST_DAY = "staff", "planned_on"


def faults(circumstances: Circumstances, campaign: Campaign) -> list[Fault]:
    """A part above its whole (level error); a day or a number that is odd but may be true (level warning)."""
    said = circumstances.filing
    return [
        fault
        for field in circumstances.form
        for fault in (*_parts(circumstances, field, said), *_odd(circumstances, field, said, campaign))
    ]


def _parts(circumstances: Circumstances, field: Field, said: dict[str, Any]) -> Iterator[Fault]:
    whole = next((each for each in circumstances.form if each.key == field.part_of), None)
    part, total = said.get(field.key), said.get(field.part_of)
    if whole is not None and part is not None and total is not None and part > total:
        yield Fault(field.key, part_exceeds(str(field.name), part, str(whole.name), total), "part_exceeds")


def _odd(circumstances: Circumstances, field: Field, said: dict[str, Any], campaign: Campaign) -> Iterator[Fault]:
    value, staff = said.get(field.key), circumstances.facts.get(STAFF)
    if field.prefill == STAFF and value is not None and staff is not None and value > staff:
        words = more_than_registered(str(field.name), value, staff)
        yield Fault(field.key, words, "more_than_registered", "warning")
    if field.key == FIRST_DAY and field.kind == "date" and value:
        day, first = dt.date.fromisoformat(value), clock.local(campaign.opened_at).date()
        if day < first:
            words = _("%(day)s lies before this campaign began on %(first)s: is the day right?")
            words %= {"day": dates.shown(day), "first": dates.shown(first)}
            yield Fault(field.key, words, "long_past", "warning")
        elif day > clock.today() + AHEAD:
            words = _("%(day)s is more than a year away: is the day right?") % {"day": dates.shown(day)}
            yield Fault(field.key, words, "far_ahead", "warning")
