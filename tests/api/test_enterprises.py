"""The registry by program: found, read, entered, corrected; with the people and places around it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.registry.models import Contact, Enterprise
from ground.cast import Cast, credit_code

Calling = Callable[[str], Client]
HERE = "/api/v1/campaigns/plain/enterprises"


def send(client: Client, method: str, address: str, body: Any = None, **headers: str) -> Any:
    return getattr(client, method)(address, body or {}, content_type="application/json", headers=headers)


def names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.json()["items"]]


def test_the_list_shows_what_the_caller_sees(cast: Cast, calling: Calling) -> None:
    assert len(names(calling("desk").get(HERE))) == 3
    assert names(calling("liaison").get(HERE)) == [cast.river.name]
    assert calling("stranger").get(HERE).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=精工", {"river"}),
        ("q=泉水路 商贸", {"shop"}),
        ("segment=key_industrial", {"river"}),
        ("group=industry", {"river", "hill"}),
        ("area=990101002", {"hill"}),
        ("grid=east", {"river", "shop"}),
        ("park=spring_park", {"shop"}),
        ("closed=true", set()),
        ("q=nothing of the kind", set()),
    ],
)
def test_filters(cast: Cast, calling: Calling, query: str, found: set[str]) -> None:
    answer = calling("desk").get(f"{HERE}?{query}")
    assert set(names(answer)) == {getattr(cast, name).name for name in found}


@pytest.mark.parametrize("order", ["id", "name", "changed"])
def test_pages_go_on_from_the_last_row(cast: Cast, calling: Calling, order: str) -> None:
    client, seen, after = calling("desk"), [], ""
    for _ in range(3):
        page = client.get(HERE, {"limit": 1, "order": order, "after": after}).json()
        seen += [row["id"] for row in page["items"]]
        after = page["next"] or ""
    assert sorted(seen) == sorted(each.pk for each in (cast.river, cast.hill, cast.shop))
    assert after == ""


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzEsMl0", "WyIxIl0AAA", "WzFlOTk5XQ", "W251bGxd"])
def test_a_cursor_that_no_list_gave_is_refused(cast: Cast, calling: Calling, cursor: str) -> None:
    refused = calling("desk").get(HERE, {"after": cursor})
    assert refused.status_code == 422 and refused.json()["code"] == "bad_cursor"


def test_the_list_asks_the_database_a_fixed_number_of_times(
    cast: Cast, calling: Calling, django_assert_max_num_queries: Any
) -> None:
    client = calling("desk")
    with django_assert_max_num_queries(8):
        client.get(HERE)


def test_one_enterprise_with_its_reasons(cast: Cast, calling: Calling) -> None:
    river = calling("desk").get(f"{HERE}/{cast.river.pk}").json()
    assert river["jurisdiction"] == "990101001000" and river["grid"] == "east" and river["group"] == "industry"
    assert "key_industrial" in river["segments"] and river["reasons"]["key_industrial"]


def test_entering_and_correcting(cast: Cast, calling: Calling) -> None:
    desk = calling("desk")
    entered = send(
        desk,
        "post",
        HERE,
        {"name": "新厂", "uscc": credit_code(77), "jurisdiction": "990101001000", "sector": "C3921", "grid": "east"},
    )
    assert entered.status_code == 201, entered.json()
    made = entered.json()
    assert made["group"] == "industry" and "key_industrial" not in made["segments"]
    corrected = send(desk, "patch", f"{HERE}/{made['id']}", {"output_value": 400_000_000})
    assert "key_industrial" in corrected.json()["segments"]
    assert corrected.json()["name"] == "新厂"


def test_each_mistake_is_named_at_its_field(cast: Cast, calling: Calling) -> None:
    refused = send(calling("desk"), "post", HERE, {"name": "", "uscc": "123", "jurisdiction": "990101001000"})
    assert refused.status_code == 422
    assert {fault["where"] for fault in refused.json()["faults"]} >= {"name", "uscc"}
    slip = send(calling("desk"), "post", HERE, {"nmae": "x", "staff_total": "many"})
    assert {fault["where"] for fault in slip.json()["faults"]} == {"body.nmae", "body.staff_total"}


def test_refusals_speak_the_callers_language(cast: Cast, calling: Calling) -> None:
    english = send(calling("desk"), "post", HERE, {"nmae": "x"}).json()
    assert english["faults"][0]["message"] == "There is no such field."
    chinese = calling("desk").get(f"{HERE}/{cast.neighbour.pk}", headers={"Accept-Language": "zh-Hans"})
    assert chinese["Content-Type"] == "application/problem+json" and chinese.status_code == 404


def test_a_correction_of_what_somebody_else_changed_is_refused(cast: Cast, calling: Calling) -> None:
    desk, address = calling("desk"), f"{HERE}/{cast.river.pk}"
    read = desk.get(address)["ETag"]
    with clock.showing(clock.now() + clock.dt.timedelta(minutes=1)):
        assert send(desk, "patch", address, {"staff_total": 331}, **{"If-Match": read}).status_code == 200
    late = send(desk, "patch", address, {"staff_total": 332}, **{"If-Match": read})
    assert late.status_code == 409 and late.json()["code"] == "conflict"
    assert Enterprise.objects.get(pk=cast.river.pk).staff_total == 331
    assert send(desk, "patch", address, {}, **{"If-Match": "abc"}).status_code == 400


def test_a_liaison_corrects_nothing(cast: Cast, calling: Calling) -> None:
    assert send(calling("liaison"), "patch", f"{HERE}/{cast.river.pk}", {"staff_total": 1}).status_code == 403


def test_numbers_are_masked_and_opened_for_a_reason(cast: Cast, calling: Calling) -> None:
    desk, address = calling("desk"), f"{HERE}/{cast.river.pk}/contacts"
    made = send(desk, "post", address, {"name": "王工", "phone": "13812345678"})
    assert made.status_code == 201 and "13812345678" not in made.content.decode()
    assert "13812345678" not in desk.get(address).content.decode()
    reveal = f"{address}/{made.json()['id']}/reveal"
    assert send(desk, "post", reveal, {"reason": ""}).status_code == 422
    assert send(desk, "post", reveal, {"reason": "ask about masks"}).json() == {"phone": "13812345678"}
    assert Event.objects.get(verb="contact.reveal").reason == "ask about masks"
    assert desk.delete(f"{address}/{made.json()['id']}").status_code == 204
    assert not Contact.objects.exists()


def test_supply_links_never_name_whom_the_caller_may_not_see(cast: Cast, calling: Calling) -> None:
    desk, address = calling("desk"), f"{HERE}/{cast.river.pk}/supply-links"
    assert send(desk, "post", address, {"direction": "supplies", "other": cast.neighbour.pk}).status_code == 404
    made = send(desk, "post", address, {"direction": "supplies", "other": cast.hill.pk, "what": "刀具"})
    assert made.status_code == 201 and made.json()["customer"] == cast.hill.pk
    assert len(desk.get(address).json()) == 1
    assert calling("liaison").get(address).json() == []  # the liaison sees river, not hill


def test_closing_and_reopening(cast: Cast, calling: Calling) -> None:
    desk, address = calling("desk"), f"{HERE}/{cast.shop.pk}"
    assert send(desk, "post", f"{address}/closure", {"reason": "ceased"}).json()["closed_on"] == "2020-02-20"
    assert cast.shop.name not in names(desk.get(HERE)) and cast.shop.name in names(desk.get(f"{HERE}?closed=true"))
    assert send(desk, "post", f"{address}/reopening", {"reason": "a mistake"}).json()["closed_on"] is None


def test_officers_are_appointed_assigned_and_hand_over(cast: Cast, calling: Calling) -> None:
    desk, campaign = calling("desk"), "/api/v1/campaigns/plain"
    served = desk.get(f"{campaign}/assignments", {"officer": "officer"}).json()["items"]
    assert {row["enterprise"] for row in served} == {cast.river.pk, cast.shop.pk}
    body = {"officer": "officer", "to": ["spare"], "reason": "ill"}
    assert send(desk, "post", f"{campaign}/hand-overs", body).json() == {"shares": {"spare": 2}}
    assert desk.get(f"{campaign}/assignments", {"officer": "officer"}).json()["items"] == []
    past = desk.get(f"{campaign}/assignments", {"officer": "officer", "current": "false"}).json()["items"]
    assert len(past) == 2 and all(row["until"] for row in past)
    posts = desk.get(f"{campaign}/postings", {"post": "resident"}).json()["items"]
    assert [row["username"] for row in posts] == ["spare"]


def test_the_story_of_an_enterprise(cast: Cast, calling: Calling) -> None:
    events = calling("liaison").get(f"{HERE}/{cast.river.pk}/events").json()["items"]
    assert events[-1]["verb"] == "enterprise.create"
    assert calling("liaison").get("/api/v1/campaigns/plain/events").status_code == 403
