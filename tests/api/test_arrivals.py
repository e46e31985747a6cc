"""Reception by the API: a family is announced by its enterprise and received step by step; numbers go in and never out."""

import json

import pytest

from fugong.arrivals.models import Arrival, HandOver
from fugong.arrivals.tests.stage import PASSPORTS, build

pytestmark = pytest.mark.django_db
ALL = "/api/v1/campaigns/plain/arrivals"


def test_a_family_from_announced_to_confirmed(cast, calling):
    stage = build(cast)
    stage.van()
    people = [
        {"name": name, "document": number, "document_kind": "passport", "nationality": "KR", "is_staff": n == 0}
        for n, (name, number) in enumerate(PASSPORTS.items())
    ]
    body = {"service": stage.flight.pk, "people": people, "enterprise": cast.river.pk, "contact_name": "金翻译"}
    send = lambda who, path, given: calling(who).post(path, json.dumps(given), content_type="application/json")  # noqa: E731
    wrong = send("liaison", ALL, {**body, "people": [{**people[0], "document": "1"}]})
    assert wrong.status_code == 422 and wrong.json()["faults"][0]["where"] == "people[0].document"
    assert send("shop_liaison", ALL, body).status_code == 404
    made = send("liaison", ALL, body)
    assert made.status_code == 201, made.content.decode()
    assert not any(number in made.content.decode() for number in PASSPORTS.values())
    first, *others = [each["id"] for each in made.json()["arrivals"]]
    one = f"{ALL}/{first}"
    assert send("liaison", f"{one}/screen", {"temperatures": {}}).status_code == 403
    assert calling("shop_liaison").get(one).status_code == 404
    for each in (first, *others):
        said = {"answers": {"cough": False, "abroad": True}, "language": "ko"}
        assert send("officer", f"{ALL}/{each}/answers", said).status_code == 200
    degrees = {str(each): 36.5 for each in (first, *others)}
    assert send("officer", f"{one}/screen", {"temperatures": degrees, "others": [10**9]}).status_code == 422
    for move, given in (
        ("screen", {"temperatures": degrees}), ("test", {"sampled": True}), ("register", {}), ("depart", {"plate": "鲁B12345"}),
        ("hand_over", {"to": "enterprise", "name": "王工"}),
    ):  # fmt: skip
        answer = send("officer", f"{one}/{move}", {"others": others, **given})
        assert answer.status_code == 200, (move, answer.content.decode())
    assert answer.json()["state"] == "handed_over" and answer.json()["in_time"] is True
    assert {row.state for row in Arrival.objects.all()} == {"handed_over"}
    receipt = HandOver.objects.get()
    path = f"/api/v1/campaigns/plain/hand-overs/{receipt.pk}/confirmation"
    assert calling("shop_liaison").post(path).status_code == 404
    assert calling("liaison").post(path).json()["confirmed_as"] == cast.liaison.name


def test_services_are_watched_and_moved(cast, calling):
    at = "2020-02-20T15:30:00+08:00"
    client = calling("desk")
    path = "/api/v1/campaigns/plain/arrival-services"
    made = client.post(path, json.dumps({"gate": "air", "number": "oz 317", "at": at}), content_type="application/json")
    assert (made.status_code, made.json()["number"]) == (201, "OZ317")
    late = {"expected_at": "2020-02-20T16:30:00+08:00"}
    moved = client.patch(f"{path}/{made.json()['id']}", json.dumps(late), content_type="application/json")
    assert moved.json()["expected_at"] == "2020-02-20T08:30:00Z"
    assert [each["number"] for each in client.get(path, {"day": "2020-02-20"}).json()["items"]] == ["OZ317"]
    assert calling("liaison").get(path).status_code == 403
