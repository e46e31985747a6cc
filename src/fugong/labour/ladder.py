"""What happens when nobody acts in time: vacancies and agreements end on their day; what waits for somebody climbs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from fugong.labour import telling
from fugong.labour.actions import sharing, vacancies
from fugong.labour.actions.held import CLOCK
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Spare, Vacancy
from fugong.ledger.recording import record
from fugong.policy.loaded import for_version
from fugong.registry import concerned
from fugong.workflow import deadlines

MOVED: Any = object()
"""What moved by itself got another clock with that, and is left out of the answer."""


def vacancy(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Published: its last day is over. To be checked: the desk hears, then the ladder's posts."""
    if row.state == "published":
        vacancies.end(vacancy=row, key="expire", by=None, as_name=CLOCK)
        return MOVED  # type: ignore[no-any-return]
    return _climb(row, rung, was_due, lambda: gettext("Late: a vacancy isn’t checked"))


def introduction(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Proposed: the desk. Introduced: the enterprise first, and whoever serves it; then the ladder's posts."""
    title = lambda: gettext("Late: an introduction isn’t answered")  # noqa: E731
    if row.state == "introduced" and rung == 1:
        event = record("introduction.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.enterprise(row, telling.LATE, title, event)
        telling.desk(row, telling.LATE, title, event, whom=concerned.officers(row.campaign, row.enterprise))
        return _next(row, rung)
    return _climb(row, rung, was_due, title)


def fair(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """It is over, and its result isn't kept."""
    return _climb(row, rung, was_due, lambda: gettext("Late: the result of a job fair isn’t kept"))


def contingent(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """The base hasn't answered, or the day of travel is over."""
    return _climb(row, rung, was_due, lambda: gettext("Late: people of a labour base"))


def spare(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """The days of the offer are over."""
    sharing.withdraw(spare=row, by=None, key="expire")
    return MOVED  # type: ignore[no-any-return]


def lending(row: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Under way: its last day is over. To be signed: both hear, then the ladder's posts."""
    if row.state == "running":
        sharing.end(lending=row)
        return MOVED  # type: ignore[no-any-return]
    title = lambda: gettext("Late: shared staff isn’t signed for")  # noqa: E731
    if rung == 1:
        event = record("lending.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.both(row, telling.LATE, title, event)
        return _next(row, rung)
    return _climb(row, rung, was_due, title)


def _climb(row: Any, rung: int, was_due: dt.datetime, title: Any) -> dt.datetime | None:
    """Rung 1: those who keep it. Each further one: the pack's next post."""
    ladder = for_version(row.pack_version).labour.escalation
    if rung == 1:
        event = record(f"{row.event_kind}.overdue", row, by=None, as_name=CLOCK, was_due=was_due.isoformat())
        telling.desk(row, telling.LATE, title, event)
    elif rung <= len(ladder) + 1:
        post = ladder[rung - 2].to
        event = record(f"{row.event_kind}.escalate", row, by=None, as_name=CLOCK, to_post=post)
        telling.desk(row, telling.LATE, title, event, whom=telling.in_post(row.campaign, post, row.area_code))
    return _next(row, rung)


def _next(row: Any, rung: int) -> dt.datetime | None:
    ladder = for_version(row.pack_version).labour.escalation
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return row.campaign.pack.due(row.due_at, following.after) if following and row.due_at else None


def _each(fire: Any) -> deadlines.Fire:
    def all_of(firings: Sequence[deadlines.Firing]) -> dict[int, dt.datetime | None]:
        fired = {one.case.pk: fire(one.case, one.rung, one.was_due) for one in firings}
        return {key: following for key, following in fired.items() if following is not MOVED}

    return all_of


def _rows(model: Any, *more: str) -> Any:
    return lambda: model._base_manager.select_related(
        "campaign__pack_version", "campaign__jurisdiction", "pack_version", *more
    )


for _model, _fire, _more in (
    (Vacancy, vacancy, ("enterprise",)),
    (Introduction, introduction, ("enterprise",)),
    (Fair, fair, ()),
    (Contingent, contingent, ("enterprise",)),
    (Spare, spare, ("enterprise",)),
    (Lending, lending, ("enterprise", "borrower")),
):
    deadlines.register(deadlines.Ladder(_model, _each(_fire), _rows(_model, *_more)))
