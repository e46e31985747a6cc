"""Notices by the API: from the draft to “I have read it”, each by whom it belongs to."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from ground.cast import Cast

ALL = "/api/v1/campaigns/plain/notices"


def test_from_the_draft_to_the_confirmation(cast: Cast, calling: Callable[[str], Client]) -> None:
    desk, liaison, other = calling("desk"), calling("liaison"), calling("shop_liaison")

    def post(client: Client, end: str, body: Any, status: int = 200) -> Any:
        answer = client.post(f"{ALL}{end}", body, content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    number = post(desk, "", {"kind": "notice"}, 201)["id"]
    text = {"zh": {"title": "告知书", "body": "请自查。"}}
    kept = desk.put(f"{ALL}/{number}/texts", {"texts": text, "changes": "", "public": True}, "application/json").json()
    assert kept["texts"] == text
    assert {move["key"] for move in kept["moves"]} >= {"publish", "discard"}
    assert post(desk, f"/{number}/versions/1/publish", {})["state"] == "published"
    audience = {"enterprises": [cast.river.pk, cast.neighbour.pk]}
    assert post(desk, f"/{number}/previews", audience)["enterprises"] == 1, "next door is out of reach"
    assert post(desk, f"/{number}/sendings", audience, 201)["enterprises"] == 1
    post(desk, f"/{number}/sendings", audience, 422)
    assert [row["id"] for row in liaison.get(ALL).json()["items"]] == [number]
    assert other.get(ALL).json()["items"] == []
    post(other, f"/{number}/confirmations", {"enterprise": cast.river.pk}, 404)
    assert post(liaison, f"/{number}/confirmations", {"enterprise": cast.river.pk})["confirmed_at"]
    post(liaison, f"/{number}/versions/1/withdraw", {"reason": "x"}, 403)
    assert desk.get(f"{ALL}/{number}/receipts?state=open").json()["items"] == []
    assert desk.get(f"{ALL}/{number}").json()["tally"] == {"sent": 1, "opened": 1, "confirmed": 1}
