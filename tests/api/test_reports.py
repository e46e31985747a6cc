"""Daily reports by program: one, or a whole district's in one call."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from ground.cast import Cast

Calling = Callable[[str], Client]
CAMPAIGN = "/api/v1/campaigns/plain"
BULK = f"{CAMPAIGN}/reports/bulk"


def send(client: Client, address: str, body: Any) -> Any:
    return client.post(address, body, content_type="application/json")


def bulk(client: Client, rows: list[Any], query: str = "", lines: bool = False) -> Any:
    if lines:
        body = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        return client.post(f"{BULK}?{query}", body.encode(), content_type="application/x-ndjson")
    return client.post(f"{BULK}?{query}", json.dumps(rows), content_type="application/json")


def row(enterprise: Any, **values: int) -> dict[str, Any]:
    return {
        "uscc": enterprise.uscc,
        "staff_back": 10,
        "staff_local": 4,
        "staff_outside": 6,
        "exceptions": 0,
        "capacity": 50,
        **values,
    }


def test_a_report_and_its_correction(cast: Cast, calling: Calling) -> None:
    liaison, address = calling("liaison"), f"{CAMPAIGN}/enterprises/{cast.river.pk}/reports"
    values = {"staff_back": 116, "staff_local": 100, "staff_outside": 16, "capacity": 60, "exceptions": 0}
    first = send(liaison, address, values)
    assert first.status_code == 200 and first.json()["report"]["seq"] == 1, first.json()
    assert send(liaison, address, values).json()["report"] is None  # nothing new
    corrected = {**values, "staff_back": 117, "staff_local": 101}
    assert send(liaison, address, corrected).status_code == 422  # says not why
    second = send(liaison, address, {**corrected, "reason": "counted again"})
    assert second.json()["report"]["seq"] == 2
    assert [each["seq"] for each in liaison.get(address).json()] == [2, 1]


def test_faults_name_the_field(cast: Cast, calling: Calling) -> None:
    address = f"{CAMPAIGN}/enterprises/{cast.river.pk}/reports"
    refused = send(calling("liaison"), address, {"staff_total": 5, "staff_back": 9})
    assert refused.status_code == 422
    assert "staff_back" in {fault["where"] for fault in refused.json()["faults"]}
    assert send(calling("liaison"), address, {"staff_back": -1}).json()["faults"][0]["where"] == "body.staff_back"


def test_a_day_to_come_is_refused(cast: Cast, calling: Calling) -> None:
    address = f"{CAMPAIGN}/enterprises/{cast.river.pk}/reports"
    refused = send(calling("liaison"), address, {"day": "2020-02-21", "staff_back": 1})
    assert refused.status_code == 422 and refused.json()["faults"][0]["where"] == "day"


def test_nobody_reports_for_another_enterprise(cast: Cast, calling: Calling) -> None:
    address = f"{CAMPAIGN}/enterprises/{cast.river.pk}/reports"
    assert send(calling("shop_liaison"), address, {"staff_back": 1}).status_code == 404
    assert send(calling("leader"), address, {"staff_back": 1}).status_code == 403


def test_many_reports_as_an_array_or_a_line_each(cast: Cast, calling: Calling) -> None:
    desk = calling("desk")
    answer = bulk(desk, [row(cast.river), row(cast.hill)])
    assert answer.json() == {"taken": 2, "unchanged": 0, "refused": 0, "faults": []}, answer.json()
    again = bulk(desk, [row(cast.river), row(cast.hill), row(cast.shop, staff_back=7, staff_outside=3)], lines=True)
    assert (again.json()["taken"], again.json()["unchanged"]) == (1, 2)
    standings = desk.get(f"{CAMPAIGN}/standings", {"reported": "true"}).json()["items"]
    assert {each["enterprise"]: each["staff_back"] for each in standings}[cast.shop.pk] == 7
    assert len(standings) == 3


def test_all_or_none_or_the_good_ones(cast: Cast, calling: Calling) -> None:
    rows = [row(cast.river), row(cast.neighbour), row(cast.hill, staff_local=5)]
    refused = bulk(calling("desk"), rows)
    assert refused.status_code == 422
    assert [fault["where"] for fault in refused.json()["faults"]] == ["rows[2].uscc", "rows[3].staff_back"]
    assert calling("desk").get(f"{CAMPAIGN}/standings?reported=true").json()["items"] == []
    good = bulk(calling("desk"), rows, "only_good=true").json()
    assert (good["taken"], good["refused"]) == (1, 2)


def test_what_cannot_be_read_is_said_by_row(cast: Cast, calling: Calling) -> None:
    refused = bulk(calling("desk"), [row(cast.river), {"uscc": cast.hill.uscc, "staff_back": "ten"}])
    assert refused.status_code == 422 and refused.json()["faults"][0]["where"] == "rows[2].staff_back"
    for body in (b"", b"nonsense", b"{", b"[1]", b'{"uscc":"\\u0000"}', "全角".encode("gbk")):
        answer = calling("desk").post(BULK, body, content_type="application/x-ndjson")
        assert answer.status_code in (400, 422) or (not body and answer.status_code == 200), (body, answer.content)


def test_a_repeated_bulk_of_one_key_is_taken_once(cast: Cast, calling: Calling) -> None:
    desk = calling("desk")
    key = {"Idempotency-Key": "day-2020-02-20-part-1"}
    first = desk.post(BULK, json.dumps([row(cast.river)]), content_type="application/json", headers=key)
    second = desk.post(BULK, json.dumps([row(cast.river)]), content_type="application/json", headers=key)
    assert first.json()["taken"] == 1 and second.content == first.content
