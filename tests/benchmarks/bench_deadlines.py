"""The sweep: 100,000 deadlines of demands that passed within twenty minutes, each rung told in the ledger, against a raw
COPY of the same events into the same table. The goal is ≤ 5 s.

Processor time is given beside: of this process and of its database session.
"""

import datetime as dt
import logging
import time
from typing import Any

import orjson
import structlog

from benchmarks.bench_demands import enter
from benchmarks.house import database, processor, tidy

MANY = 100_000


def run(many: int = MANY) -> dict[str, Any]:
    """Seconds of the sweep that puts all on record as late, of the next rung, and of one where nothing is due."""
    from django.conf import settings

    from fugong.core import clock
    from fugong.ledger.models import Event
    from fugong.workflow import deadlines
    from ground import cast

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, cast.PACKS]
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    people = cast.build()
    enter(people.campaign, 0, many)
    _spread()
    tidy()
    found: dict[str, Any] = {"deadlines": many, **_copied(many)}
    for name, later in (("late_s", 21), ("next_rung_s", 60), ("nothing_due_s", 61)):
        with clock.showing(clock.now() + dt.timedelta(minutes=later)):
            began, worked = time.perf_counter(), processor()
            fired = deadlines.sweep()
            found[name] = round(time.perf_counter() - began, 2)
            found[name.replace("_s", "_processor_s")] = round(processor() - worked, 2)
            found[name.replace("_s", "_fired")] = fired
        tidy()
    told = Event.objects.filter(verb__in=["demand.overdue", "demand.escalate"])
    found |= {
        "events": told.count(),
        "ratio_to_copy": round(found["late_s"] / found["copy_s"], 1),
        "goal": "late_s ≤ 5",
    }
    assert found["late_fired"] == found["next_rung_fired"] == many, found
    assert told.values("verb", "subject_key").distinct().count() == found["events"] == 2 * many
    return found


def _spread() -> None:
    """Each second of twenty minutes has its share: no rung is reckoned once for all."""
    from django.db import connection

    from fugong.core import clock

    with connection.cursor() as cursor:
        cursor.execute("UPDATE demands_demand SET due_at = %s + id %% 1200 * interval '1 second'", [clock.now()])
        cursor.execute(
            "UPDATE demands_demandclimb SET next_rung_at = due_at FROM demands_demand WHERE demands_demand.id = demand_id"
        )


def _copied(many: int) -> dict[str, Any]:
    """Seconds of a raw COPY of as many such events, with all indexes and nothing else; undone."""
    from django.db import connection, transaction

    from fugong.core import clock
    from fugong.core.ids import uuid7
    from fugong.demands.models import Demand
    from fugong.ledger.recording import COPY

    rows = list(Demand.objects.values_list("pk", "campaign_id", "enterprise_id", "area_code"))
    same = (clock.now(), None, "时钟", "demand.overdue", "demand")
    lines = [(uuid7(), *same, str(pk), *rest, "", "", "", '{"was_due": ""}') for pk, *rest in rows]
    worked = processor()
    with transaction.atomic(), connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(COPY) as out:
            for line in lines:
                out.write_row(line)
        spent = time.perf_counter() - began
        transaction.set_rollback(True)
    tidy()
    return {"copy_s": round(spent, 2), "copy_processor_s": round(processor() - worked, 2)}


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
