"""What the second wall costs: pages of the list of enterprises, as scoped people, with it and without it, in turns.

Seconds of processor of the process and of its database session count, so that whatever else the machine does matters less.
FUGONG_FIRMS=100000 for the full size. The goal is ≤ 1.1 × for each page.
"""

import os
import statistics
from typing import Any

import orjson

from benchmarks.bench_lists import CASES, _analyse, _client, _enter, _opener
from benchmarks.house import database, processor

FIRMS = int(os.environ.get("FUGONG_FIRMS", "20000"))
TURNS, ROUNDS = 10, 5
LOOKED_AT = ("plain", "name", "common", "address", "segment and text", "by name", "one street")


def run() -> dict[str, Any]:
    from django.conf import settings

    from ground.cast import PACKS, make_user

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]
    settings.ALLOWED_HOSTS = ["*"]
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind
    from fugong.places.actions import activate
    from fugong.registry import segments
    from fugong.web import wall_policies

    campaign = activate(pack_key="plain", key="plain", by=None)
    _enter(0, FIRMS)
    segments.refresh(campaign=campaign)
    _analyse()
    pages = {}
    for name, area in {"district": "990101", "street": "990101003"}.items():
        user = make_user(name, name)
        grant(user=user, role="duty_desk", kind=ScopeKind.AREA, key=area, by=None)
        client = _client(user)
        for case in LOOKED_AT:
            pages[f"{name}: {case}"] = _compared(_opener(client, campaign, CASES[case]))
    return {
        "enterprises": FIRMS,
        "stands": wall_policies.stands(),
        "pages": pages,
        "worst": max(each["ratio"] for each in pages.values()),
    }


def _compared(open_page: Any) -> dict[str, float]:
    from django.conf import settings

    spent: dict[bool, list[float]] = {False: [], True: []}
    for _turn in range(TURNS):
        for up, times in spent.items():
            settings.SECOND_WALL = up
            open_page()
            began = processor()
            for _round in range(ROUNDS):
                open_page()
            times.append(1_000 * (processor() - began) / ROUNDS)
    without, behind = statistics.median(spent[False]), statistics.median(spent[True])
    return {"ms": round(behind, 1), "without_ms": round(without, 1), "ratio": round(behind / without, 2)}


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
