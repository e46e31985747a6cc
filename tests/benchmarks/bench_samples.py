"""Samples by bulk API against a raw COPY of the same rows: at least half of its rows a second.

Both write the same partition of a day with its key and index; ours reads the JSON body, checks every person against the scope of the
specialist's desk, finds where each counts, and counts the enterprises' totals anew besides.
"""

import datetime as dt
import statistics
import time
from typing import Any

import orjson

from benchmarks.house import database, tidy

COUNT = 100_000
EACH = 100  # people of one enterprise
ROUNDS = 3
DAY = dt.date(2020, 2, 14)
AT = "2020-02-14T08:30:00+08:00"
COLUMNS = "enterprise_id, day, person_id, kind, at, campaign_id, tube_id, result, via, by_id"


def run(count: int = COUNT, rounds: int = ROUNDS) -> dict[str, Any]:
    """Seconds of each, and the ratio of rows per second."""
    from fugong.core import clock
    from fugong.testing import regime
    from ground.many import CONTENT, MORNING, REGIME, campaign_of, people_of, person

    content = {**CONTENT, "sections": {**CONTENT["sections"], "testing": REGIME}}
    with clock.showing(MORNING):
        campaign = campaign_of(count // EACH, content=content)
        desk = person("duty_desk", name="desk")
        people_of(campaign, EACH, count // EACH)
        began = time.perf_counter()
        regime.open_day(campaign, DAY)
        opened = time.perf_counter() - began
        rows = list(campaign.employments.order_by("?").values_list("enterprise_id", "person_id"))
        body = b"\n".join(orjson.dumps({"person": one, "at": AT, "test": "nucleic"}) for _firm, one in rows)
        tidy()
        raw, ours = [], []
        for _round in range(rounds):
            raw.append(_raw(campaign, desk, rows))
            ours.append(_ours(campaign, desk, body))
    best_raw, best_ours = statistics.median(raw), statistics.median(ours)
    return {
        "rows": count,
        "open_day_s": round(opened, 2),
        "copy_rows_per_s": round(count / best_raw),
        "bulk_rows_per_s": round(count / best_ours),
        "ratio": round(best_raw / best_ours, 3),
        "goal": "ratio ≥ 0.5",
    }


def _raw(campaign: Any, desk: Any, rows: list[tuple[int, int]]) -> float:
    from django.db import connection

    lines = [f"{firm}\t{DAY}\t{one}\tnucleic\t{AT}\t{campaign.pk}\t\\N\t\tapi\t{desk.pk}\n" for firm, one in rows]
    began = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(f"COPY testing_sample ({COLUMNS}) FROM STDIN") as copy:
        for start in range(0, len(lines), 2_000):
            copy.write("".join(lines[start : start + 2_000]))
    spent = time.perf_counter() - began
    _forget()
    return spent


def _ours(campaign: Any, desk: Any, body: bytes) -> float:
    from fugong.testing import bulk_rows
    from fugong.testing.actions import bulk_samples

    began = time.perf_counter()
    taken = bulk_samples.take_many(campaign=campaign, rows=bulk_rows.samples(body), by=desk)
    spent = time.perf_counter() - began
    assert taken.refused == 0 and taken.unchanged == 0, taken
    total = campaign.testing_totals.get(day=DAY, kind="nucleic", enterprise=campaign.enrolments.first().enterprise_id)
    assert (total.owed, total.sampled) == (EACH, EACH), total.sampled
    _forget()
    return spent


def _forget() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE testing_sample")
        cursor.execute("UPDATE testing_testtotal SET sampled = 0")
    tidy()


if __name__ == "__main__":
    import json

    with database():
        print(json.dumps(run(), indent=2))  # noqa: T201 (a command)
