"""Double random: fixed before, drawn before a witness, checked by anyone after."""

import hashlib
from typing import Any

import pytest
from django.test import Client

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections import drawing
from fugong.inspections.actions import draws
from fugong.inspections.models import Draw, RoundStop
from fugong.inspections.tests.giving import visit


def commit(place: Any, **more: Any) -> Draw:
    return draws.commit(campaign=place.campaign, day=clock.today(), by=place.desk, **more)


def test_a_draw_is_done_again_with_nothing_but_sha_256(place: Any) -> None:
    made = commit(place, enterprises=2, inspectors=1)
    assert made.fingerprint == hashlib.sha256(made.seed.encode()).hexdigest()
    draws.draw(draw=made, by=place.desk, witness="公证员在场")
    lots = {
        each["id"]: min(
            hashlib.sha256(f"{made.seed}|公证员在场|e|{each['id']}|{n}".encode()).hexdigest()
            for n in range(1, each["tickets"] + 1)
        )
        for each in made.lists["enterprises"]
    }
    assert [row.enterprise_id for row in made.drawn.all()] == sorted(lots, key=lots.__getitem__)[:2]
    stops = RoundStop.objects.all()
    assert {stop.kind for stop in stops} == {"spot_check"} and stops.count() == 2


def test_who_was_visited_lately_isnt_drawn_and_nobody_goes_to_the_own(place: Any) -> None:
    visit(place)
    made = commit(place)
    assert place.river.pk not in {each["id"] for each in made.lists["enterprises"]}
    assert made.lists["excluded"] == {str(place.shop.pk): [place.officer.pk]}


def test_it_is_drawn_once_and_published_after(place: Any) -> None:
    made = commit(place)
    with pytest.raises(Conflict):
        draws.publish(draw=made, by=place.desk)
    with pytest.raises(NotAllowed):
        draws.draw(draw=made, by=place.officer)
    draws.draw(draw=made, by=place.desk)
    with pytest.raises(Conflict):
        draws.draw(draw=Draw.objects.get(), by=place.desk)
    assert draws.publish(draw=made, by=place.desk).state == "published"


def test_the_seed_shows_only_once_published(place: Any, client: Client) -> None:
    made = commit(place, enterprises=1, inspectors=1)
    address = f"/draw/{made.uid}/"
    before = client.get(address).content.decode()
    assert made.fingerprint in before and made.seed not in before and "东河精工" not in before
    draws.draw(draw=made, by=place.desk)
    assert made.seed not in client.get(address).content.decode()
    draws.publish(draw=made, by=place.desk)
    after = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert made.seed in after and "agrees" in after
    said = client.get(f"/draw/{made.uid}/lists.json").json()
    assert drawing.digest(said["lists"]) == made.lists_digest


def test_a_draw_that_was_tampered_with_doesnt_agree(place: Any, client: Client) -> None:
    made = commit(place, enterprises=1, inspectors=1)
    draws.draw(draw=made, by=place.desk)
    draws.publish(draw=made, by=place.desk)
    row = made.drawn.get()
    other = next(each for each in (place.river, place.shop, place.hill) if each.pk != row.enterprise_id)
    type(row).objects.filter(pk=row.pk).update(enterprise=other)
    assert "does not agree" in client.get(f"/draw/{made.uid}/", headers={"Accept-Language": "en"}).content.decode()


def test_nobody_to_draw_from_is_said(place: Any) -> None:
    for enterprise in (place.river, place.hill, place.shop):
        visit(place, by=place.inspector, enterprise=enterprise)
    with pytest.raises(Refused, match="visited lately"):
        commit(place)


def test_each_stratum_gives_its_share() -> None:
    assert drawing.shares({"a": 10, "b": 30, "c": 0}, 4) == {"a": 1, "b": 3, "c": 0}
    assert drawing.shares({"a": 1, "b": 100}, 200) == {"a": 1, "b": 100}
    assert sum(drawing.shares({str(n): n for n in range(1, 12)}, 7).values()) == 7
    assert drawing.shares({}, 3) == {}


def test_weightier_enterprises_are_likelier() -> None:
    lists = {
        "enterprises": [{"id": n, "stratum": "", "tickets": 9 if n == 1 else 1} for n in range(1, 11)],
        "inspectors": [{"id": 1}], "excluded": {}, "shares": {"": 1}, "inspectors_each": 1, "most_each": 1,
    }  # fmt: skip
    first = sum(drawing.draw(str(seed), "", lists)[0].enterprise == 1 for seed in range(400))
    assert 150 < first < 250  # 9 of 18 tickets
