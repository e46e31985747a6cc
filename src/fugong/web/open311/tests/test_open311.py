"""GeoReport v2, as the published specification says it: what is asked, what is answered, in which form, with which errors."""

import base64
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fugong.accounts import tokens
from fugong.core import clock
from fugong.demands.models import Demand

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
W3 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$")
HERE = {"jurisdiction_id": "plain"}


@pytest.fixture
def key(cast: Any) -> str:
    """The hotline's key: a token of the duty desk."""
    return tokens.issue(user=cast.desk, name="12345", days=30, by=None)[1]


@pytest.fixture
def web(cast: Any) -> Client:
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def filed(cast: Any, web: Client, key: str) -> str:
    """A request of the river factory; its service_request_id."""
    answer = web.post(f"{V2}/requests.json", form(cast, key))
    assert answer.status_code == 201, answer.content
    return answer.json()[0]["service_request_id"]


def form(cast: Any, key: str, **more: str) -> dict[str, str]:
    given = {
        **HERE,
        "api_key": key,
        "service_code": "labour",
        "attribute[uscc]": cast.river.uscc,
        "description": "缺三十个工人 <b>\n请帮忙",
        "address_string": "河边路1号",
        "first_name": "小明",
        "last_name": "王",
        "phone": "13800138000",
        "lat": "24.6",
        "long": "118.15",
    }
    return {name: value for name, value in {**given, **more}.items() if value}


def errors(answer: Any) -> list[dict[str, Any]]:
    """The errors, in the form of the standard, each with the code of the status."""
    found = json.loads(answer.content)
    assert all(set(each) == {"code", "description"} and each["code"] == answer.status_code for each in found)
    return found


def test_services_are_the_pack_s_categories(web: Client) -> None:
    found = web.get(f"{V2}/services.json", HERE).json()
    labour = next(each for each in found if each["service_code"] == "labour")
    assert set(labour) == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert (labour["service_name"], labour["type"], labour["metadata"]) == ("Labour", "realtime", True)
    assert "workers" in labour["keywords"].split(", ")


def test_xml_says_the_same_as_json(web: Client) -> None:
    answer = web.get(f"{V2}/services.xml", HERE)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(answer.content.decode())
    as_json = web.get(f"{V2}/services.json", HERE)
    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    assert root.tag == "services"
    assert [each.findtext("service_code") for each in root.findall("service")] == [
        each["service_code"] for each in as_json.json()
    ]
    assert root.find("service").findtext("metadata") == "true"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("application/json", "application/json"), ("text/xml", "text/xml"), ("", "text/xml"), ("*/*", "text/xml")],
)
def test_without_an_ending_the_accept_header_says_the_form(web: Client, accept: str, kind: str) -> None:
    assert web.get(f"{V2}/services", HERE, headers={"Accept": accept})["Content-Type"].startswith(kind)


def test_a_definition_asks_for_the_enterprise(web: Client) -> None:
    found = web.get(f"{V2}/services/labour.json", HERE).json()
    assert found["service_code"] == "labour"
    (attribute,) = found["attributes"]
    assert (attribute["code"], attribute["datatype"], attribute["required"]) == ("uscc", "string", True)
    root = ElementTree.fromstring(web.get(f"{V2}/services/labour.xml", HERE).content.decode())
    assert root.findtext("attributes/attribute/code") == "uscc"


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("services.json", {}, 400),
        ("services.json", {"jurisdiction_id": ""}, 400),
        ("services.json", {"jurisdiction_id": "atlantis"}, 404),
        ("services/nonsense.json", HERE, 404),
        ("services/labour.json", {"jurisdiction_id": "atlantis"}, 404),
        ("requests.json", HERE, 403),
        ("requests.json", {**HERE, "api_key": "fg_wrong"}, 403),
        ("services.json", {**HERE, "api_key": "fg_wrong"}, 403),
        ("requests/D1.json", HERE, 403),
        ("tokens/1.json", HERE, 403),
        ("nothing.json", HERE, 404),
    ],
)
def test_what_can_t_be_is_told_in_the_standard_s_form(web: Client, path: str, given: Any, status: int) -> None:
    answer = web.get(f"{V2}/{path}", given)
    assert answer.status_code == status
    assert errors(answer)[0]["description"]
    root = ElementTree.fromstring(web.get(f"{V2}/{path.replace('.json', '.xml')}", given).content.decode())
    assert root.findtext("error/code") == str(status)


def test_a_request_becomes_a_demand_of_the_enterprise(cast: Any, filed: str) -> None:
    row = Demand.objects.get(number=filed)
    assert (row.enterprise, row.category, row.source, row.raised_by) == (cast.river, "labour", "hotline", cast.desk)
    assert row.text == "缺三十个工人 <b>\n请帮忙"
    assert row.contact_name == "王 小明"
    assert row.contact_phone == "13800138000"
    assert "河边路1号" in row.source_note


def test_whoever_sees_one_jurisdiction_needn_t_name_it(cast: Any, web: Client, key: str) -> None:
    assert web.post(f"{V2}/requests.json", form(cast, key, jurisdiction_id="")).status_code == 201


