"""The sweep: 100,000 deadlines of demands that passed at once, each rung told in the ledger. The goal is ≤ 5 s."""

import datetime as dt
import logging
import time
from typing import Any

import orjson
import structlog

from benchmarks.bench_demands import enter
from benchmarks.house import database, tidy

MANY = 100_000


def run(many: int = MANY) -> dict[str, Any]:
    """Seconds of the sweep that puts all on record as late, of the next rung, and of one where nothing is due."""
    from django.conf import settings

    from fugong.core import clock
    from fugong.demands.models import Demand
    from fugong.ledger.models import Event
    from fugong.workflow import deadlines
    from ground import cast

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, cast.PACKS]
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    people = cast.build()
    enter(people.campaign, 0, many)
    Demand.objects.update(due_at=clock.now(), next_rung_at=clock.now())
    tidy()
    found: dict[str, Any] = {"deadlines": many}
    for name, later in (("late_s", 1), ("next_rung_s", 60), ("nothing_due_s", 61)):
        with clock.showing(clock.now() + dt.timedelta(minutes=later)):
            began = time.perf_counter()
            fired = deadlines.sweep()
            found[name] = round(time.perf_counter() - began, 2)
            found[name.replace("_s", "_fired")] = fired
        tidy()
    told = Event.objects.filter(verb__in=["demand.overdue", "demand.escalate"])
    found |= {"events": told.count(), "goal": "late_s ≤ 5"}
    assert found["late_fired"] == found["next_rung_fired"] == many, found
    assert told.values("verb", "subject_key").distinct().count() == found["events"] == 2 * many
    return found


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
