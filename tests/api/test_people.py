"""People's files and health through the API: numbers go in and never out, repeats change nothing, bad rows are named."""

import json
from typing import Any

import pytest

from fugong.workforce import documents
from fugong.workforce.models import HealthReport, HealthTotal, Person

pytestmark = pytest.mark.django_db
C = "/api/v1/campaigns/plain"


def number(n: int) -> str:
    first = f"11010119900307{n:03d}"
    return first + documents.check_sign(first)


def test_a_file_is_opened_found_by_its_number_and_shows_none(cast: Any, client: Any) -> None:
    client.force_login(cast.liaison)
    body = {
        "name": "张三",
        "document": number(1),
        "phone": "13812345678",
        "enterprise": cast.river.pk,
        "origin": "江苏赣榆",
    }
    made = client.post(f"{C}/people", body, content_type="application/json")
    assert made.status_code == 201, made.content
    assert number(1) not in made.content.decode() and "13812345678" not in made.content.decode()
    assert made.json()["enterprises"] == [cast.river.pk] and made.json()["state"] == "waiting"
    again = client.post(f"{C}/people", body, content_type="application/json")
    assert again.json()["id"] == made.json()["id"] and Person.objects.count() == 1
    found = client.post(f"{C}/people/lookup", {"document": number(1)}, content_type="application/json")
    assert found.json()["id"] == made.json()["id"]
    wrong = client.post(f"{C}/people", body | {"document": "1"}, content_type="application/json")
    assert wrong.status_code == 422 and "document" in wrong.content.decode()
    client.force_login(cast.shop_liaison)
    assert client.get(f"{C}/people/{made.json()['id']}").status_code == 404
    assert (
        client.post(f"{C}/people/lookup", {"document": number(1)}, content_type="application/json").status_code == 404
    )


def test_readings_by_the_thousand_are_taken_once_and_bad_rows_are_named(cast: Any, client: Any) -> None:
    client.force_login(cast.liaison)
    ids = [
        client.post(
            f"{C}/people",
            {"name": f"员工{n}", "document": number(n), "enterprise": cast.river.pk},
            content_type="application/json",
        ).json()["id"]
        for n in range(3)
    ]
    lines = "\n".join(
        json.dumps({"person": each, "at": "2020-02-20T08:00:00+08:00", "temperature": 36.5}) for each in ids
    )
    for new in (3, 0):
        taken = client.post(f"{C}/health/bulk", lines, content_type="application/x-ndjson")
        assert taken.json() == {"new": new}
    assert HealthTotal.objects.get().reported == 3
    csv = f"person,at,temperature,symptoms\n{ids[0]},2020-02-20T11:30:00+08:00,36.6,\n999999,2020-02-20T11:30:00+08:00,36.6,\n"
    refused = client.post(f"{C}/health/bulk", csv, content_type="text/csv")
    assert refused.status_code == 422 and "rows[2].person" in refused.content.decode()
    assert HealthReport.objects.count() == 3
    one = client.post(f"{C}/people/{ids[0]}/health", {"temperature": 38.5}, content_type="application/json")
    assert one.json() == {"new": 1}
    ahead = {"temperature": 36.5, "at": "2020-06-01T08:00:00+08:00"}
    assert client.post(f"{C}/people/{ids[0]}/health", ahead, content_type="application/json").status_code == 422
    client.force_login(cast.officer)
    case = client.get(f"{C}/health/cases").json()["items"][0]
    moved = client.post(f"{C}/health/cases/{case['id']}/moves", {"move": "take"}, content_type="application/json")
    assert moved.json()["state"] == "taken"
    assert client.get(f"{C}/health/days").json()["items"][0]["exceptions"] == 1
