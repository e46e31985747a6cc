"""What is late climbs its ladder: each rung fires exactly once, however many workers sweep."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from fugong.core import clock
from fugong.workflow.cases import Case

log = logging.getLogger(__name__)

Fired = Callable[[Case, int, dt.datetime], "dt.datetime | None"]


@dataclass(frozen=True, slots=True)
class Ladder:
    """For one kind of case: what happens at each rung. `fire(case, rung, was_due)` returns when the next rung is due, or None."""

    model: type[Case]
    fire: Fired


LADDERS: list[Ladder] = []


def register(ladder: Ladder) -> None:
    """Has a kind of case swept."""
    if ladder not in LADDERS:
        LADDERS.append(ladder)


def sweep(*, limit: int = 5_000) -> int:
    """Fires every rung that is due now and returns how many. A case that breaks is logged and left for the next sweep."""
    return sum(_sweep_kind(ladder, limit) for ladder in LADDERS)


def _sweep_kind(ladder: Ladder, limit: int) -> int:
    fired = 0
    broken: list[int] = []
    while fired < limit:
        with transaction.atomic():
            case = (
                ladder.model._base_manager.select_for_update(skip_locked=True)
                .filter(next_rung_at__lte=clock.now())
                .exclude(pk__in=broken)
                .order_by("next_rung_at", "pk")
                .first()
            )
            if case is None:
                return fired
            if _fire(ladder, case):
                fired += 1
            else:
                broken.append(case.pk)
    return fired


def _fire(ladder: Ladder, case: Case) -> bool:
    due = case.next_rung_at
    assert due is not None
    try:
        with transaction.atomic():
            following = ladder.fire(case, case.rung + 1, due)
            taken = ladder.model._base_manager.filter(pk=case.pk, rung=case.rung, next_rung_at=due).update(
                rung=F("rung") + 1, next_rung_at=following
            )
            if not taken:
                raise RuntimeError("another sweep was first")
    except Exception:
        log.exception("deadline of %s %s could not be fired", ladder.model.__name__, case.pk)
        connection.ensure_connection()
        return False
    return True
