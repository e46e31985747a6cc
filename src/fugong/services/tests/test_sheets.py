"""An office brings what it decided before from its own list, and what goes out comes in again."""

import io

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fugong.channels.models import Message
from fugong.ledger.models import Event
from fugong.services.actions import applications
from fugong.services.models import ServiceApplication
from fugong.services.tests.stage import at, signed_in, text_of
from fugong.sheets.models import SheetImport

pytestmark = pytest.mark.django_db

HEADINGS = (
    "序号", "申请单位", "统一社会信用代码", "事项名称", "渠道", "经办人", "收件日期", "办理结果", "办结日期", "文号", "原期限", "延期至",
    "办理意见",
)  # fmt: skip
UPLOAD = reverse("sheets:upload", args=["plain", "service_applications"])


def office_list(*rows):
    """The list as an office keeps it: a title, a line of remarks, its own headings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("办件台账")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "1月办件台账")
        sheet.write_row(1, 0, HEADINGS)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number + 1, 0, [number, *row])
    return SimpleUploadedFile("办件台账.xlsx", out.getvalue())


def row(firm="东河纺织", service="留抵退税加急", way="窗口", caller="王会计", asked="2020-01-06", result="准予",
        decided="2020年1月7日", number="", old="", new="", said="", code=""):  # fmt: skip
    return firm, code, service, way, caller, asked, result, decided, number, old, new, said


@pytest.fixture
def brought(stage):
    """`brought(user, *rows)`: uploaded, looked at; the preview's text and its import."""

    def bring(user, *rows):
        browser = signed_in(user)
        answer = browser.post(UPLOAD, {"file": office_list(*rows)})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return browser, answer["Location"], SheetImport.objects.order_by("-pk").first()

    return bring


def faults_of(found):
    return {fault[0]: fault[1] for each in found.rows.all() for fault in each.faults}


def test_last_month_s_applications_come_in_as_they_ended_and_twice_changes_nothing(stage, brought):
    river = stage.cast.river
    told = Message.objects.count()
    rows = (
        row(river.name, number="2020-0007", said="材料齐全"),
        row("", code=river.uscc, result="不予", number="", said="不符合条件"),
        row(river.name, "延期缴纳税款", "网上", "", "2020-02-10", "同意", "2020-02-12", "税延〔2020〕第3号", "2020-02-17", "2020-03-16"),
        row(river.name, "营业执照变更", "电话", "李四", "2020-02-03", "撤回", ""),
    )  # fmt: skip
    rows = (rows[0], (river.name, *rows[1][1:]), *rows[2:])
    browser, preview, found = brought(stage.cast.desk, *rows)
    assert faults_of(found) == {}
    page = text_of(browser.get(preview))
    assert "办件台账.xlsx" in page and "王会计" not in page, "a name isn't shown before it is kept"
    assert browser.post(f"{preview}application/").status_code == 302
    made = {each.state: each for each in ServiceApplication.objects.exclude(service="deferral")}
    assert (made["granted"].number, made["granted"].serial, made["granted"].caller) == ("2020-0007", 7, "王会计")
    assert (made["refused"].opinion, made["refused"].enterprise) == ("不符合条件", river)
    assert made["withdrawn"].decided_at is None
    later = ServiceApplication.objects.get(service="deferral")
    assert (later.serial, later.number, str(later.due_on)) == (None, "税延〔2020〕第3号", "2020-03-16")
    assert Event.objects.filter(verb="service_application.bring").count() == 4
    assert Message.objects.count() == told, "nobody is told again of last month"
    assert "王会计" not in str(list(Event.objects.values_list("data", flat=True)))
    page = text_of(browser.get(at("application", made["granted"].pk)))
    assert "brought it in from the office’s list" in page
    assert signed_in(stage.cast.liaison).get(at("mine_result", river.pk, later.pk)).content.startswith(b"%PDF")

    next_one = applications.accept(application=stage.asked("refund"), by=stage.cast.town)
    assert applications.grant(application=next_one, by=stage.cast.town).number == "2020-0008", "the counting goes on"

    _browser, _preview, again = brought(stage.cast.desk, *rows)
    assert set(again.rows.values_list("verdict", flat=True)) == {"same"}


