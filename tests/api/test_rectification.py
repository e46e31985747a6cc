"""Extensions, objections and examples by the API: the enterprise asks, somebody who had no hand in it decides."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.core import clock
from fugong.rectification.actions import examples, stops
from fugong.rectification.models import Example, Extension, Notice
from fugong.rectification.tests import stage as ground

BASE = "/api/v1/campaigns/plain"
JSON = "application/json"
Calling = Callable[[str], Any]


@pytest.fixture
def stage(cast: Any, settings: Any, tmp_path: Any) -> Iterator[ground.Stage]:
    settings.MEDIA_ROOT = tmp_path
    yield ground.build(cast)


def post(client: Any, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(f"{BASE}/{path}", body if body is not None else {}, content_type=JSON, headers=headers)


def asked(stage: ground.Stage, calling: Calling, **more: Any) -> tuple[Notice, dict[str, Any]]:
    notice = stage.issued("masks", "doors")
    until = (notice.due_at or clock.now()) + dt.timedelta(hours=6)
    body = {"until": until.isoformat(), "why": "配件未到"} | more
    answer = post(calling("liaison"), f"rectification-notices/{notice.pk}/extensions", body)
    return notice, answer.json() | {"status_of_answer": answer.status_code}


def test_more_time_is_asked_for_and_granted_by_another_than_the_issuer(stage: ground.Stage, calling: Calling) -> None:
    notice, said = asked(stage, calling)
    assert (said["status_of_answer"], said["state"], said["notice"]) == (201, "asked", notice.pk)
    assert said["number"] == notice.number
    one = f"extensions/{said['id']}"
    assert post(calling("inspector"), f"{one}/grant", {"reason": "好"}).status_code == 403, "the issuer"
    assert post(calling("liaison"), f"{one}/grant").status_code == 403
    assert post(calling("bureau"), f"{one}/refuse").status_code == 422, "no needs a reason"
    done = post(calling("bureau"), f"{one}/grant", {"reason": "好"})
    assert (done.status_code, done.json()["state"]) == (200, "granted")
    notice.refresh_from_db()
    assert notice.due_at == Extension.objects.get().until
    assert post(calling("bureau"), f"{one}/refuse", {"reason": "不"}).status_code == 409


def test_more_time_is_refused_or_taken_back(stage: ground.Stage, calling: Calling) -> None:
    notice, said = asked(stage, calling)
    back = post(calling("liaison"), f"extensions/{said['id']}/take-back")
    assert (back.status_code, back.json()["state"]) == (200, "taken_back")
    until = ((notice.due_at or clock.now()) + dt.timedelta(hours=2)).isoformat()
    path = f"rectification-notices/{notice.pk}/extensions"
    again = post(calling("liaison"), path, {"until": until, "why": "还是要"})
    no = post(calling("bureau"), f"extensions/{again.json()['id']}/refuse", {"reason": "理由不足"})
    assert (no.json()["state"], no.json()["opinion"]) == ("refused", "理由不足")
    listed = calling("bureau").get(f"{BASE}/extensions?state=refused&notice={notice.pk}").json()["items"]
    assert [each["id"] for each in listed] == [again.json()["id"]]


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59Z", "2020-02-20T01:00:00Z", "2020-02-21T01:00:00", "soon"])
def test_a_time_that_fits_not_is_told_at_its_field(stage: ground.Stage, calling: Calling, until: str) -> None:
    _notice, said = asked(stage, calling, until=until)
    assert said["status_of_answer"] == 422 and "until" in said["faults"][0]["where"]


def test_a_repeat_with_its_key_asks_once(stage: ground.Stage, calling: Calling) -> None:
    notice = stage.issued()
    until = ((notice.due_at or clock.now()) + dt.timedelta(hours=6)).isoformat()
    path, body = f"rectification-notices/{notice.pk}/extensions", {"until": until, "why": "配件未到"}
    client, key = calling("liaison"), {"Idempotency-Key": "0123456789"}
    first, again = post(client, path, body, **key), post(client, path, body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and Extension.objects.count() == 1


def test_an_objection_to_a_notice_is_filed_and_changed_on(stage: ground.Stage, calling: Calling) -> None:
    notice = stage.issued("masks", "doors")
    made = post(calling("liaison"), f"rectification-notices/{notice.pk}/appeals", {"grounds": "不是通道"})
    assert (made.status_code, made.json()["state"], made.json()["stop_work"]) == (201, "filed", None)
    one = f"appeals/{made.json()['id']}"
    items = list(notice.items.values_list("pk", flat=True))
    assert post(calling("inspector"), f"{one}/uphold", {"reason": "好"}).status_code == 403, "who issued it"
    assert post(calling("bureau"), f"{one}/change", {"reason": "好"}).status_code == 422, "say what changes"
    far = {"reason": "好", "deadline": "9999-12-31T00:00:00Z"}
    assert post(calling("bureau"), f"{one}/change", far).status_code == 422
    done = post(calling("bureau"), f"{one}/change", {"reason": "其中一项不成立", "drop": items[:1]})
    assert (done.status_code, done.json()["state"]) == (200, "changed")
    assert list(notice.items.order_by("pk").values_list("outcome", flat=True)) == ["dropped", ""]


@pytest.mark.parametrize(("way", "state"), [("uphold", "upheld"), ("annul", "annulled")])
def test_an_objection_is_upheld_or_the_paper_annulled(
    stage: ground.Stage, calling: Calling, way: str, state: str
) -> None:
    notice = stage.issued()
    made = post(calling("liaison"), f"rectification-notices/{notice.pk}/appeals", {"grounds": "不是通道"}).json()
    done = post(calling("leader"), f"appeals/{made['id']}/{way}", {"reason": "经复核"})
    assert (done.status_code, done.json()["state"], done.json()["opinion"]) == (200, state, "经复核")
    notice.refresh_from_db()
    assert notice.state == ("annulled" if way == "annul" else "issued")


def test_against_an_order_only_once_it_is_one_and_by_its_own_enterprise(stage: ground.Stage, calling: Calling) -> None:
    stop = stage.proposed()
    path, body = f"stop-works/{stop.pk}/appeals", {"grounds": "已停产"}
    assert post(calling("liaison"), path, body).status_code == 404, "a proposal is the authority's own business"
    stops.order(stop=stop, by=stage.leader)
    assert post(calling("shop_liaison"), path, body).status_code == 404
    assert post(calling("bureau"), path, body).status_code == 403
    made = post(calling("liaison"), path, body)
    assert (made.status_code, made.json()["stop_work"]) == (201, stop.pk)
    one = f"appeals/{made.json()['id']}"
    assert calling("shop_liaison").get(f"{BASE}/{one}").status_code == 404
    assert calling("shop_liaison").get(f"{BASE}/appeals").json()["items"] == []
    back = post(calling("liaison"), f"{one}/take-back")
    assert (back.status_code, back.json()["state"]) == (200, "taken_back")


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("食堂.jpg", ground.photo(), content_type="image/jpeg")


def proposed(stage: ground.Stage, calling: Calling, **more: Any) -> Any:
    body = {"title": "一人一桌", "text": "分三批用餐", "after": picture()} | more
    return calling("inspector").post(f"{BASE}/enterprises/{stage.river.pk}/examples", body)


def test_an_example_is_proposed_checked_by_another_and_read_by_others(stage: ground.Stage, calling: Calling) -> None:
    made = proposed(stage, calling)
    assert (made.status_code, made.json()["state"]) == (201, "proposed"), made.content.decode()
    one, (file,) = f"examples/{made.json()['id']}", made.json()["files"]
    assert calling("shop_liaison").get(f"{BASE}/{one}").status_code == 404, "nobody else reads it before"
    assert post(calling("inspector"), f"{one}/publish").status_code == 403
    done = post(calling("desk"), f"{one}/publish", {"reason": "可学"})
    assert (done.status_code, done.json()["state"], done.json()["opinion"]) == (200, "published", "可学")
    read = calling("shop_liaison").get(f"{BASE}/examples").json()["items"]
    assert [each["title"] for each in read] == ["一人一桌"]
    assert (read[0]["enterprise"], read[0]["enterprise_name"], read[0]["opinion"]) == (None, "", ""), "not named"
    narrowed = f"{BASE}/examples?enterprise={stage.river.pk}"
    assert calling("shop_liaison").get(narrowed).json()["items"] == [], "nor found by its number"
    assert len(calling("desk").get(narrowed).json()["items"]) == 1
    content = calling("shop_liaison").get(f"{BASE}/{one}/files/{file['uid']}")
    assert content.status_code == 200 and content["Content-Type"] == file["kind"]
    assert len(content.getvalue()) == file["size"]
    assert calling("stranger").get(f"{BASE}/{one}/files/{file['uid']}").status_code == 404
    assert post(calling("shop_liaison"), f"{one}/withdraw", {"reason": "x"}).status_code == 403
    gone = post(calling("desk"), f"{one}/withdraw", {"reason": "不再适用"})
    assert gone.json()["state"] == "withdrawn"
    assert calling("shop_liaison").get(f"{BASE}/{one}").status_code == 404


def test_an_enterprise_that_agreed_is_named(stage: ground.Stage, calling: Calling) -> None:
    made = proposed(stage, calling, named="true", segments=[])
    examples.publish(example=Example.objects.get(pk=made.json()["id"]), by=stage.cast.desk)
    (read,) = calling("shop_liaison").get(f"{BASE}/examples").json()["items"]
    assert (read["enterprise"], read["enterprise_name"]) == (stage.river.pk, stage.river.name)


def test_what_isnt_whole_is_refused_at_its_field(stage: ground.Stage, calling: Calling) -> None:
    for body, field in (
        ({"title": ""}, "title"),
        ({"before": SimpleUploadedFile("x.exe", b"MZ")}, "before"),
        ({"finding": "999999"}, "finding"),
        ({"segments": ["nowhere"]}, "segments"),
    ):
        said = proposed(stage, calling, **body)
        assert said.status_code == 422 and field in said.json()["faults"][0]["where"], said.content.decode()
    bare = calling("inspector").post(f"{BASE}/enterprises/{stage.river.pk}/examples", {"title": "x", "text": "y"})
    assert bare.status_code == 422, "an example needs a photo"
    assert Example.objects.count() == 0


def test_what_was_put_right_brings_its_photos_along(stage: ground.Stage, calling: Calling) -> None:
    notice = stage.answered()
    stage.looked_at(notice, right=True)
    finding = notice.items.get().finding_id
    body = {"title": "口罩", "text": "按人储备", "finding": finding}
    made = calling("inspector").post(f"{BASE}/enterprises/{stage.river.pk}/examples", body)
    assert (made.status_code, made.json()["kind"], made.json()["finding"]) == (201, "corrected", finding)
    assert [each["stage"] for each in made.json()["files"]] == ["after"]
    declined = post(calling("desk"), f"examples/{made.json()['id']}/decline", {"reason": "看不清"})
    assert (declined.status_code, declined.json()["state"]) == (200, "declined")


def test_a_notices_deadline_without_a_zone_is_told_not_broken(stage: ground.Stage, calling: Calling) -> None:
    finding = stage.found()
    body = {"enterprise": stage.river.pk, "findings": [finding.pk], "deadline": "2020-02-20T13:00:00"}
    answer = post(calling("inspector"), "rectification-notices", body)
    assert answer.status_code == 422 and "deadline" in answer.json()["faults"][0]["where"]


def test_lists_ask_as_many_questions_for_ten_as_for_one(
    stage: ground.Stage, calling: Calling, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        examples.propose(
            campaign=stage.campaign, enterprise=stage.river, title=f"{number}", text="y", by=stage.finder,
            after=[("x.jpg", ground.photo("green"))],
        )  # fmt: skip
    client = calling("desk")
    client.get(f"{BASE}/examples")
    with django_assert_max_num_queries(12):
        assert len(client.get(f"{BASE}/examples").json()["items"]) == 4
