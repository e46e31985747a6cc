"""Visits and their evidence by the API, as the phone sends them."""

import json
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.core.ids import uuid7
from fugong.inspections.actions import rounds
from fugong.inspections.models import Evidence, Visit
from fugong.inspections.tests.giving import photo
from fugong.rectification.actions import findings
from fugong.rectification.models import Finding


@pytest.fixture
def phone(cast: Any, client: Any, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(cast.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def body(cast: Any, **more: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid7()),
        "enterprise": cast.river.pk,
        "kind": "round",
        "checklists": ["basics"],
        "items": [
            {"checklist": "basics", "item": "doors", "passed": False, "value": None, "note": "堵塞", "corrected": True}
        ],
        "started_at": "2020-02-20T03:20:00Z",
        "finished_at": "2020-02-20T03:50:00.123Z",
        "signature": {"name": "李", "strokes": [[[1, 2], [3.5, 4]]], "width": 300, "height": 120.5, "refusal": ""},
        "place": {"latitude": 24.6, "longitude": 118.15, "accuracy": 12, "at": "2020-02-20T03:49:00Z"},
        "device": "x",
        "note": "",
        "pack_version": cast.campaign.pack_version_id,
        **more,
    }


def post(client: Any, said: dict[str, Any]) -> Any:
    return client.post("/api/v1/campaigns/plain/visits", json.dumps(said), content_type="application/json")


def test_a_visit_sent_twice_is_one_and_another_edition_is_counted(cast: Any, phone: Any) -> None:
    said = body(cast)
    first, again = post(phone, said), post(phone, said)
    assert (first.status_code, again.status_code) == (201, 201), first.content.decode()
    assert first.json()["id"] == again.json()["id"] and Visit.objects.count() == 1
    assert first.json()["url"] == f"/c/plain/visits/{first.json()['id']}/"
    assert post(phone, {**said, "note": "再看"}).json()["edits"] == 1


def test_who_was_sent_there_from_elsewhere_records_too(cast: Any, phone: Any, settings: Any) -> None:
    phone.force_login(cast.spare, backend=settings.AUTHENTICATION_BACKENDS[0])
    said = body(cast)
    assert post(phone, said).status_code in (403, 404), "an enterprise that isn't the officer's"
    rounds.add_stop(campaign=cast.campaign, day=clock.today(), enterprise=cast.river, by=cast.desk, officer=cast.spare)
    answer = post(phone, said)
    assert answer.status_code == 201, answer.content.decode()
    assert Visit.objects.get().by == cast.spare
    found = Finding.objects.get()
    assert (found.state, found.corrected_by) == ("corrected", cast.spare)
    Finding.objects.update(state="open")
    with pytest.raises(NotAllowed):
        findings.correct(finding=found, by=cast.spare, photos=[("x.jpg", photo())])
    file = photo()
    url = f"/api/v1/evidence/{uuid7()}?visit={said['uid']}&item=doors&kind=photo&checklist=basics"
    span = f"bytes 0-{len(file) - 1}/{len(file)}"
    assert phone.put(url, file, content_type="image/jpeg", headers={"Content-Range": span}).json()["complete"]
    assert Evidence.objects.get().visit == Visit.objects.get()


def test_a_photo_comes_in_pieces_and_can_be_asked_for(cast: Any, phone: Any) -> None:
    said = body(cast)
    post(phone, said)
    file, number = photo(size=(500, 400)), uuid7()
    url = f"/api/v1/evidence/{number}?visit={said['uid']}&item=doors&kind=photo&checklist=basics"

    def put(content: bytes, span: str) -> Any:
        return phone.put(
            url, content, content_type="image/jpeg", headers={"Content-Range": f"bytes {span}/{len(file)}"}
        ).json()

    assert put(b"", "*") == {"uid": str(number), "received": 0, "complete": False, "sha256": ""}
    assert put(file[:1000], "0-999")["received"] == 1000
    assert put(file[2000:], f"2000-{len(file) - 1}")["received"] == 1000  # a gap
    assert put(file[1000:], f"1000-{len(file) - 1}")["complete"]
    assert put(b"", "*")["complete"]
    kept = phone.get(f"/api/v1/evidence/{number}")
    assert kept["Content-Type"] == "image/jpeg" and kept["X-Content-Type-Options"] == "nosniff"
    b"".join(kept.streaming_content)
    assert Evidence.objects.get().checklist == "basics"


def test_what_isnt_a_photo_is_told_in_a_sentence(cast: Any, phone: Any) -> None:
    said = body(cast)
    post(phone, said)
    url = f"/api/v1/evidence/{uuid7()}?visit={said['uid']}&item=doors&kind=photo"
    refused = phone.put(url, b"%PDF-1.4 %%EOF", content_type="image/jpeg", headers={"Accept-Language": "en"})
    assert refused.status_code == 422 and "PDF" in refused.json()["detail"]
    broken = phone.put(url, b"abc", content_type="image/jpeg", headers={"Content-Range": "bytes 0-9/10"})
    assert broken.status_code == 422


def test_a_body_that_cant_be_kept_names_the_item(cast: Any, phone: Any) -> None:
    refused = post(phone, body(cast, items=[{"checklist": "basics", "item": "nope", "passed": True}]))
    assert refused.status_code == 422 and refused.json()["faults"][0]["where"] == "nope"
    assert not Visit.objects.exists()


def test_the_list_is_narrowed_and_a_stranger_sees_none(cast: Any, phone: Any, client: Any, settings: Any) -> None:
    post(phone, body(cast))
    assert len(phone.get("/api/v1/campaigns/plain/visits?result=faults").json()["items"]) == 1
    assert phone.get("/api/v1/campaigns/plain/visits?kind=search").json()["items"] == []
    client.force_login(cast.stranger, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/api/v1/campaigns/plain/visits").status_code == 404
