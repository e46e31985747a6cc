"""From draft to approval by program: what pages do in clicks, an enterprise's own system does in calls."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fugong.core import clock
from fugong.resumption.arrows import FILING, RESUMPTION, SUSPENSION
from fugong.resumption.models import Resumption
from fugong.web.api import filings, resumptions, suspensions
from ground.cast import Cast

Calling = Callable[[str], Client]
CAMPAIGN = "/api/v1/campaigns/plain"
FILINGS = f"{CAMPAIGN}/filings"


@pytest.fixture(autouse=True)
def documents_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(client: Client, method: str, address: str, body: Any = None) -> Any:
    return getattr(client, method)(address, body or {}, content_type="application/json")


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return SimpleUploadedFile("门口.jpg", out.getvalue(), content_type="image/jpeg")


def draft(cast: Cast, liaison: Client, enterprise: Any) -> dict[str, Any]:
    made = send(liaison, "post", FILINGS, {"enterprise": enterprise.pk})
    assert made.status_code == 201, made.json()
    return made.json()


def answer_all(cast: Cast, liaison: Client, filing: dict[str, Any]) -> None:
    """Answers whatever the pack's form asks and attaches whatever paper it wants."""
    section = cast.campaign.pack.resumption
    kinds = {"date": "2020-02-24", "integer": 10, "decimal": 1.5, "percent": 50, "yes_no": True}
    answers = {
        field.key: field.choices[0].key if field.kind == "choice" else kinds.get(field.kind, "文字")
        for field in section.form
        if field.key not in filing["answers"]
    }
    kept = send(liaison, "patch", f"{FILINGS}/{filing['id']}", {"answers": answers}).json()
    assert kept["faults"] == []
    for paper in section.documents:
        sent = liaison.post(f"{FILINGS}/{filing['id']}/documents", {"file": photo(), "field": paper.key})
        assert sent.status_code == 201, sent.json()


def sign(liaison: Client, enterprise: Any) -> None:
    address = f"{CAMPAIGN}/enterprises/{enterprise.pk}/commitment"
    signed = send(liaison, "post", address, {"name": "李工", "agreed": True})
    assert signed.status_code in (201, 422)


def visit(cast: Cast, client: Client, enterprise: Any, filing: int | None, step: int | None) -> Any:
    checklist = cast.campaign.pack.resumption.checklist("basics")
    return send(
        client,
        "post",
        f"{CAMPAIGN}/verifications",
        {
            "enterprise": enterprise.pk,
            "checklist": "basics",
            "filing": filing,
            "step": step,
            "answers": {
                item.key: {"answer": "yes", "note": "seen", "value": 15 if item.is_measured else None}
                for item in checklist.items
            },
        },
    )


def test_every_arrow_that_people_take_has_an_operation() -> None:
    """Approving is passing the last step; nothing else is left out."""
    assert {arrow.key for arrow in FILING.arrows if arrow.needs} - {"approve"} == set(filings.HANDLERS)
    assert {arrow.key for arrow in RESUMPTION.arrows if arrow.needs} == set(resumptions.HANDLERS)
    assert {arrow.key for arrow in SUSPENSION.arrows if arrow.needs} == set(suspensions.HANDLERS)


def test_a_filing_from_draft_to_the_first_day(cast: Cast, calling: Calling) -> None:
    shop, town = calling("shop_liaison"), calling("town")
    filing = draft(cast, shop, cast.shop)
    assert {move["key"] for move in filing["moves"]} >= {"submit", "discard"}
    answer_all(cast, shop, filing)
    address = f"{FILINGS}/{filing['id']}"
    filed = send(shop, "post", f"{address}/submit").json()
    assert filed["state"] == "filed" and filed["route"] == "town", filed
    sign(shop, cast.shop)

    waiting = town.get(FILINGS, {"mine": "true"}).json()["items"]
    assert [row["id"] for row in waiting] == [filing["id"]]
    done = visit(cast, town, cast.shop, filing["id"], filed["step"])
    assert done.status_code == 201 and done.json()["result"] == "passed", done.json()
    approved = send(town, "post", f"{address}/pass", {"reason": "好"}).json()
    assert approved["state"] == "approved", approved

    record = f"{CAMPAIGN}/resumptions/{cast.shop.pk}"
    resumed = send(shop, "post", f"{record}/resume", {"first_day": "2020-02-20"}).json()
    assert resumed["state"] == "resumed" and resumed["resumed_on"] == "2020-02-20"


