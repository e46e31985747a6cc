"""The pages of an import, from the file to the registry, by the buttons that a person presses."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fugong.places import actions as campaigns
from fugong.registry.models import Enterprise
from fugong.sheets import actions, views
from fugong.sheets.models import SheetImport
from fugong.sheets.tests.lists import HEAD, code, row, text, xlsx
from ground.paging import seen

LIST = xlsx(("名单", [HEAD, row(10), row(11)]))
REPORT = ["统一社会信用代码", "职工总数", "返岗人数", "其中外地返岗", "产能（%）", "异常情况（人/起）"]
FAULTY = xlsx(("名单", [HEAD, row(10), row(11, code="123")]))


def address(name, *more):
    return reverse(f"sheets:{name}", args=["plain", *more])


@pytest.fixture
def desk(cast, client):
    client.force_login(cast.desk)
    client.cookies["django_language"] = "en"
    return client


def send(client, source, name="名单.xlsx"):
    return client.post(address("upload", "enterprises"), {"file": SimpleUploadedFile(name, source)})


def latest():
    return SheetImport.objects.latest("pk")


def test_from_the_file_to_the_registry(desk):
    assert desk.get(address("upload", "enterprises")).status_code == 200
    answer = send(desk, LIST)
    preview = desk.get(answer["Location"])
    assert "清河电子10有限公司" in preview.content.decode()
    assert "13800000010" not in preview.content.decode()
    answer = desk.post(address("application", latest().uid), follow=True)
    assert answer.status_code == 200
    assert Enterprise.objects.filter(uscc__in=[code(10), code(11)]).count() == 2


def test_a_faulty_sheet_is_shown_and_its_good_rows_applied(desk):
    answer = send(desk, FAULTY)
    page = desk.get(answer["Location"]).content.decode()
    assert "B3" in page
    assert desk.post(address("application", latest().uid)).status_code == 422
    assert not Enterprise.objects.filter(uscc=code(10)).exists()
    assert desk.post(address("application", latest().uid), {"only_good": "1"}).status_code == 302
    assert Enterprise.objects.filter(uscc=code(10)).exists()
    for query in ("", "?only=1"):
        back = b"".join(desk.get(address("faults", latest().uid) + query).streaming_content)
        assert "B" in openpyxl.load_workbook(io.BytesIO(back)).active.cell(3 if not query else 2, 7).value


@pytest.mark.parametrize(
    ("name", "source"), [("x.xlsx", b"<html></html>"), ("x.csv", b"a,b\n1,2\n"), ("x.xlsx", LIST[:500]), ("x.csv", b"")]
)
def test_a_file_that_is_no_list_is_explained_beside_the_field(desk, name, source):
    answer = send(desk, source, name)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_nothing_comes_into_a_closed_campaign(cast, desk):
    send(desk, LIST)
    waiting = latest()
    campaigns.close(campaign=cast.campaign, by=cast.administrator, reason="结束")
    assert send(desk, LIST).status_code == 422
    assert desk.post(address("application", waiting.uid)).status_code == 422
    assert not Enterprise.objects.filter(uscc=code(10)).exists()


def test_a_sheet_of_a_day_says_which(cast, desk):
    source = xlsx(("日报", [REPORT, [cast.river.uscc, 330, 116, 0, 40, 0]]))
    for day, status in (("2020-02-19", 422), ("2020-02-21", 422), ("gestern", 422), ("2020-02-20", 302)):
        file = SimpleUploadedFile("日报.xlsx", source)
        answer = desk.post(address("upload", "reports"), {"file": file, "day": day})
        assert answer.status_code == status, day
    assert latest().options == {"day": "2020-02-20"}
    assert "2020-02-20" in desk.get(answer["Location"]).content.decode()


def test_the_rows_with_doubtful_cells_stand_in_a_tab_of_their_own(desk):
    rows = [row(n, staff="约50" if n == 90 else 30) for n in range(10, 100)]
    answer = send(desk, xlsx(("名单", [HEAD, *rows])))
    preview = desk.get(answer["Location"]).content.decode()
    assert 'href="?verdict=doubtful"' in preview
    shown = desk.get(answer["Location"] + "?verdict=doubtful").content.decode()
    assert "E82" in shown
    assert shown.count('<th scope="row">') == 1
    assert "verdict=doubtful" not in desk.get(send(desk, LIST)["Location"]).content.decode()


def test_a_workbook_with_a_list_for_each_street_says_what_it_left_and_reads_the_other_when_asked(desk):
    source = xlsx(("北岙", [HEAD, row(10)]), ("大门", [HEAD, row(11), row(12)]))
    preview = desk.get(send(desk, source)["Location"]).content.decode()
    again = address("upload", "enterprises") + "?sheet=%E5%A4%A7%E9%97%A8"
    assert "alert-warning" in preview and again in preview and "2行" in preview
    assert 'value="大门"' in desk.get(again).content.decode()
    answer = desk.post(
        address("upload", "enterprises"), {"file": SimpleUploadedFile("名单.xlsx", source), "sheet": "大门"}
    )
    assert latest().sheet_name == "大门"
    assert "清河电子12有限公司" in desk.get(answer["Location"]).content.decode()


def test_a_guessed_sector_is_marked_as_one(desk):
    firm = row(10, name="清河商贸有限公司")
    preview = desk.get(send(desk, xlsx(("名单", [HEAD, firm])))["Location"]).content.decode()
    assert "（推测）" in preview and "请在表中补充" in preview
    head = [*HEAD, "行业代码"]
    preview = desk.get(send(desk, xlsx(("名单", [head, [*firm, "C3921"]])))["Location"]).content.decode()
    assert "推测" not in preview


def test_no_file_at_all(desk):
    assert desk.post(address("upload", "enterprises")).status_code == 422


def test_discarded(desk):
    send(desk, LIST)
    assert desk.post(address("disposal", latest().uid)).status_code == 302
    assert latest().state == "discarded"
    assert desk.get(address("preview", latest().uid)).status_code == 200


def test_a_large_file_shows_how_far_it_is(desk, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(actions, "AT_ONCE", 10)
    answer = send(desk, text([HEAD, row(10)], "gbk"), "名单.csv")
    assert "hx-get" in desk.get(answer["Location"]).content.decode()
    actions.read_uploaded(sheet_import=latest())
    answer = desk.get(answer["Location"], headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_the_template(desk):
    answer = desk.get(address("template", "enterprises"))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("person", ["liaison", "leader", "officer", "stranger"])
def test_others_find_nothing(cast, desk, person):
    send(desk, LIST)
    desk.force_login(getattr(cast, person))
    for url in (
        address("upload", "enterprises"),
        address("template", "enterprises"),
        address("preview", latest().uid),
        address("faults", latest().uid),
    ):
        assert desk.get(url).status_code == 404
    for name in ("application", "disposal"):
        assert desk.post(address(name, latest().uid)).status_code == 404
    assert latest().state == "read"


def test_a_colleague_does_not_see_my_sheet(cast, desk):
    send(desk, LIST)
    desk.force_login(cast.administrator)
    assert desk.get(address("preview", latest().uid)).status_code == 404


def test_kinds_that_do_not_exist_are_not_found(desk):
    assert desk.get(address("upload", "nothing")).status_code == 404


def test_pages_ask_the_same_however_many_rows(desk, django_assert_max_num_queries):
    send(desk, xlsx(("名单", [HEAD, *(row(n) for n in range(10, 200))])))
    with django_assert_max_num_queries(25):
        page = desk.get(address("preview", latest().uid) + "?verdict=new")
    assert page.content.decode().count("<tr>") < 120
    with django_assert_max_num_queries(25):
        desk.get(address("preview", latest().uid) + "?verdict=new&after=60")
    assert desk.get(address("preview", latest().uid) + "?verdict=x&after=²").status_code == 200


def test_every_sheet_that_was_sent_is_reached(desk, monkeypatch):
    monkeypatch.setattr(views, "RECENT", 1)
    for _each in range(3):
        send(desk, LIST)
    made = [str(uid) for uid in SheetImport.objects.order_by("-pk").values_list("uid", flat=True)]
    found = seen(desk, address("upload", "enterprises"), r'list-group-item">\s*<a href="[^"]*/([0-9a-f-]{36})/"')
    assert found == made and len(made) == 3
