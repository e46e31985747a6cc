"""Demands by the API: raised, found, moved along their arrows; causes and tasks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fugong.demands.models import Demand
from fugong.demands.tests.conftest import PNG
from ground.cast import Cast

Calling = Callable[[str], Client]
DEMANDS = "/api/v1/campaigns/plain/demands"


def send(client: Client, address: str, body: Any = None, status: int | None = None) -> Any:
    answer = client.post(address, json.dumps(body or {}), content_type="application/json")
    assert status is None or answer.status_code == status, answer.content.decode()
    return answer.json()


def raised(cast: Cast, client: Client, text: str = "缺10名焊工", **more: Any) -> Any:
    return send(client, DEMANDS, {"enterprise": cast.river.pk, "text": text, "category": "labour", **more}, 201)


@pytest.fixture
def demand(cast: Cast, calling: Calling) -> Any:
    return raised(cast, calling("liaison"), source="one_key")


def moves(found: Any) -> set[str]:
    return {each["key"] for each in found["open_moves"]}


def test_whoever_raises_it_is_told_who_answers_by_when(demand: Any) -> None:
    assert (demand["state"], demand["lead"], demand["supporting"]) == ("received", "bureau", ["town"])
    assert demand["answer_due_at"] == "2020-02-21T04:00:00Z" and demand["due_at"] == "2020-02-20T06:00:00Z"
    assert demand["number"] == "D20200220-0001" and demand["source"] == "one_key"


def test_the_way_from_taking_on_to_rating(cast: Cast, calling: Calling, demand: Any) -> None:
    one, bureau, liaison = f"{DEMANDS}/{demand['id']}", calling("bureau"), calling("liaison")
    assert moves(bureau.get(one).json()) >= {"accept", "decline"}
    assert send(bureau, f"{one}/accept", status=200)["state"] == "accepted"
    asked = send(bureau, f"{one}/suspend", {"reason": "请补图纸"}, 200)
    assert (asked["state"], asked["owes"], asked["due_at"]) == ("suspended", "请补图纸", None)
    assert send(liaison, f"{one}/supply", {"text": "图纸在此"}, 200)["state"] == "accepted"
    answered = send(bureau, f"{one}/answer", {"text": "已联系人社局", "texts": {"ko": "연락했습니다"}}, 200)
    assert (answered["state"], answered["said"][-1]["texts"]) == ("answered", {"ko": "연락했습니다"})
    rated = send(liaison, f"{one}/confirm", {"stars": 5, "rating": "谢谢"}, 200)
    assert (rated["state"], rated["stars"], rated["rating"]) == ("confirmed", 5, "谢谢")
    assert moves(rated) == set()


def test_what_is_split_is_answered_by_its_parts(cast: Cast, calling: Calling, demand: Any) -> None:
    one, bureau = f"{DEMANDS}/{demand['id']}", calling("bureau")
    send(bureau, f"{one}/accept")
    portions = [{"text": "缺焊工", "department": "bureau"}, {"text": "缺宿舍", "department": "town"}]
    whole = send(bureau, f"{one}/split", {"portions": portions}, 200)
    assert whole["state"] == "split" and len(whole["parts"]) == 2
    for part, who in zip(sorted(whole["parts"]), ("bureau", "town"), strict=True):
        send(calling(who), f"{DEMANDS}/{part}/accept", status=200)
        send(calling(who), f"{DEMANDS}/{part}/answer", {"text": "已办"}, 200)
    assert bureau.get(one).json()["state"] == "answered"


def test_lists_are_narrowed_and_paged(cast: Cast, calling: Calling) -> None:
    desk = calling("desk")
    numbers = [raised(cast, desk, f"缺焊工{n}", source="telephone")["id"] for n in range(3)]
    raised(cast, desk, "宿舍不够", category="lodging", source="visit")

    def found(**query: Any) -> list[int]:
        return [each["id"] for each in desk.get(DEMANDS, query).json()["items"]]

    assert len(found()) == 4
    assert found(category="labour") == numbers[::-1]
    assert found(q="焊工1") == [numbers[1]]
    assert found(state="answered") == found(overdue=True) == found(lead="nobody") == []
    first = desk.get(DEMANDS, {"limit": 3}).json()
    rest = desk.get(DEMANDS, {"limit": 3, "after": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)


@pytest.mark.parametrize("who", ["shop_liaison", "hill_town", "stranger"])
def test_what_is_not_seen_is_not_there(cast: Cast, calling: Calling, demand: Any, who: str) -> None:
    client = calling(who)
    assert client.get(f"{DEMANDS}/{demand['id']}").status_code == 404
    assert client.post(f"{DEMANDS}/{demand['id']}/accept", "{}", content_type="application/json").status_code in (
        403,
        404,
    )
    assert Demand.objects.get().state == "received"


def test_the_enterprise_reads_nothing_that_was_said_within_the_authority(
    cast: Cast, calling: Calling, demand: Any
) -> None:
    one = f"{DEMANDS}/{demand['id']}"
    assert send(calling("bureau"), f"{one}/notes", {"text": "内部研究"}, 201)["inside"] is True
    assert [each["text"] for each in calling("bureau").get(one).json()["said"]] == ["内部研究"]
    assert calling("liaison").get(one).json()["said"] == []


def test_a_step_that_cannot_be_taken_says_why_and_changes_nothing(cast: Cast, calling: Calling, demand: Any) -> None:
    one, bureau = f"{DEMANDS}/{demand['id']}", calling("bureau")
    assert "code" in send(bureau, f"{one}/answer", {"text": ""}, 422)
    assert "code" in send(calling("desk"), f"{one}/designate", {"category": "nonsense"}, 422)
    assert bureau.post(f"{one}/confirm", '{"stars": 5}', content_type="application/json").status_code in (403, 404)
    send(bureau, f"{one}/accept", status=200)
    send(bureau, f"{one}/accept", status=409)
    assert bureau.get(one).json()["state"] == "accepted"


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": "长" * 20_001},
        {"category": "nonsense"},
        {"source": "rumour"},
        {"contact_phone": "问门卫"},
    ],
    ids=["no words", "too many words", "no category", "no source", "no telephone"],
)
def test_what_cannot_be_raised_is_refused_at_its_field(cast: Cast, calling: Calling, body: dict[str, str]) -> None:
    given = {"enterprise": cast.river.pk, "text": "缺人", "category": "labour", "source": "telephone", **body}
    said = send(calling("desk"), DEMANDS, given, 422)
    [field] = {each["where"] for each in said["faults"]}
    assert field == next(iter(body)) and not Demand.objects.exists()


def test_a_file_comes_with_the_reply_and_is_fetched(
    cast: Cast, calling: Calling, demand: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    one, bureau, liaison = f"{DEMANDS}/{demand['id']}", calling("bureau"), calling("liaison")
    send(bureau, f"{one}/accept")
    send(bureau, f"{one}/suspend", {"reason": "请拍照"})
    photo = SimpleUploadedFile("门牌.png", PNG, "image/png")
    answer = liaison.post(f"{one}/reply", {"file": photo, "text": "照片"})
    assert answer.status_code == 200, answer.content.decode()
    [file] = answer.json()["files"]
    fetched = bureau.get(f"{one}/files/{file['uid']}")
    assert fetched["Content-Disposition"].startswith("attachment") and b"".join(fetched.streaming_content)
    assert calling("shop_liaison").get(f"{one}/files/{file['uid']}").status_code == 404


def test_several_become_one_cause_with_one_answer(cast: Cast, calling: Calling) -> None:
    desk, causes = calling("desk"), "/api/v1/campaigns/plain/causes"
    ids = [raised(cast, desk, f"缺焊工{n}", source="telephone")["id"] for n in range(3)]
    cause = send(desk, causes, {"title": "缺工", "demands": ids}, 201)
    assert [each["title"] for each in desk.get(causes).json()["items"]] == ["缺工"]
    said = send(calling("bureau"), f"{causes}/{cause['id']}/answer", {"text": "周六专场招聘会"}, 200)
    assert sorted(said["answered"]) == ids
    assert set(Demand.objects.values_list("state", flat=True)) == {"answered"}


def test_a_task_is_given_done_and_confirmed_by_who_asked(cast: Cast, calling: Calling, demand: Any) -> None:
    desk, bureau, tasks = calling("desk"), calling("bureau"), "/api/v1/campaigns/plain/tasks"
    given = {
        "what": "联系人社局",
        "owner": cast.bureau.username,
        "deadline": "2020-02-22T04:00:00Z",
        "demand": demand["id"],
    }
    task = send(desk, tasks, given, 201)
    assert (task["state"], task["owner"], task["demand"]) == ("open", cast.bureau.name, demand["id"])
    assert send(bureau, f"{tasks}/{task['id']}/finish", {"proof": "已联系"}, 200)["state"] == "done"
    assert bureau.post(f"{tasks}/{task['id']}/confirm", "{}", content_type="application/json").status_code == 403
    assert send(desk, f"{tasks}/{task['id']}/confirm", status=200)["state"] == "confirmed"
