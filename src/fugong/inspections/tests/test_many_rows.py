"""Of many rows each is reached, and whoever isn't on a list to choose from is looked up."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fugong.core import clock
from fugong.inspections import mine
from fugong.inspections.actions import draws, signs
from fugong.inspections.actions import wanted as asking
from fugong.inspections.models import RoundStop, WantedVisit
from fugong.inspections.tests.giving import visit
from fugong.inspections.views import goers, planning
from ground.paging import pages, seen


@pytest.fixture
def desk(place: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(planning, "PAGE", 2)
    type(place.desk).objects.update(language="en")
    client.force_login(place.desk)
    return client


def test_what_departments_want_is_read_page_by_page(place: Any, desk: Client) -> None:
    for days in range(3):
        day = clock.today() + dt.timedelta(days=days)
        asking.ask(
            campaign=place.campaign, enterprise=place.river, department="bureau", day=day,
            why=f"why{days}", by=place.desk,
        )  # fmt: skip
    assert seen(desk, "/c/plain/wanted/", r">(why\d)<") == ["why0", "why1", "why2"]


def test_every_draw_ever_made_is_reached(place: Any, desk: Client) -> None:
    for _each in range(3):
        draws.commit(campaign=place.campaign, day=clock.today(), by=place.desk, enterprises=1, inspectors=1)
    assert seen(desk, "/c/plain/draws/", r">№ (\d)<") == ["3", "2", "1"]


def test_those_who_seem_to_work_are_cut_after_sight_and_read_on(
    place: Any, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for firm in (place.river, place.hill):
        signs.enter(
            campaign=place.campaign, enterprise=firm, kind="meter", day=clock.today(), by=place.desk, value=Decimal(900),
            usual=Decimal(120),
        )  # fmt: skip
    monkeypatch.setattr(planning, "PAGE", 1)
    named = r'/c/plain/enterprises/(\d+)/">'
    assert set(seen(desk, "/c/plain/unlawful/", named)) == {str(place.river.pk), str(place.hill.pk)}
    desk.force_login(place.grid_leader)  # who sees one of them, wherever it stands among all
    assert seen(desk, "/c/plain/unlawful/", named) == [str(place.river.pk)]


def test_the_enterprise_reads_on_to_its_first_visit(
    place: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "PAGE", 2)
    made = [visit(place).number for _each in range(3)]
    client.force_login(place.liaison)
    found = "".join(pages(client, f"/mine/plain/{place.river.pk}/visits/"))
    assert all(number in found for number in made)


def test_whoever_goes_is_looked_up_where_there_are_many(
    place: Any, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(goers, "FEW", 1)
    tomorrow = clock.today() + dt.timedelta(days=1)
    asking.ask(
        campaign=place.campaign, enterprise=place.river, department="bureau", day=tomorrow,
        why="", by=place.desk,
    )  # fmt: skip
    shown = desk.get("/c/plain/wanted/").content.decode()
    assert "/c/plain/rounds/goers/names/" in shown and f'value="u{place.officer.pk}"' not in shown
    offered = desk.get("/c/plain/rounds/goers/names/", {"goes": place.officer.username}).content.decode()
    name = re.findall(r'<option value="([^"]+)"', offered)[0]
    sent = {"enterprise": place.river.pk, "day": tomorrow.isoformat(), "goes": "nobody at all"}
    assert desk.post("/c/plain/wanted/combination/", sent).status_code == 422
    assert desk.post("/c/plain/wanted/combination/", {**sent, "goes": place.liaison.username}).status_code == 422
    assert WantedVisit.objects.filter(stop=None).exists()
    assert desk.post("/c/plain/wanted/combination/", {**sent, "goes": name}).status_code == 302
    assert RoundStop.objects.get().round.officer == place.officer
