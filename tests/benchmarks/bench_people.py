"""People: a roster of 100,000 in one sheet, and health reports in bulk against a raw COPY of the same rows.

The roster is read from an xlsx, each number's check sign tried, each row's enterprise and file looked up, previewed and applied.
Health goes as NDJSON through the action behind the API, totals and last readings written besides; the COPY writes the same
rows into the same partitioned table. Goals: ≥ 20,000 rows a second of checking on one core, and half of COPY.
"""

import datetime as dt
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter

from benchmarks.house import database, processor, tidy

COUNT = int(os.environ.get("FUGONG_PEOPLE", "100000"))
ENTERPRISES = 1_000
ROUNDS = 3
DAY = dt.date(2020, 2, 11)
MORNING_OF, EVENING_OF = (dt.datetime(2020, 2, 11, hour, 30, tzinfo=dt.UTC) for hour in (0, 9))
HEAD = ("企业名称", "姓名", "身份证号码", "手机号", "来自", "到达日期")


def run(count: int = COUNT) -> dict[str, Any]:
    """Rows per second of each step, and the ratio to COPY."""
    from fugong.core import clock
    from ground.many import MORNING, campaign_of, person

    with clock.showing(MORNING), tempfile.TemporaryDirectory() as folder:
        campaign = campaign_of(ENTERPRISES)
        desk = person("duty_desk", name="desk")
        sheet = _sheet(Path(folder) / "people.xlsx", campaign, count)
        roster = _roster(campaign, desk, sheet, count)
        tidy()
        return {"people": count, **roster, **_health(campaign, desk, count)}


def _sheet(path: Path, campaign: Any, count: int) -> Path:
    from fugong.workforce import documents

    names = list(campaign.enrolments.order_by("pk").values_list("enterprise__name", flat=True))
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("人员")
        page.write_row(0, 0, HEAD)
        for n in range(count):
            born = dt.date(1965, 1, 1) + dt.timedelta(days=n * 37 % 12_997)
            first = f"{('110101', '320707', '532301')[n % 3]}{born:%Y%m%d}{n % 1000:03d}"
            row = (
                names[n % len(names)], f"员工{n}", first + documents.check_sign(first), f"138{n:08d}",
                ("北京市东城区", "江苏赣榆", "云南楚雄")[n % 3], "2020-02-10",
            )  # fmt: skip
            page.write_row(n + 1, 0, row)
    return path


def _roster(campaign: Any, desk: Any, path: Path, count: int) -> dict[str, Any]:
    from fugong.sheets import actions, kinds
    from fugong.workforce.models import Person

    began, busy = time.perf_counter(), processor()
    found = actions.read(kind=kinds.get("people"), file=path, name=path.name, campaign=campaign, by=desk)
    assert not found.count("refused"), found.rows.filter(verdict="refused")[0].words
    read, checked = time.perf_counter(), processor()
    actions.apply(sheet_import=found, by=desk)
    assert Person.objects.count() == count
    return {
        "roster_preview_s": round(read - began, 2),
        "roster_preview_rows_per_s_of_processor": round(count / (checked - busy)),
        "roster_apply_s": round(time.perf_counter() - read, 2),
    }


def _health(campaign: Any, desk: Any, count: int) -> dict[str, Any]:
    """Each round begins with an empty day: a morning's reports, then an evening's on top of them, raw and by us."""
    from fugong.workforce.models import Employment
    from fugong.workforce.partitions import DAILY

    pairs = list(Employment.objects.order_by("?").values_list("enterprise_id", "person_id"))
    DAILY.ensure(DAY)
    raw, ours = [], []
    for _round in range(ROUNDS):
        for write, spent in ((_raw, raw), (_ours, ours)):
            spent.append([])
            for moment in (MORNING_OF, EVENING_OF):
                spent[-1].append(write(campaign, desk, pairs, moment))
                tidy()
            _forget()
    morning, evening = ([statistics.median(each[at] for each in spent) for spent in (raw, ours)] for at in (0, 1))
    return {
        "copy_rows_per_s": round(count / morning[0]),
        "health_rows_per_s": round(count / morning[1]),
        "ratio": round(morning[0] / morning[1], 3),
        "copy_rows_per_s_on_top": round(count / evening[0]),
        "health_rows_per_s_on_top": round(count / evening[1]),
        "ratio_on_top": round(evening[0] / evening[1], 3),
        "goal": "roster ≥ 20,000 rows/s, ratio ≥ 0.5",
    }


def _ours(campaign: Any, desk: Any, pairs: list[tuple[int, int]], at: dt.datetime) -> float:
    from fugong.workforce import health_rows
    from fugong.workforce.actions import health

    body = b"\n".join(orjson.dumps({"person": person, "at": at, "temperature": 36.5}) for _enterprise, person in pairs)
    began = time.perf_counter()
    readings = health_rows.parse(body, "application/x-ndjson", [])
    new = health.report_many(campaign=campaign, readings=readings, by=desk, via="api")
    spent = time.perf_counter() - began
    assert new == len(pairs)
    total = campaign.health_totals.filter(day=DAY).order_by("enterprise_id").first()
    assert total.reported == sum(enterprise == total.enterprise_id for enterprise, _person in pairs), total.reported
    return spent


def _forget() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE workforce_healthreport, workforce_healthtotal")
    tidy()


def _raw(campaign: Any, desk: Any, pairs: list[tuple[int, int]], at: dt.datetime) -> float:
    from django.db import connection

    columns = "enterprise_id, day, person_id, at, campaign_id, temperature, via, by_id"
    end = f"{at}\t{campaign.pk}\t365\tapi\t{desk.pk}\n"
    text = "".join(f"{enterprise}\t{DAY}\t{person}\t{end}" for enterprise, person in pairs)
    began = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(f"COPY workforce_healthreport ({columns}) FROM STDIN") as copy:
        copy.write(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
