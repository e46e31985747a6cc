"""The desk's pages of planning and the officer's own round: each opens, and each button does what it says."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fugong.accounts.models import User
from fugong.core import clock
from fugong.inspections.actions import rounds, swaps
from fugong.inspections.models import Draw, Round, RoundStop, Sign, Swap, WantedVisit


@pytest.fixture
def desk(place: Any, client: Client) -> Client:
    type(place.desk).objects.update(language="en")
    client.force_login(place.desk)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def stop_of(place: Any) -> RoundStop:
    return rounds.add_stop(
        campaign=place.campaign, day=clock.today(), enterprise=place.river, by=place.desk, officer=place.officer
    )


def test_the_desk_proposes_and_changes_the_rounds_of_a_day(place: Any, desk: Client) -> None:
    assert "No rounds on this day" in page(desk, "/c/plain/rounds/")
    one = desk.post("/c/plain/proposals/rounds/", {"day": clock.today().isoformat()})["Location"]
    assert not Round.objects.exists()
    assert "never visited" in page(desk, one) and len(desk.get(f"{one}map/").json()["lines"]["features"]) == 1
    assert desk.post(f"{one}confirmation/").status_code == 302
    round_ = Round.objects.get()
    assert round_.goes in page(desk, "/c/plain/rounds/")
    one = page(desk, f"/c/plain/rounds/{round_.pk}/?text=精工")
    assert "never visited" in one and "Drop the round" in one
    last = round_.stops.last()
    assert desk.post(f"/c/plain/rounds/{round_.pk}/order/", {"up": last.pk}).status_code == 302
    assert round_.stops.get(pk=last.pk).order == last.order - 1
    assert desk.post(f"/c/plain/rounds/{round_.pk}/stops/{last.pk}/removal/").status_code == 302
    assert desk.post(f"/c/plain/rounds/{round_.pk}/stops/", {"enterprise": last.enterprise_id}).status_code == 302
    assert desk.post(f"/c/plain/rounds/{round_.pk}/moves/drop/", {"reason": ""}).status_code == 422
    assert desk.post(f"/c/plain/rounds/{round_.pk}/moves/drop/", {"reason": "rain"}).status_code == 302
    page(desk, "/c/plain/rounds/map/")
    assert desk.get("/c/plain/rounds/map/data/").json()["grids"]


def test_a_day_of_many_rounds_is_read_page_by_page_and_its_grids_count_all(
    place: Any, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stop_of(place).round
    with CaptureQueriesContext(connection) as one:
        page(desk, "/c/plain/rounds/")
    people = [User.objects.create(username=f"walker{n}", name=f"Walker {n}") for n in range(3)]
    Round.objects.bulk_create(
        Round(
            campaign=place.campaign, day=first.day, officer=each, area_code=first.area_code, made_at=clock.now(),
            state="accepted", state_since=clock.now(),
        )
        for each in people
    )  # fmt: skip
    for each in Round.objects.exclude(pk=first.pk):
        RoundStop.objects.create(
            round=each,
            enterprise=place.river,
            area_code=first.area_code,
            order=1,
            kind="round",
            checklists=[],
            passed_over="closed",
        )
    with CaptureQueriesContext(connection) as many:
        page(desk, "/c/plain/rounds/")
    assert len(many) <= len(one) + 1
    monkeypatch.setattr("fugong.inspections.views.rounds.PAGE", 2)
    begin, rest = page(desk, "/c/plain/rounds/"), page(desk, "/c/plain/rounds/?after=2")
    goes = [str(first.officer), *(each.name for each in people)]
    assert [sum(f">{name}</a>" in shown for name in goes) for shown in (begin, rest)] == [2, 2]
    assert all(f">{name}</a>" in begin + rest for name in goes)
    assert "after=2" in begin and "after=4" not in rest
    assert "3 / 4</small>" in begin and "3 / 4</small>" in rest


def test_an_officer_without_a_round_searches_and_makes_one(place: Any, client: Client) -> None:
    client.force_login(place.officer)
    found = page(client, "/c/plain/round/?text=精工")
    assert f'<option value="{place.river.pk}">' in found
    answer = client.post("/c/plain/round/stops/", {"enterprise": place.river.pk, "kind": "look_back"})
    assert answer.status_code == 302 and answer["Location"] == "/c/plain/round/"
    stop = RoundStop.objects.get()
    assert (stop.enterprise, stop.round.officer, stop.kind) == (place.river, place.officer, "look_back")
    assert client.post("/c/plain/round/stops/", {"enterprise": place.river.pk}).status_code == 409
    assert client.post("/c/plain/round/stops/", {"enterprise": "x"}).status_code == 422
    assert client.post("/c/plain/round/stops/", {"enterprise": place.hill.pk}).status_code in (403, 422)
    assert RoundStop.objects.count() == 1


def test_the_officer_sees_the_own_round_and_swaps_a_stop(place: Any, desk: Client) -> None:
    stop = stop_of(place)
    desk.force_login(place.officer)
    own = page(desk, "/c/plain/round/")
    assert "东河精工" in own and "Ask a colleague" in own
    asked = {"to": place.inspector.pk, "back": "own"}
    assert desk.post(f"/c/plain/rounds/{stop.round_id}/stops/{stop.pk}/swap/", asked).status_code == 302
    assert "was asked to take it over" in page(desk, "/c/plain/round/")
    desk.force_login(place.inspector)
    assert "asks you to take over" in page(desk, "/c/plain/round/")
    assert "asks you to take over" in page(desk, "/c/plain/today/")
    assert desk.post(f"/c/plain/swaps/{Swap.objects.get().pk}/moves/accept/").status_code == 302
    assert RoundStop.objects.get().round.officer == place.inspector
    skipped = desk.post(
        f"/c/plain/rounds/{RoundStop.objects.get().round_id}/stops/{stop.pk}/skipping/", {"reason": "closed"}
    )
    assert skipped.status_code == 302 and RoundStop.objects.get().passed_over == "closed"


def test_wanted_visits_are_asked_for_and_combined_on_the_pages(place: Any, desk: Client) -> None:
    assert "Search an enterprise" in page(desk, "/c/plain/wanted/")
    tomorrow = clock.today() + dt.timedelta(days=1)
    given = {
        "enterprise": place.river.pk,
        "day": tomorrow.isoformat(),
        "department": "bureau",
        "kind": "round",
        "text": "精工",
    }
    assert desk.post("/c/plain/wanted/", {**given, "department": "none"}).status_code == 422
    assert desk.post("/c/plain/wanted/", given).status_code == 302
    assert desk.post("/c/plain/wanted/", {**given, "department": "town"}).status_code == 302
    assert "Combine into one visit" in page(desk, f"/c/plain/rounds/?day={tomorrow}")
    assert "One visit" in page(desk, "/c/plain/wanted/")
    goes = {**given, "goes": f"u{place.officer.pk}"}
    assert desk.post("/c/plain/wanted/combination/", goes).status_code == 302
    assert WantedVisit.objects.filter(stop=None).count() == 0 and RoundStop.objects.get().departments == [
        "bureau",
        "town",
    ]


def test_a_draw_goes_its_way_on_the_pages(place: Any, desk: Client) -> None:
    page(desk, "/c/plain/draws/")
    assert desk.post("/c/plain/draws/new/", {"enterprises": "x"}).status_code == 422
    assert desk.post("/c/plain/draws/new/", {"enterprises": "1", "inspectors": "1"}).status_code == 302
    draw = Draw.objects.get()
    assert draw.seed not in page(desk, f"/c/plain/draws/{draw.pk}/")
    assert desk.post(f"/c/plain/draws/{draw.pk}/moves/draw/", {"witness": "7"}).status_code == 302
    assert desk.post(f"/c/plain/draws/{draw.pk}/moves/publish/").status_code == 302
    assert draw.seed in page(desk, f"/c/plain/draws/{draw.pk}/")
    assert Draw.objects.get().state == "published" and "№ 1" in page(desk, "/c/plain/draws/")


def test_signs_are_noted_and_somebody_is_sent_to_look(place: Any, desk: Client) -> None:
    given = {"enterprise": place.river.pk, "kind": "meter", "value": "900", "usual": "120", "text": "精工"}
    assert desk.post("/c/plain/unlawful/", {**given, "value": "many"}).status_code == 422
    assert desk.post("/c/plain/unlawful/", given).status_code == 302
    assert Sign.objects.count() == 1 and "at rest 120" in page(desk, "/c/plain/unlawful/")
    sent = {"enterprise": place.river.pk, "goes": f"u{place.officer.pk}"}
    assert desk.post("/c/plain/unlawful/visit/", sent).status_code == 302
    assert RoundStop.objects.get().kind == "search"
    page(desk, "/c/plain/sheets/signals/")


def test_the_enterprise_sees_its_visits_and_its_page_the_panel(place: Any, desk: Client) -> None:
    from fugong.inspections.tests.giving import BAD, visit

    visit(place, items=BAD)
    assert "pallets before the exit" not in page(desk, f"/c/plain/enterprises/{place.river.pk}/")
    desk.force_login(place.liaison)
    own = page(desk, f"/mine/plain/{place.river.pk}/visits/")
    assert "pallets before the exit" in own and "Check yourself first" in own
    assert page(desk, f"/mine/plain/{place.shop.pk}/visits/", 404)
    assert "2 faults at the last visit" in page(desk, f"/mine/plain/{place.river.pk}/")


def test_swaps_are_declined_or_taken_back(place: Any) -> None:
    stop = stop_of(place)
    swap = swaps.ask(stop=stop, to=place.inspector, by=place.officer)
    assert swaps.take_back(swap=swap, by=place.officer).state == "taken_back"
    again = swaps.ask(stop=stop, to=place.inspector, by=place.officer)
    assert swaps.decline(swap=again, by=place.inspector).state == "declined"