def test_a_checks_number_comes_in_and_goes_out_with_its_unit(cast: Cast, calling: Calling) -> None:
    shop = calling("shop_liaison")
    own = {"enterprise": cast.shop.pk, "checklist": "basics", "kind": "self"}
    items = cast.campaign.pack.resumption.checklist("basics").items
    answers: dict[str, Any] = {item.key: {"answer": "not_applicable"} for item in items} | {"masks": {"answer": "yes"}}
    refused = send(shop, "post", f"{CAMPAIGN}/verifications", {**own, "answers": answers})
    assert refused.status_code == 422
    assert [fault["where"] for fault in refused.json()["faults"]] == ["masks.value"]
    answers["masks"]["value"] = "120.5"
    kept = send(shop, "post", f"{CAMPAIGN}/verifications", {**own, "answers": answers})
    assert kept.status_code == 201, kept.json()
    masks = next(each for each in kept.json()["answers"] if each["item"] == "masks")
    assert (masks["answer"], float(masks["value"]), masks["unit"]) == ("yes", 120.5, "masks")


def test_returned_with_remarks_and_mended(cast: Cast, calling: Calling) -> None:
    shop, town = calling("shop_liaison"), calling("town")
    filing = draft(cast, shop, cast.shop)
    answer_all(cast, shop, filing)
    address = f"{FILINGS}/{filing['id']}"
    send(shop, "post", f"{address}/submit")
    item = cast.campaign.pack.resumption.form[0].key
    assert send(town, "post", f"{address}/return").status_code == 422  # no reason given
    returned = send(town, "post", f"{address}/return", {"reason": "缺", "remarks": [{"field": item, "text": "再写"}]})
    assert returned.json()["state"] == "returned" and returned.json()["remarks"][0]["field"] == item
    mended = send(shop, "post", f"{address}/replace").json()
    assert mended["version"] == 2 and mended["follows"] == filing["id"] and mended["state"] == "draft"


def test_an_incomplete_filing_says_what_is_missing(cast: Cast, calling: Calling) -> None:
    shop = calling("shop_liaison")
    filing = draft(cast, shop, cast.shop)
    refused = send(shop, "post", f"{FILINGS}/{filing['id']}/submit")
    assert refused.status_code == 422 and refused.json()["code"] == "incomplete" and refused.json()["faults"]


def test_whoever_has_not_the_turn_decides_nothing(cast: Cast, calling: Calling) -> None:
    shop = calling("shop_liaison")
    filing = draft(cast, shop, cast.shop)
    answer_all(cast, shop, filing)
    address = f"{FILINGS}/{filing['id']}"
    send(shop, "post", f"{address}/submit")
    outcomes = {name: send(calling(name), "post", f"{address}/refuse", {"reason": "no"}) for name in OTHERS}
    assert {name: answer.status_code for name, answer in outcomes.items()} == OTHERS
    assert shop.get(address).json()["state"] == "filed"


OTHERS = {
    "shop_liaison": 403,  # the owner
    "liaison": 403,  # another enterprise's
    "desk": 403,
    "leader": 403,
    "administrator": 403,
    "bureau": 403,  # another department, of the same district
    "inspector": 403,
    "hill_town": 404,  # the same office of another street sees no such filing
    "stranger": 403,
}


def test_documents_come_back_as_attachments_to_those_who_see_the_filing(cast: Cast, calling: Calling) -> None:
    shop = calling("shop_liaison")
    filing = draft(cast, shop, cast.shop)
    paper = next(iter(cast.campaign.pack.resumption.documents), None)
    if paper is None:
        pytest.skip("the test pack asks for no paper")
    sent = shop.post(f"{FILINGS}/{filing['id']}/documents", {"file": photo(), "field": paper.key}).json()
    address = f"{FILINGS}/{filing['id']}/documents/{sent['uid']}"
    answer = shop.get(address)
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert calling("liaison").get(address).status_code == 404
    assert shop.delete(address).status_code == 204
    assert shop.get(address).status_code == 404


