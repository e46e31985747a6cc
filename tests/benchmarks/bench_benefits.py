"""Matching without applying: 20 policies × 100,000 enterprises on one core, and one enterprise anew after a fact changed.

`FUGONG_FIRMS` says for how many enterprises (100,000).
"""

import datetime as dt
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import orjson

from benchmarks.house import database, processor, tidy

FIRMS = int(os.environ.get("FUGONG_FIRMS", "100000"))
ROUNDS = 9


def policies() -> list[dict[str, Any]]:
    """Twenty of all kinds: by tiers, per cent, heads, dates, shared, in kind, with clauses and what is near."""
    found = []
    for n in range(20):
        text = {"name": f"政策{n}", "clause": "条款", "source": "文件"}
        when = ['e.sector == "C"', "e.above_scale", "e.staff >= 20", 'e.scale in ["small", "micro"]', "e.foreign"][
            n % 5
        ]
        amount: dict[str, Any] = [
            {"per": [{"each": 300, "of": "e.staff_outside", "most": 100}]},
            {
                "tiers": [
                    {"by": "e.staff", "kind": "slab", "rows": [{"over": 0, "each": 100}, {"over": 50, "each": 200}]}
                ]
            },
            {"percent": [{"percent": 30, "of": "b.rent"}]},
            {"fixed": 2_000, "by_date": {"steps": [{"until": "2020-02-29", "percent": 100}], "after": 50}},
        ][n % 4]
        found.append({
            "key": f"policy_{n}", **text, "when": when, "amount": amount, "caps": {"firm": 50_000, "all": 10**9},
            "clauses": [{"key": "staff", "text": "职工", "when": f"e.staff >= {n}"}],
            "near": [{"fact": "e.staff", "most": 10}],
        })  # fmt: skip
    return found


def run() -> dict[str, Any]:
    """Seconds for all, milliseconds for one."""
    from fugong.core import clock

    with database(), clock.showing(dt.datetime(2020, 2, 14, 10, tzinfo=dt.UTC)):
        from django.db import connection

        from fugong.benefits import matching
        from fugong.benefits.actions import policies as publishing
        from fugong.benefits.actions import saying
        from fugong.benefits.models import Match, PolicyPack
        from fugong.registry import segments
        from fugong.registry.models import Enterprise
        from ground.many import CONTENT, campaign_of, person

        facts = [{"key": "rent", "name": "租金", "kind": "money"}]
        sections = {**CONTENT["sections"], "benefits": {"facts": facts, "policies": policies()}}
        campaign = campaign_of(FIRMS, content={**CONTENT, "sections": sections})
        with connection.cursor() as cursor:  # enterprises differ: in sector, size, staff
            cursor.execute(
                "UPDATE registry_enterprise SET sector = (ARRAY['C36','F52','H62','E47'])[1 + id % 4], staff_total = id % 300,"
                " staff_outside = id % 71, above_scale = id % 3 = 0, foreign_invested = id % 7 = 0,"
                " scale = (ARRAY['large','medium','small','micro'])[1 + id % 4]"
            )
        segments.refresh(campaign=campaign)
        publishing.follow_pack(campaign=campaign, by=None)
        tidy()
        whole, used, pairs = _timed(lambda: matching.match(campaign=campaign))
        tidy()
        second, used_again, _pairs = _timed(lambda: matching.match(campaign=campaign))
        desk = person("duty_desk", name="desk")
        waits = Match.objects.filter(outcome="missing", detail__missing__contains=["b.rent"]).order_by("pk").first()
        firm = Enterprise.objects.get(pk=waits.enterprise_id)  # what it says of its rent changes what it gets
        spent, worked = [], []
        for n in range(ROUNDS):
            values = {"rent": str(1_000 + n)}
            wall, own, _changed = _timed(
                lambda: saying.say(campaign=campaign, enterprise=firm, values=values, by=desk)  # noqa: B023
            )
            spent.append(wall * 1_000)
            worked.append(own * 1_000)
        found = Match.objects.get(pk=waits.pk)
        assert found.quantity == (1_000 + ROUNDS - 1) * 30, "30 % of the rent that was said last"
        return {
            "pairs": pairs, "rows": Match.objects.count(), "packs": PolicyPack.objects.filter(is_latest=True).count(),
            "all_s": round(whole, 1), "all_processor_s": round(used, 1),
            "again_s": round(second, 1), "again_processor_s": round(used_again, 1),
            "one_ms": round(statistics.median(spent), 1), "one_processor_ms": round(statistics.mean(worked), 1),
            "goal": "all ≤ 60 s on one core, one ≤ 100 ms",
        }  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock, seconds of processor here and in the database, and the result."""
    began, used = time.perf_counter(), processor()
    found = work()
    return time.perf_counter() - began, processor() - used, found


if __name__ == "__main__":
    print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