def test_it_can_be_followed_by_its_number(cast: Any, web: Client, key: str, filed: str) -> None:
    (found,) = web.get(f"{V2}/requests/{filed}.json", {**HERE, "api_key": key}).json()
    assert found["service_request_id"] == filed
    assert (found["status"], found["service_code"], found["address_id"]) == ("open", "labour", cast.river.uscc)
    assert found["description"] == "缺三十个工人 <b>\n请帮忙"
    assert all(W3.match(found[name]) for name in ("requested_datetime", "updated_datetime", "expected_datetime"))
    assert (found["lat"], found["long"]) == (24.6, 118.15)
    assert "138" not in json.dumps(found)  # who called is nobody else's business
    root = ElementTree.fromstring(web.get(f"{V2}/requests/{filed}.xml", {**HERE, "api_key": key}).content.decode())
    assert root.tag == "service_requests"
    assert root.findtext("request/description") == "缺三十个工人 <b>\n请帮忙"


def test_its_number_is_its_token(web: Client, key: str, filed: str) -> None:
    found = web.get(f"{V2}/tokens/{filed}.json", {**HERE, "api_key": key}).json()
    assert found == [{"service_request_id": filed, "token": filed}]
    assert web.get(f"{V2}/tokens/12345.json", {**HERE, "api_key": key}).status_code == 404


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "graffiti"}, 404, "service_code"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
        ({"description": ""}, 400, "description"),
        ({"description": "长" * 4_001}, 400, "description"),
        ({"attribute[uscc]": ""}, 400, "uscc"),
        ({"attribute[uscc]": "91990101MA00000000"}, 400, "uscc"),
        ({"lat": "91"}, 400, "lat"),
        ({"long": ""}, 400, "lat"),
        ({"lat": "nan?"}, 400, "lat"),
        ({"phone": "not a telephone"}, 400, "phone"),
    ],
)
def test_a_request_that_can_t_be_taken_changes_nothing(
    cast: Any, web: Client, key: str, more: dict[str, str], status: int, says: str
) -> None:
    answer = web.post(f"{V2}/requests.json", form(cast, key, **more))
    assert answer.status_code == status
    assert says in errors(answer)[0]["description"]
    assert not Demand.objects.exists()


def test_a_sign_that_no_text_can_hold_is_left_out(cast: Any, web: Client, key: str) -> None:
    given = form(cast, key, first_name="小\x00明", jurisdiction_id="pl\x00ain", **{"account_id": "\x00"})
    answer = web.post(f"{V2}/requests.json", given)
    assert answer.status_code == 201, answer.content
    assert Demand.objects.get().contact_name == "王 小明"


def test_the_neighbour_s_enterprise_isn_t_there(cast: Any, web: Client, key: str) -> None:
    answer = web.post(f"{V2}/requests.json", form(cast, key, **{"attribute[uscc]": cast.neighbour.uscc}))
    assert answer.status_code == 400
    assert web.get(f"{V2}/requests.json", {"jurisdiction_id": "next_door", "api_key": key}).status_code == 404


def test_a_key_sees_only_its_owner_s_scope(cast: Any, web: Client, filed: str) -> None:
    _token, foreign = tokens.issue(user=cast.stranger, name="next door", days=30, by=None)
    assert web.get(f"{V2}/requests/{filed}.json", {**HERE, "api_key": foreign}).status_code == 404
    found = web.get(f"{V2}/requests.json", {"jurisdiction_id": "next_door", "api_key": foreign})
    assert found.json() == []


def test_a_key_may_come_in_the_header(web: Client, key: str, filed: str) -> None:
    found = web.get(f"{V2}/requests/{filed}.json", HERE, headers={"Authorization": f"Bearer {key}"})
    assert found.status_code == 200


def test_a_client_that_knows_only_passwords_gets_in_too(web: Client, key: str, filed: str) -> None:
    header = "Basic " + base64.b64encode(f"key:{key}".encode()).decode()
    assert web.get(f"{V2}/requests.json", HERE, headers={"Authorization": header}).status_code == 200
    for wrong in ("Basic !!!", "Basic", "Basic a2V5", "Digest x"):
        assert web.get(f"{V2}/requests.json", HERE, headers={"Authorization": wrong}).status_code == 403