def test_rosters_keep_no_identity_number(cast: Cast, calling: Calling) -> None:
    liaison, address = calling("liaison"), f"{CAMPAIGN}/enterprises/{cast.river.pk}/roster"
    people = [{"name": "张三", "identity": "110101199003071234"}, {"name": "李四", "identity": "567X"}]
    assert send(liaison, "post", address, {"people": people}).json() == {"added": 2}
    assert send(liaison, "post", address, {"people": people}).json() == {"added": 0}
    shown = liaison.get(address)
    assert "1234" not in shown.content.decode() and len(shown.json()["items"]) == 2
    link = send(liaison, "post", f"{CAMPAIGN}/enterprises/{cast.river.pk}/signing-link").json()
    assert link["path"] == f"/s/{link['token']}/"
    assert calling("stranger").get(address).status_code == 404


def test_a_suspension_needs_a_reason_and_the_right_to_it(cast: Cast, calling: Calling) -> None:
    record = f"{CAMPAIGN}/resumptions/{cast.hill.pk}"
    assert send(calling("desk"), "post", f"{record}/exempt").status_code == 422
    assert send(calling("desk"), "post", f"{record}/exempt", {"reason": "never stopped"}).json()["state"] == "exempt"
    assert send(calling("leader"), "post", f"{record}/include", {"reason": "x"}).status_code == 403
    assert send(calling("desk"), "post", f"{record}/exempt", {"reason": "again"}).status_code == 409


def test_an_exempt_enterprise_resumes_by_its_own_word_and_a_lifted_suspension_leads_it_back(
    cast: Cast, calling: Calling
) -> None:
    record = f"{CAMPAIGN}/resumptions/{cast.river.pk}"
    send(calling("desk"), "post", f"{record}/exempt", {"reason": "promise only"})
    first_day = {"first_day": clock.today().isoformat()}
    assert send(calling("liaison"), "post", f"{record}/resume", first_day).json()["code"] == "commitment_missing"
    sign(calling("liaison"), cast.river)
    resumed = send(calling("liaison"), "post", f"{record}/resume", first_day).json()
    assert (resumed["state"], resumed["exemption"], resumed["filed_at"]) == ("resumed", "promise only", None)
    suspended = send(calling("desk"), "post", f"{record}/suspend", {"reason": "gas"}).json()
    assert "release_exempt" in [each["key"] for each in suspended["moves"]]
    back = send(calling("desk"), "post", f"{record}/release_exempt", {"reason": "gone"}).json()
    assert (back["state"], back["reason"]) == ("exempt", "promise only")


def test_all_are_suspended_and_released_in_one_call_each(cast: Cast, calling: Calling) -> None:
    for each in (cast.river, cast.hill):
        Resumption.objects.filter(enterprise=each).update(state="approved", approved_at=clock.now())
    address, desk = f"{CAMPAIGN}/suspensions", calling("desk")
    assert send(desk, "post", address, {"reason": ""}).json()["faults"][0]["where"] == "reason"
    assert send(calling("leader"), "post", address, {"reason": "typhoon"}).status_code == 403
    unknown = send(desk, "post", address, {"reason": "typhoon", "park": "nowhere"}).json()
    assert unknown["faults"][0]["code"] == "unknown"
    made = send(desk, "post", address, {"reason": "typhoon"}).json()
    assert (made["state"], made["suspended"], made["still"], made["filters"]) == ("in_force", 2, 2, {})
    record = send(desk, "post", f"{CAMPAIGN}/resumptions/{cast.river.pk}/suspend_apart", {"reason": "roof"}).json()
    assert (record["state"], record["reason"], record["suspended_with"]) == ("suspended", "roof", None)
    assert calling("stranger").get(f"{address}/{made['id']}").status_code in (403, 404)
    lifted = send(desk, "post", f"{address}/{made['id']}/lift", {"reason": "calm"}).json()
    assert (lifted["state"], lifted["released"], lifted["moves"]) == ("lifted", 1, [])
    assert [each["id"] for each in desk.get(address).json()["items"]] == [made["id"]]
    assert send(desk, "post", f"{address}/{made['id']}/lift", {"reason": "calm"}).status_code == 409
