"""What happens when nobody acts in time: surveys remind, then end; trips and claims are told to whose turn it is, then climb."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core import dates
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.transport import people, telling
from fugong.transport.actions import surveys
from fugong.transport.models import Claim, Plan, Survey, Trip
from fugong.workflow import deadlines

CLOCK: Any = _("the clock")


def survey(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: those who haven't answered are reminded. Rung 2: its time is over, the desk hears who is missing."""
    if rung == 1:
        surveys.remind(survey=row, by=None)
        return row.due_at  # type: ignore[no-any-return]
    missing = row.rows.filter(answer="").count()
    event = record("coach_survey.over", row, by=None, as_name=CLOCK, missing=missing)
    telling.over(row, lambda: gettext("The survey is over: %(n)s enterprises haven’t answered") % {"n": missing}, event)
    return None


def trip(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: whose turn it is. Each further one: the pack's next post."""
    titles = {
        "confirm": lambda: gettext("Late: a trip waits for its second signature"),
        "depart": lambda: gettext("Late: the coach of %(day)s hasn’t departed") % {"day": dates.shown(row.day)},
        "arrive": lambda: gettext("Late: the coach of %(day)s hasn’t arrived") % {"day": dates.shown(row.day)},
        "hand_over": lambda: (
            gettext("Late: people of the coach of %(day)s aren’t handed over") % {"day": dates.shown(row.day)}
        ),
    }
    title = titles.get(row.clock_kind, titles["depart"])
    if rung == 1:
        event = record("trip.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        signs = row.state == "proposed"
        telling.late(row, title, event, people.signers(row.campaign) if signs else people.planners(row.campaign))
    return _climb(row, rung, was_due, lambda to, event: telling.late(row, title, event, to))


def claim(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: whoever examines or decides. Each further one: the pack's next post."""
    title = lambda: gettext("Late: the claim of %(enterprise)s") % {"enterprise": row.enterprise}  # noqa: E731
    if rung == 1:
        event = record("coach_claim.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.deciders(row, title, event)
    return _climb(row, rung, was_due, lambda to, event: telling.deciders(row, title, event, post=to))


def plan(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Those who sign hear once more."""
    event = record("coach_plan.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
    telling.to_sign(row, lambda: gettext("Late: planned trips wait for a second signature"), event, by=row.planned_by)
    return None


def _climb(row: Any, rung: int, was_due: dt.datetime, tell: Any) -> dt.datetime | None:
    ladder = for_version(row.pack_version).transport.escalation
    if 1 < rung <= len(ladder) + 1:
        post = ladder[rung - 2].to
        event = record(f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=post)
        is_trip = row.event_kind == "trip"
        tell(people.in_post(row.campaign, post, row.area_code) if is_trip else post, event)
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return row.campaign.pack.due(row.due_at, following.after) if following and row.due_at else None


def _rows(model: Any, *more: str) -> Any:
    return lambda: model._base_manager.select_related(
        "campaign__pack_version", "campaign__jurisdiction", "pack_version", *more
    )


deadlines.register(deadlines.Ladder(Survey, deadlines.each(survey), _rows(Survey)))
deadlines.register(deadlines.Ladder(Trip, deadlines.each(trip), _rows(Trip)))
deadlines.register(deadlines.Ladder(Plan, deadlines.each(plan), _rows(Plan)))
deadlines.register(deadlines.Ladder(Claim, deadlines.each(claim), _rows(Claim, "enterprise")))
