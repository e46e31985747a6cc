"""The command page over 100,000 enterprises, as a scoped officer, against an empty page of the same shell: p95 ≤ 10 ×."""

import datetime as dt
import time
from typing import Any

import orjson

from benchmarks.house import database, tidy

COUNT = 100_000
DAY = dt.date(2020, 2, 14)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def run(count: int = COUNT, rounds: int = 60) -> dict[str, Any]:
    """p50 and p95 of both in milliseconds, and their ratio; the first look at the day apart."""
    from django.shortcuts import render
    from django.test import Client
    from django.urls import path

    from fugong.accounts.permissions import Permission
    from fugong.core import clock
    from fugong.places.pages import campaign_page
    from fugong.resumption import standings
    from fugong.web import urls
    from ground.many import MORNING, campaign_of, person

    @campaign_page(Permission.FIGURES_VIEW)
    def empty(request: Any, campaign: Any) -> Any:
        return render(request, "web/base.html", {"campaign": campaign})

    urls.urlpatterns.append(path("c/<slug:campaign>/empty/", empty))
    with clock.showing(MORNING):
        campaign = campaign_of(count, streets=40)
        officer = person("leader", name="leader")
        standings.open_day(campaign, DAY)
        tidy()
        client = Client()
        client.force_login(officer, backend=BACKEND)
        first = _timed(client, "/c/many/")
        bare, command = [], []
        for _round in range(rounds):  # in turn, so that both meet the same machine
            bare.append(_timed(client, "/c/many/empty/"))
            command.append(_timed(client, "/c/many/"))
    return {
        "enterprises": count,
        "first_ms": round(first * 1000),
        "empty_p50_ms": _share(bare, 0.5),
        "empty_p95_ms": _share(bare, 0.95),
        "command_p50_ms": _share(command, 0.5),
        "command_p95_ms": _share(command, 0.95),
        "ratio_p95": round(_share(command, 0.95) / _share(bare, 0.95), 2),
        "goal": "ratio ≤ 10",
    }


def _timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    spent = time.perf_counter() - began
    assert answer.status_code == 200, (address, answer.status_code)
    return spent


def _share(values: list[float], share: float) -> float:
    """A quantile in milliseconds."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000, 1)


if __name__ == "__main__":
    with database():
        print(orjson.dumps(run(), option=orjson.OPT_INDENT_2).decode())
