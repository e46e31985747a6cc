"""A million people with two health reports a day against ten thousand: one enterprise's day, one grid's coverage, all nodes' rates.

Enterprises have a hundred people and grids twenty enterprises: the large place has a hundred times as many. All rates are read as the
leader reads them, from the totals that are kept, and counted anew as after a change; the latter also over a place with as many
enterprises as the large one, of one person each: there nothing grows but the people. People, reports and
samples are made in the database; `FUGONG_DAYS` says for how many days (15: thirty million reports, some six gigabytes).
"""

import datetime as dt
import math
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import orjson

from benchmarks.house import database, tidy

SMALL, THIN, LARGE = (100, 100), (10_000, 1), (10_000, 100)
"""Enterprises, and people of each."""
IN_GRID = 20  # enterprises
DAY = dt.date(2020, 2, 14)
ROUNDS = 9
TIMES = ("07:30", "17:30")

REPORTS = """
INSERT INTO workforce_healthreport (enterprise_id, day, person_id, at, campaign_id, temperature, via)
SELECT enterprise_id, %(day)s, person_id, %(at)s, %(campaign)s, 360 + person_id %% 9, 'sheet' FROM workforce_employment
WHERE campaign_id = %(campaign)s
"""
TOTALS = """
INSERT INTO workforce_healthtotal (enterprise_id, day, campaign_id, area_code, reports, reported, complete, exceptions)
SELECT enterprise_id, %(day)s, %(campaign)s, '990101001000', 2 * count(*), count(*), count(*), 0 FROM workforce_employment
WHERE campaign_id = %(campaign)s GROUP BY enterprise_id
"""
SAMPLES = """
INSERT INTO testing_sample (enterprise_id, day, person_id, kind, at, campaign_id, tube_id, result, via)
SELECT enterprise_id, %(day)s, person_id, 'nucleic', %(at)s, %(campaign)s, NULL, '', 'desk' FROM workforce_employment
WHERE campaign_id = %(campaign)s AND person_id %% 6 > 0
"""
SAMPLED = """
UPDATE testing_testtotal t SET sampled = s.many
FROM (SELECT enterprise_id, count(*) many FROM testing_sample WHERE day = %(day)s GROUP BY 1) s
WHERE t.enterprise_id = s.enterprise_id AND t.day = %(day)s
"""


def run(days: int = int(os.environ.get("FUGONG_DAYS", "15"))) -> dict[str, Any]:
    """Milliseconds of each in the small and the large place, and the ratio."""
    few, thin, many = (_at(firms, each, days) for firms, each in (SMALL, THIN, LARGE))
    return {
        "people": [math.prod(SMALL), math.prod(LARGE)],
        "reports": [math.prod(place) * days * len(TIMES) for place in (SMALL, LARGE)],
        **{name: {"ms": [few[name], many[name]], "ratio": round(many[name] / few[name], 2)} for name in few},
        "counted_anew_of_as_many_enterprises": {
            "ms": [thin["all_rates_counted_anew"], many["all_rates_counted_anew"]],
            "ratio": round(many["all_rates_counted_anew"] / thin["all_rates_counted_anew"], 2),
        },
        "goal": "each ratio ≤ 2; counting anew, which happens once after a change, grows with the enterprises",
    }


def _at(firms: int, each: int, days: int) -> dict[str, float]:
    from fugong.core import clock

    with database(), clock.showing(dt.datetime(2020, 2, 14, 10, tzinfo=dt.UTC)):
        pages = _made(firms, each, days)
        return {name: _median(ask) for name, ask in pages.items()}


def _made(firms: int, each: int, days: int) -> dict[str, Callable[[], Any]]:
    """The place with its people and their days, and what is asked of it, each by someone whose work it is."""
    from django.conf import settings
    from django.test import Client

    from fugong.figures import compute
    from fugong.places.models import Grid
    from fugong.registry.models import Enterprise
    from fugong.resumption import standings
    from ground.many import CONTENT, REGIME, campaign_of, people_of, person

    settings.STAFF_SECOND_FACTOR = False
    workforce = {"health": {"times": 2}}
    figures = CONTENT["sections"]["figures"]
    coverage = {
        "key": "coverage",
        "name": "检测率",
        "numerator": "people.sampled",
        "denominator": "people.to_test",
        "decimals": 1,
    }
    sections = {
        **CONTENT["sections"], "testing": REGIME, "workforce": workforce,
        "figures": {**figures, "indicators": [*figures["indicators"], coverage]},
    }  # fmt: skip
    campaign = campaign_of(firms, content={**CONTENT, "sections": sections})
    firm = Enterprise.objects.order_by("pk")[0]
    grid = Grid.objects.create(jurisdiction=firm.jurisdiction, key="one", name="一网格")
    ids = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True)[:IN_GRID])
    Enterprise.objects.filter(pk__in=ids).update(grid=grid)
    people_of(campaign, each, firms)
    _named(ids)
    _lived(campaign, days)
    standings.open_day(campaign, DAY)
    tidy()
    leader, desk = person("leader", name="leader"), person("duty_desk", name="desk")
    liaison = person("liaison", "enterprise", str(firm.pk), name="liaison")

    def page(user: Any, address: str) -> Callable[[], Any]:
        client = Client(raise_request_exception=True)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])

        def ask() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return ask

    return {
        "enterprise_day": page(liaison, f"/mine/many/{firm.pk}/health/"),
        "enterprise_testing": page(liaison, f"/mine/many/{firm.pk}/testing/"),
        "grid_coverage": page(desk, f"/c/many/testing/?grid={grid.pk}"),
        "grid_missing": page(desk, f"/c/many/testing/missing/?grid={grid.pk}"),
        "all_rates": lambda: compute.figures(campaign, DAY, leader),
        "all_rates_counted_anew": lambda: compute.live(campaign, DAY, leader),
    }


def _named(enterprises: list[int]) -> None:
    """The people whose names are shown get files that open."""
    from fugong.workforce import keys
    from fugong.workforce.models import DataKey, Person

    for row in Person.objects.filter(employments__enterprise__in=enterprises).only("key"):
        key, wrapped = keys.new()
        sealed = keys.seal(key, {"name": f"员工{row.pk}", "document": "110101199003071234", "phone": "13812345678"})
        DataKey.objects.filter(pk=row.key_id).update(sealed=wrapped)
        Person.objects.filter(pk=row.pk).update(sealed=sealed)


def _lived(campaign: Any, days: int) -> None:
    from django.db import connection

    from fugong.testing import regime
    from fugong.testing.partitions import DAILY as TESTS
    from fugong.workforce.partitions import DAILY

    with connection.cursor() as cursor:
        for back in range(days):
            day = DAY - dt.timedelta(days=back)
            DAILY.ensure(day)
            for hour in TIMES:
                cursor.execute(REPORTS, {"day": day, "at": f"{day}T{hour}:00+08:00", "campaign": campaign.pk})
            cursor.execute(TOTALS, {"day": day, "campaign": campaign.pk})
        TESTS.ensure(DAY)
        regime.open_day(campaign, DAY)
        cursor.execute(SAMPLES, {"day": DAY, "at": f"{DAY}T08:30:00+08:00", "campaign": campaign.pk})
        cursor.execute(SAMPLED, {"day": DAY})


def _median(ask: Callable[[], Any]) -> float:
    ask()
    spent = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return round(statistics.median(spent) * 1000, 1)


if __name__ == "__main__":
    print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
