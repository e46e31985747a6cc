"""The pages: each opens for whoever works with it, keeps what was typed, and says in words what can't be."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fugong.channels.models import InboxEntry, Message
from fugong.core import clock, dates
from fugong.places.actions import close
from fugong.workforce import tasks
from fugong.workforce.actions import erasures, files, health, links
from fugong.workforce.models import HealthCase, HealthReport, Person
from fugong.workforce.tests.conftest import OUTSIDE, Enter, number
from fugong.workforce.views import mine
from ground.paging import seen

pytestmark = pytest.mark.django_db
C = "/c/plain"


@pytest.fixture
def desk(cast: Any, client: Client) -> Client:
    client.force_login(cast.desk)
    return client


@pytest.fixture
def firm(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.liaison)
    return client


def test_people_are_found_by_a_form_and_no_number_stands_in_a_page_or_an_address(
    cast: Any, desk: Client, enter: Enter
) -> None:
    person = enter(1, "张三", phone="13812345678", origin=OUTSIDE)
    enter(2, "李四")
    for text in ("张三", number(1), "138 1234 5678"):
        assert desk.post(f"{C}/people/?tab=all", {"text": text})["Location"] == f"{C}/people/{person.pk}/"
    both = desk.post(f"{C}/people/?tab=all", {"text": "东河"}).content.decode()
    assert "张三" in both and "李四" in both and number(1) not in both
    assert "张三" not in desk.post(f"{C}/people/", {"text": "张"}).content.decode(), "part of a name finds nobody"
    assert "李四" not in desk.get(f"{C}/people/", {"tab": "held"}).content.decode()
    assert desk.get(f"{C}/people/", {"text": "张三"}).content.decode().count("/people/") > 1, "an address names nobody"


def test_a_list_asks_no_more_for_more_rows(cast: Any, desk: Client, enter: Enter) -> None:
    for n in range(3):
        enter(n, f"员工{n}")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"{C}/people/")
    for n in range(3, 20):
        enter(n, f"员工{n}")
    with CaptureQueriesContext(connection) as many:
        desk.get(f"{C}/people/")
    assert len(many) == len(few)


def test_the_desk_opens_a_file_and_a_mistake_keeps_what_was_typed(cast: Any, desk: Client) -> None:
    typed = {"name": "张三", "document": "110101199003070000", "enterprise": cast.river.pk}
    refused = desk.post(f"{C}/people/new/", typed)
    assert refused.status_code == 422 and 'value="张三"' in refused.content.decode()
    made = desk.post(f"{C}/people/new/", typed | {"document": number(1)})
    person = Person.objects.get()
    assert made.status_code == 302 and made["Location"] == f"{C}/people/{person.pk}/"
    page = desk.get(made["Location"]).content.decode()
    assert "张三" in page and number(1) not in page
    look = desk.post(f"{C}/people/{person.pk}/look/", {"field": "document", "reason": "核对"})
    assert number(1) in look.content.decode()
    assert desk.post(f"{C}/people/{person.pk}/look/", {"field": "document"}).status_code == 422


def test_a_person_reports_in_the_own_language_and_reads_what_is_kept(cast: Any, client: Client, enter: Enter) -> None:
    person = enter(1, "김민준", origin="韩国", language="ko", arrived_on="2020-02-20")
    page = client.get(f"/p/{person.token}/").content.decode()
    assert 'lang="ko"' in page and "红卡" in page
    sent = client.post(f"/p/{person.token}/health/", {"temperature": "36.5"})
    assert sent.status_code == 302 and HealthReport.objects.get().temperature == 365
    assert client.post(f"/p/{person.token}/health/", {"other": "hot"}).status_code == 422
    wrong = client.post(f"/p/{person.token}/copy/", {"tail": "0000"})
    assert wrong.status_code == 422 and number(1) not in wrong.content.decode()
    assert number(1) in client.post(f"/p/{person.token}/copy/", {"tail": number(1)[-4:]}).content.decode()
    assert client.post(f"/p/{person.token}/correction/", {"text": "我的电话换了"}).status_code == 302
    assert client.get("/p/NOSUCHTOKEN/").status_code == 404


def test_people_enter_themselves_by_the_enterprise_s_link(cast: Any, client: Client) -> None:
    link = links.link(campaign=cast.campaign, enterprise=cast.river, by=cast.liaison)
    typed = {"name": "张三", "document": number(1), "origin": "江苏赣榆", "arrived_on": "2020-02-20"}
    assert client.get(f"/join/{link.token}/?lang=en").status_code == 200
    assert client.post(f"/join/{link.token}/", typed).status_code == 422, "the notice wasn't read"
    made = client.post(f"/join/{link.token}/", typed | {"read_notice": "on"})
    person = Person.objects.get()
    assert made["Location"].startswith(f"/p/{person.token}/") and person.origin == OUTSIDE and person.noticed_at
    again = client.post(f"/join/{link.token}/", {"name": "张三", "document": number(1), "read_notice": "on"})
    assert again["Location"].startswith(f"/p/{person.token}/")
    escaping = {
        "name": "张三",
        "document": number(1),
        "origin": "平川",
        "arrived_on": "2020-01-01",
        "read_notice": "on",
    }
    client.post(f"/join/{link.token}/", escaping | {"origin": "北京市"})
    person.refresh_from_db()
    assert (person.origin, person.state, person.card) == (OUTSIDE, "waiting", "red"), "nobody sorts themselves anew"
    other = client.post(f"/join/{link.token}/", {"name": "李四", "document": number(1), "read_notice": "on"})
    assert other.status_code == 422 and "张三" not in other.content.decode()
    links.link(campaign=cast.campaign, enterprise=cast.river, by=cast.liaison, renew=True)
    assert client.get(f"/join/{link.token}/").status_code == 404


def test_the_enterprise_sends_its_list_and_takes_temperatures(cast: Any, firm: Client) -> None:
    home = f"/mine/plain/{cast.river.pk}/people/"
    csv = f"序号,姓名,身份证号码,联系电话,来自\n1,张三,{number(1)},13812345678,江苏省赣榆区\n2,李四,{number(2)},,火星\n"
    sent = firm.post(f"{home}sheet/", {"sheet": SimpleUploadedFile("名册.csv", csv.encode("gb18030"))})
    assert sent.status_code == 302 and Person.objects.count() == 2
    bad = csv.replace(number(2), "123")
    refused = firm.post(f"{home}sheet/", {"sheet": SimpleUploadedFile("名册.csv", bad.encode())})
    assert refused.status_code == 422 and "C3" in refused.content.decode()
    page = firm.get(home).content.decode()
    assert "张三" in page and number(1) not in page
    first, second = Person.objects.order_by("pk")
    keypad = f"/mine/plain/{cast.river.pk}/health/"
    refused = firm.post(keypad, {f"t-{first.pk}": "365", f"t-{second.pk}": "99"})
    assert refused.status_code == 422 and not HealthReport.objects.exists()
    firm.post(keypad, {f"t-{first.pk}": "365", f"t-{second.pk}": "38.2"})
    assert HealthReport.objects.count() == 2 and HealthCase.objects.count() == 1
    assert firm.get(keypad).status_code == 200 and firm.get(f"{home}poster/").status_code == 200
    firm.post(f"{home}{first.pk}/leaving/")
    assert Person.objects.get(pk=first.pk).state == "left"
    assert firm.get(f"/mine/plain/{cast.shop.pk}/people/").status_code == 404


def test_cases_and_certificates_open_for_their_people(cast: Any, desk: Client, enter: Enter) -> None:
    person = enter(1, "张三")
    health.report(person=person, temperature=385, symptoms=["cough"], via="person", by=None)
    case = HealthCase.objects.get()
    for path in ("health/", "health/cases/", f"health/cases/{case.pk}/", "people/?tab=unwell", "erasures/"):
        assert desk.get(f"{C}/{path}").status_code == 200, path
    assert desk.post(f"{C}/health/cases/{case.pk}/moves/clear/").status_code == 422
    desk.post(f"{C}/health/cases/{case.pk}/moves/clear/", {"reason": "复测正常"})
    files.leave(person=Person.objects.opened().get(), by=cast.desk)
    with clock.showing(clock.now() + dt.timedelta(days=40)):
        made = erasures.on_the_day(cast.campaign)
    assert made is not None
    assert desk.get(f"{C}/erasures/{made.pk}/").status_code == 200
    assert desk.get(f"{C}/erasures/{made.pk}/certificate/")["Content-Type"] == "application/pdf"
    desk.post(f"{C}/erasures/{made.pk}/signature/")
    desk.force_login(cast.leader)
    desk.post(f"{C}/erasures/{made.pk}/signature/")
    made.refresh_from_db()
    assert made.state == "issued"


def test_sheets_go_out_without_a_number(cast: Any, desk: Client, enter: Enter) -> None:
    import io
    import zipfile

    enter(1, "张三", phone="13812345678")
    for path in ("people/sheet/", "health/sheet/"):
        answer = desk.get(f"{C}/{path}")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = b"".join(packed.read(name) for name in packed.namelist()).decode()
        assert number(1) not in text and "13812345678" not in text


def test_a_link_lets_in_no_more_than_the_enterprise_can_have(
    cast: Any, client: Client, firm: Client, enter: Enter
) -> None:
    type(cast.river).objects.filter(pk=cast.river.pk).update(staff_total=1)
    link = links.link(campaign=cast.campaign, enterprise=cast.river, by=cast.liaison)
    bound = cast.campaign.pack.workforce.links.most(1)
    for n in range(10, 9 + bound):
        enter(n, f"员工{n}")
    first = {"name": "张三", "document": number(1), "read_notice": "on"}
    assert client.post(f"/join/{link.token}/", first).status_code == 302
    late = client.post(f"/join/{link.token}/", {"name": "李四", "document": number(2), "read_notice": "on"})
    assert late.status_code == 422 and str(bound) in late.content.decode()
    assert 'value="李四"' in late.content.decode() and Person.objects.count() == bound
    assert client.post(f"/join/{link.token}/", first).status_code == 302, "whoever is on the list finds the file again"
    poster = firm.get(f"/mine/plain/{cast.river.pk}/people/poster/").content.decode()
    assert f"名单已达{bound}人" in poster
    made = firm.post(f"/mine/plain/{cast.river.pk}/people/new/", {"name": "李四", "document": number(2)})
    assert made.status_code == 302, "the enterprise itself may"


def test_a_closed_campaign_s_file_can_be_read_and_copied_until_it_goes(
    cast: Any, client: Client, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "free_pages", lambda: None)  # can't be done within the test's own transaction
    person = enter(1, "张三", language="zh-hans")
    page = f"/p/{person.token}/"
    assert 'name="temperature"' in client.get(page).content.decode()
    close(campaign=cast.campaign, by=cast.administrator, reason="应急响应结束")
    shown = client.get(page)
    last = clock.today() + dt.timedelta(days=cast.campaign.pack.workforce.keeps("person"))
    assert shown.status_code == 200 and dates.shown(last) in shown.content.decode()
    assert 'name="temperature"' not in shown.content.decode()
    assert (
        client.post(f"{page}health/", {"temperature": "36.5"}).status_code == 409 and not HealthReport.objects.exists()
    )
    assert number(1) in client.post(f"{page}copy/", {"tail": number(1)[-4:]}).content.decode()
    assert client.post(f"{page}correction/", {"text": "我的电话换了"}).status_code == 302
    assert client.get(f"{page}code/").status_code == 404
    with clock.showing(clock.at(last + dt.timedelta(days=1), 2)):
        assert tasks.erase_due(0) == 1
        assert client.get(page).status_code == 404


def test_what_a_person_wants_corrected_stands_sealed_in_the_file_until_it_is(
    cast: Any, desk: Client, enter: Enter
) -> None:
    person, file = enter(1, "张三", phone="13812345678"), f"{C}/people/"
    assert Client().post(f"/p/{person.token}/correction/", {"text": "电话是13987654321"}).status_code == 302
    assert InboxEntry.objects.filter(kind="person.correction").exists()
    assert "13987654321" not in str(list(Message.objects.values())), "what people write may be a number"
    assert "电话是13987654321" in desk.get(f"{file}{person.pk}/").content.decode()
    said = {"name": "张三", "phone": "13987654321"}
    assert desk.post(f"{file}{person.pk}/amendment/", said).status_code == 302
    assert "电话是" not in desk.get(f"{file}{person.pk}/").content.decode()


def test_places_and_temperatures_that_were_typed_stay_on_the_page(
    cast: Any, desk: Client, firm: Client, enter: Enter
) -> None:
    typed = {"name": "张三", "document": "1", "place": ["江苏赣榆", ""], "place_until": ["2020-02-18", ""]}
    page = desk.post(f"{C}/people/new/", typed).content.decode()
    assert 'value="江苏赣榆"' in page and 'value="2020-02-18"' in page
    first, second = enter(1, "张三"), enter(2, "李四")
    keypad = f"/mine/plain/{cast.river.pk}/health/"
    page = firm.post(keypad, {f"t-{first.pk}": "36.4", f"t-{second.pk}": "99"}).content.decode()
    assert 'value="36.4"' in page and 'value="99" aria-describedby' in page


@pytest.mark.parametrize("text", ["²", "٣", "9" * 30])
def test_odd_digits_find_nobody_and_break_nothing(cast: Any, desk: Client, text: str) -> None:
    assert desk.post(f"{C}/people/", {"text": text}).status_code == 200
    assert desk.get(f"{C}/people/", {"enterprise": text, "after": text}).status_code == 200
    assert desk.get(f"{C}/testing/", {"grid": text, "after": text}).status_code == 200
    assert desk.post(f"{C}/testing/tubes/", {"tube": text}).status_code < 500
    assert desk.get(f"{C}/testing/specialists/", {"after": text}).status_code == 200
    assert desk.get(f"{C}/houses/", {"area": text, "after": text}).status_code == 200


def test_everybody_here_stands_on_the_keypad_and_all_who_owe_are_counted(
    cast: Any, enter: Enter, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(mine, "KEYPAD", 1)
    people = [enter(n, f"张{n}") for n in (1, 2, 3)]
    client.force_login(cast.liaison)
    keypad = f"/mine/plain/{cast.river.pk}/health/"
    assert client.get(keypad).context["missing"] == 3
    assert seen(client, keypad, r'name="t-(\d+)"') == [str(row.pk) for row in people]
