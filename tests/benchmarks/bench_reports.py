"""Daily reports by bulk API against a raw COPY of the same rows: at least a quarter of its rows a second.

Both write the same partition of a day with its key; ours reads the JSON body, checks every row against the registry and the
officer's scope, and writes the standings besides.
"""

import datetime as dt
import statistics
import time
from typing import Any

import orjson

from benchmarks.house import database, tidy

COUNT = 100_000
ROUNDS = 3
DAY = dt.date(2020, 2, 14)
COLUMNS = (
    "enterprise_id, campaign_id, day, seq, at, by_id, via, "
    "staff_back, staff_local, staff_outside, capacity, exceptions, note, reason"
)


def run(count: int = COUNT, rounds: int = ROUNDS) -> dict[str, Any]:
    """Seconds of each, and the ratio of rows per second."""
    from fugong.core import clock
    from fugong.resumption import standings
    from ground.many import MORNING, campaign_of, person

    with clock.showing(MORNING):
        campaign = campaign_of(count)
        officer = person("duty_desk", name="desk")
        began = time.perf_counter()
        standings.open_day(campaign, DAY)
        opened = time.perf_counter() - began
        body = orjson.dumps(
            [_row(each) for each in campaign.enrolments.values_list("enterprise__uscc", "enterprise_id")]
        )
        tidy()  # as autovacuum does where a registry has been in use for an hour
        raw, ours = [], []
        for _round in range(rounds):
            raw.append(_raw(campaign, officer))
            ours.append(_ours(campaign, officer, body))
    best_raw, best_ours = statistics.median(raw), statistics.median(ours)
    return {
        "rows": count,
        "open_day_s": round(opened, 2),
        "copy_rows_per_s": round(count / best_raw),
        "bulk_rows_per_s": round(count / best_ours),
        "ratio": round(best_raw / best_ours, 3),
        "goal": "ratio ≥ 0.25",
    }


def _row(enterprise: tuple[str, int]) -> dict[str, Any]:
    code, number = enterprise
    local, outside = number % 13, number % 7
    return {
        "uscc": code,
        "staff_back": local + outside,
        "staff_local": local,
        "staff_outside": outside,
        "capacity": number % 101,
        "exceptions": 0,
    }


def _raw(campaign: Any, officer: Any) -> float:
    from django.db import connection

    ids = campaign.enrolments.values_list("enterprise_id", flat=True)
    lines = [_line(each, campaign.pk, officer.pk) for each in ids]
    began = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(f"COPY resumption_report ({COLUMNS}) FROM STDIN") as copy:
        for start in range(0, len(lines), 2_000):
            copy.write("".join(lines[start : start + 2_000]))
    spent = time.perf_counter() - began
    _forget()
    return spent


def _line(number: int, campaign: int, officer: int) -> str:
    local, outside = number % 13, number % 7
    values = (number, campaign, DAY, 1, "2020-02-14 09:00+08", officer, "api", local + outside, local, outside)
    return "\t".join(map(str, (*values, number % 101, 0, "", ""))) + "\n"


def _ours(campaign: Any, officer: Any, body: bytes) -> float:
    from fugong.resumption.actions import bulk_reports

    began = time.perf_counter()
    taken = bulk_reports.submit_many(campaign=campaign, day=DAY, rows=bulk_reports.parse(body), by=officer)
    spent = time.perf_counter() - began
    assert taken.refused == 0 and taken.taken == campaign.enrolments.count(), taken
    _forget()
    return spent


def _forget() -> None:
    """The day's reports away again, so that each round begins alike."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE resumption_report")
        cursor.execute("UPDATE resumption_standing SET report_seq = 0, reported_at = NULL")
    tidy()


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