def test_a_photo_may_come_with_it(cast: Any, web: Client, key: str, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    photo = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(photo, "PNG")
    sent = SimpleUploadedFile("现场.png", photo.getvalue(), "image/png")
    answer = web.post(f"{V2}/requests.json", {**form(cast, key), "media": sent})
    assert answer.status_code == 201, answer.content
    assert Demand.objects.get().attachments.count() == 1
    broken = SimpleUploadedFile("现场.png", b"<script>", "image/png")
    assert web.post(f"{V2}/requests.json", {**form(cast, key), "media": broken}).status_code == 400


def test_a_session_is_no_key(cast: Any, web: Client) -> None:
    web.force_login(cast.desk, backend="django.contrib.auth.backends.ModelBackend")
    assert web.get(f"{V2}/requests.json", HERE).status_code == 403


def test_a_request_sent_twice_under_one_key_is_one(cast: Any, web: Client, key: str) -> None:
    once = {"Idempotency-Key": "7f7c4c1e-hotline-1"}
    first, again = (web.post(f"{V2}/requests.json", form(cast, key), headers=once) for _turn in range(2))
    assert first.json() == again.json()
    assert Demand.objects.count() == 1
    other = web.post(f"{V2}/requests.json", form(cast, key, description="别的"), headers=once)
    assert other.status_code == 400


def test_requests_are_found_by_number_service_date_and_status(cast: Any, web: Client, key: str, filed: str) -> None:
    other = web.post(f"{V2}/requests.json", form(cast, key, service_code="funds")).json()[0]["service_request_id"]
    Demand.objects.filter(number=other).update(state="confirmed")

    def asked(**more: str) -> set[str]:
        answer = web.get(f"{V2}/requests.json", {**HERE, "api_key": key, **more})
        assert answer.status_code == 200, answer.content
        return {each["service_request_id"] for each in answer.json()}

    assert asked() == {filed, other}
    assert asked(service_code="labour") == {filed}
    assert asked(service_code="labour,funds") == {filed, other}
    assert asked(status="open") == {filed}
    assert asked(status="closed") == {other}
    assert asked(status="open,closed") == {filed, other}
    assert asked(service_request_id=f"{filed},{other}", status="open", start_date="2010-01-01T00:00:00Z") == {
        filed,
        other,
    }
    today = clock.now()
    assert asked(start_date=(today - dt.timedelta(days=1)).isoformat()) == {filed, other}
    assert asked(end_date=(today - dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")) == set()
    assert asked(start_date="2019-01-01T00:00:00Z") == set()
    assert asked(start_date="") == {filed, other}


def test_without_dates_the_last_ninety_days_are_told(web: Client, key: str, filed: str) -> None:
    Demand.objects.update(received_at=clock.now() - dt.timedelta(days=91))
    assert web.get(f"{V2}/requests.json", {**HERE, "api_key": key}).json() == []


@pytest.mark.parametrize(
    "given",
    [
        {"status": "half"},
        {"start_date": "yesterday"},
        {"start_date": "2020-02-30T00:00:00Z"},
        {"start_date": "2020-01-01T00:00:00"},
        {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-06-01T00:00:00Z"},
        {"start_date": "2020-02-02T00:00:00Z", "end_date": "2020-02-01T00:00:00Z"},
        {"end_date": "0001-01-02T00:00:00Z"},
    ],
)
def test_filters_that_mean_nothing_are_refused(web: Client, key: str, given: dict[str, str]) -> None:
    answer = web.get(f"{V2}/requests.json", {**HERE, "api_key": key, **given})
    assert answer.status_code == 400
    assert errors(answer)


@pytest.mark.parametrize("path", ["/open311/discovery", "/open311/v2/discovery"])
def test_discovery_leads_to_the_endpoint(web: Client, path: str) -> None:
    found = web.get(f"{path}.json").json()
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    root = ElementTree.fromstring(web.get(f"{path}.xml").content.decode())
    assert [each.text for each in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_other_sites_pages_read_nothing_unless_they_are_named(web: Client, settings: Any) -> None:
    asked = {"Origin": "https://hotline.example"}
    assert "Access-Control-Allow-Origin" not in web.get(f"{V2}/services.json", HERE, headers=asked)
    settings.OPEN311_ORIGINS = ["https://hotline.example"]
    assert web.get(f"{V2}/services.json", HERE, headers=asked)["Access-Control-Allow-Origin"] == asked["Origin"]
    assert web.options(f"{V2}/requests.json", headers=asked)["Access-Control-Allow-Methods"] == "GET, POST"
    assert "Access-Control-Allow-Origin" not in web.get(
        f"{V2}/services.json", HERE, headers={"Origin": "https://x.example"}
    )


def test_too_many_calls_are_told_so(web: Client, key: str, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 2
    answers = [web.get(f"{V2}/requests.json", {**HERE, "api_key": key}) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert errors(answers[-1])


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(web: Client, key: str, method: str) -> None:
    answer = getattr(web, method)(f"{V2}/requests.json?jurisdiction_id=plain&api_key={key}")
    assert answer.status_code in (400, 405)


def test_signs_that_xml_can_t_bear_are_left_out(cast: Any, web: Client, key: str, filed: str) -> None:
    Demand.objects.update(text="a\x0b]]>&<\x1fb")
    answer = web.get(f"{V2}/requests/{filed}.xml", {**HERE, "api_key": key})
    assert ElementTree.fromstring(answer.content.decode()).findtext("request/description") == "a]]>&<b"


def test_a_list_costs_as_many_queries_for_many_as_for_few(
    cast: Any, web: Client, key: str, filed: str, django_assert_max_num_queries: Any
) -> None:
    for turn in range(8):
        web.post(f"{V2}/requests.json", form(cast, key, description=f"缺{turn}人"))
    with django_assert_max_num_queries(16):
        assert len(web.get(f"{V2}/requests.json", {**HERE, "api_key": key}).json()) == 9