def test_what_is_wrong_is_named_at_its_cell_all_at_once(stage, brought):
    river = stage.cast.river.name
    _browser, _preview, found = brought(
        stage.cast.desk,
        row(river, "发票代开", number="1"),
        row(river, result="在办", number="2"),
        row(river, asked="2020-03-01", decided="2020-03-02", number="3"),
        row(river, decided="", number="4"),
        row(river, decided="2020-01-05", number="5"),
        row(river, caller="", number="6"),
        row(river, new="2020-03-02", number="7"),
        row(
            river,
            "延期缴纳税款",
            old="2020-02-17",
            new="2020-02-29",
            asked="2020-02-10",
            decided="2020-02-12",
            number="8",
        ),
        row(river, code="91370200MA3XXXXXX1", number="9"),
    )
    said = faults_of(found)
    expected = {
        "D3": "is not one of", "H4": "is not one of", "G5": "last three years", "I6": "on which day it was decided",
        "I7": "between the day", "F8": "Write the name", "L9": "gives no other day", "L10": "no working day",
    }  # fmt: skip
    assert {cell: words in said.get(cell, "") for cell, words in expected.items()} == dict.fromkeys(expected, True), (
        said
    )
    assert set(said) == {*expected, "C11"}
    assert not ServiceApplication.objects.exists()


def test_a_number_is_given_once_and_another_office_s_list_isn_t_ours(stage, brought):
    river, shop = stage.cast.river.name, stage.cast.shop.name
    browser, preview, _found = brought(stage.cast.town, row(river, number="2020-0001"))
    browser.post(f"{preview}application/")
    assert ServiceApplication.objects.get().made_by == stage.cast.town
    _browser, _preview, found = brought(stage.cast.town, row(shop, number="2020-0001"))
    assert "was given already" in faults_of(found)["J3"]
    _browser, _preview, found = brought(stage.cast.bureau, row(river, number="2020-0002"))
    assert "Another office" in faults_of(found)["D3"]
    hidden = stage.cast.hill
    _browser, _preview, found = brought(stage.cast.town, row(hidden.name, code=hidden.uscc))
    stranger = faults_of(found)["D3"]
    _browser, _preview, found = brought(stage.cast.town, row("没有登记的公司"))
    assert faults_of(found)["D3"] == stranger, "an enterprise of others looks like one that isn't there"
    for user in (stage.cast.liaison, stage.cast.leader):
        assert signed_in(user).get(UPLOAD).status_code in (403, 404)


def test_two_lists_with_one_number_don_t_both_come_in(stage, brought):
    river, shop = stage.cast.river.name, stage.cast.shop.name
    first, one, _found = brought(stage.cast.desk, row(river, number="2020-0005"))
    second, two, _found = brought(stage.cast.desk, row(shop, number="2020-0005"))
    assert first.post(f"{one}application/").status_code == 302
    second.post(f"{two}application/")
    assert ServiceApplication.objects.get().applicant == river, "the second says so and writes nothing"


def test_what_goes_out_comes_in_as_the_same(stage, brought):
    browser, preview, _found = brought(stage.cast.desk, row(stage.cast.river.name, number="2020-0001"), row(
        stage.cast.river.name, "延期缴纳税款", "网上", "", "2020-02-10", "同意", "2020-02-12", "", "2020-02-17", "2020-03-16"
    ))  # fmt: skip
    browser.post(f"{preview}application/")
    assert ServiceApplication.objects.count() == 2
    sheet = b"".join(browser.get(at("applications_sheet") + "?state=all").streaming_content)
    assert openpyxl.load_workbook(io.BytesIO(sheet)).active.max_row >= 3
    answer = browser.post(UPLOAD, {"file": SimpleUploadedFile("办件.xlsx", sheet)})
    again = SheetImport.objects.order_by("-pk").first()
    assert answer.status_code == 302
    assert faults_of(again) == {}
    assert list(again.rows.values_list("verdict", flat=True)) == ["same", "same"]


def test_a_long_list_asks_the_database_no_more_often(stage, brought, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        _browser, _preview, found = brought(
            stage.cast.desk, *[row(stage.cast.river.name, number=f"2020-{n:04d}") for n in range(1, 201)]
        )
    assert found.rows.filter(verdict="new").count() == 200


@pytest.mark.parametrize("paper", ["template", "sample"])
def test_the_empty_sheet_and_the_sample_are_there(stage, paper):
    answer = signed_in(stage.cast.desk).get(reverse(f"sheets:{paper}", args=["plain", "service_applications"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert any("Result number" in str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line)
