"""Real lists are messy: each mess here is one that authorities' sheets have."""

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter
from django.utils.translation import override

from fugong.core.errors import Refused
from fugong.sheets import cells
from fugong.sheets.child import WITHOUT_RESULT
from fugong.sheets.columns import Column
from fugong.sheets.reader import Row, read_table
from fugong.sheets.tests import lists
from fugong.sheets.tests.lists import HEAD, code, row, text, xls, xlsx

COLUMNS = (
    Column(key="uscc", name="code", read=cells.credit_code, required=True, synonyms=("统一社会信用代码", "信用代码", "税号")),
    Column(key="name", name="firm", synonyms=("企业名称", "单位名称", "公司名称", "名称")),
    Column(key="founded", name="founded", read=cells.day, synonyms=("成立日期", "注册日期")),
    Column(key="revenue", name="revenue", read=cells.yuan, unit=10_000, synonyms=("营业收入", "主营业务收入")),
    Column(key="staff", name="staff", read=cells.whole(), synonyms=("从业人数", "员工数")),
    Column(key="phone", name="phone", read=cells.telephone, personal=True, synonyms=("联系电话", "手机", "电话")),
    Column(key="person", name="person", synonyms=("联系人", "联系人姓名", "姓名")),
    Column(key="street", name="street", synonyms=("所在街道", "街道")),
)  # fmt: skip
GOOD = {"founded": "2019-03-05", "revenue": 12_000_000}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def read(source: bytes) -> tuple[list[Row], Any]:
    with read_table(source, "list", columns=COLUMNS) as table:
        return [each for rows in table.chunks() for each in rows], table


def values(source: bytes) -> list[dict[str, Any]]:
    return [each.values for each in read(source)[0]]


ROWS = [HEAD, row(1), row(2)]


@pytest.mark.parametrize(
    "source",
    [
        xlsx(("名单", ROWS)),
        xls(ROWS),
        *(text(ROWS, encoding) for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")),
        *(text(ROWS, "gbk", delimiter) for delimiter in "\t;|"),
        b"sep=;\r\n" + text(ROWS, "utf-8", ";"),
        text(ROWS).replace(b"\r\n", b"\n"),
    ],
    ids=[
        "xlsx", "xls", "utf8", "bom", "gbk", "gb18030", "utf16", "utf16le", "utf16be", "tab", "semicolon", "bar", "sep", "unix",
    ],
)  # fmt: skip
def test_one_list_in_every_format(source):
    found = values(source)
    assert [each["uscc"] for each in found] == [code(1), code(2)]
    assert found[0] == GOOD | {"uscc": code(1), "name": "清河电子1有限公司", "staff": 31, "phone": "13800000001"}


def test_title_rows_and_the_unit_above_the_table():
    head = ("序号", "单位名称", "信用代码", "营业收入")
    rows = [["2020年规上企业名单"], ["填报单位：某区", "", "", "单位：万元"], [], head, [1, "甲公司", code(1), 50.5]]
    assert values(xlsx(("名单", rows)))[0] == {"name": "甲公司", "uscc": code(1), "revenue": 505_000}


def doubts(rows):
    return [(fault.where, fault.code, fault.level) for each in rows for fault in each.faults]


def test_of_several_telephones_one_is_taken_and_the_cell_is_doubtful():
    rows, _table = read(xlsx(("名单", [HEAD, row(1, phone="13900000001、13900000002"), row(2, phone="0532 88880000")])))
    assert [each.values["phone"] for each in rows] == ["13900000001", "0532-88880000"]
    assert doubts(rows) == [("F2", "several_telephones", "warning")]
    assert "1390000000" not in rows[0].faults[0].message


@pytest.mark.parametrize(("cell", "taken"), [("约50", 50), ("50人左右", 50), ("1,200余人", 1200)])
def test_a_figure_that_is_only_about_so_much_is_taken_with_a_doubt(cell, taken):
    rows, _table = read(xlsx(("名单", [HEAD, row(1, staff=cell), row(2, staff="120人")])))
    assert [each.values["staff"] for each in rows] == [taken, 120]
    assert doubts(rows) == [("E2", "about", "warning")]
    assert cell in rows[0].faults[0].message


SCATTERED = [[], [], ["2020年企业名单"], [], HEAD, row(1), [], row(2, code="123"), [], [], row(3, code="1")]


@pytest.mark.parametrize("source", [xlsx(("名单", SCATTERED), merge=("A3:F3",)), xls(SCATTERED), text(SCATTERED)])
@pytest.mark.parametrize("first", [0, 2, 4])
def test_a_fault_names_its_cell_as_excel_shows_it_whatever_rows_are_blank(source, first):
    made = {b"PK": lambda rows: xlsx(("名单", rows)), b"\xd0\xcf": xls}.get(source[:2], text)
    rows, _table = read(source if not first else made(SCATTERED[first:]))
    assert [each.number + first for each in rows] == [6, 8, 11]
    assert [fault.where for each in rows for fault in each.faults] == [f"B{8 - first}", f"B{11 - first}"]


def test_blank_columns_to_the_left_and_blank_rows_above_keep_letters_and_numbers():
    rows = [[], [], *([None, *each] for each in (HEAD, row(1, code="123")))]
    assert [fault.where for each in read(xlsx(("名单", rows)))[0] for fault in each.faults] == ["C4"]


def test_a_cell_merged_downwards_below_blank_rows_counts_in_each_of_its_rows():
    rows = [[], [], [*HEAD, "街道"], [*row(1), "东河街道"], [*row(2), None], [*row(3), "西山街道"]]
    found = values(xlsx(("名单", rows), merge=("G4:G5",)))
    assert [each.get("street") for each in found] == ["东河街道", "东河街道", "西山街道"]


def test_the_line_that_names_a_delimiter_is_no_row():
    rows, _table = read(b"sep=;\r\n" + text([HEAD, row(1, code="123")], "utf-8", ";"))
    assert [fault.where for each in rows for fault in each.faults] == ["B2"]


def test_two_row_heading_with_merged_cells():
    rows = [
        ["某区企业名单"],
        ["企业信息", None, "联系方式", None, "经营情况"],
        ["名称", "统一社会信用代码", "姓名", "电话", "营业收入（亿元）"],
        ["甲公司", code(1), "王芳", "0532-88880000", 3.2],
    ]
    source = xlsx(("名单", rows), merge=("A1:E1", "A2:B2", "C2:D2"))
    assert values(source) == [
        {"name": "甲公司", "uscc": code(1), "person": "王芳", "phone": "0532-88880000", "revenue": 320_000_000}
    ]


def test_heading_whose_upper_row_says_it_where_nothing_stands_below():
    rows = [["企业名称", "信用代码", "联系", ""], ["", "", "姓名", "手机"], ["甲公司", code(1), "王芳", 13800000001]]
    source = xlsx(("名单", rows), merge=("A1:A2", "B1:B2", "C1:D1"))
    assert values(source) == [{"name": "甲公司", "uscc": code(1), "person": "王芳", "phone": "13800000001"}]


def test_rulers_of_units_and_column_numbers_under_the_heading_are_no_data():
    rows = [
        ["名称", "信用代码", "营业收入", "从业人数"],
        ["", "", "（万元）", "（人）"],
        ["甲", "乙", 1, 2],
        ["甲公司", code(1), 5, 9],
    ]
    assert values(xlsx(("名单", rows))) == [{"name": "甲公司", "uscc": code(1), "revenue": 50_000, "staff": 9}]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("*企业名称", "name"), ("企业名称（全称）", "name"), ("1.企业名称", "name"), ("企 业 名 称", "name"), ("企业\n名称", "name"),
        ("2019年营业收入(万元)", "revenue"), ("上年度营业收入", "revenue"), ("ｆｉｒｍ", "name"), ("企业名称：", "name"),
        ("从业人数（人）", "staff"), ("企业现有从业人数统计", "staff"),
    ],
)  # fmt: skip
def test_headings_by_what_they_mean(heading, key):
    with read_table(xlsx(("名单", [["信用代码", heading], [code(1), "1"]])), columns=COLUMNS) as table:
        assert {h.key for h in table.headings} == {"uscc", key}


def test_totals_signatures_section_titles_and_repeated_headings_are_passed_over():
    rows = [
        HEAD, ["一、制造业"], row(1), ["小计", "", "", 1200, 31, ""], HEAD, row(2), ["合 计", "", "", 2400, 63, ""],
        ["", "总计：2家"], ["填表人：王芳", "", "审核人：李强"], ["备注：以上数据为初步统计"],
    ]  # fmt: skip
    found, table = read(xlsx(("名单", rows)))
    assert [each.number for each in found] == [3, 6]
    assert not any(each.faults for each in found)
    assert table.skipped == 7


def test_a_firm_whose_name_begins_like_a_total_is_a_firm():
    found, _table = read(
        xlsx(("名单", [HEAD, row(1, name="合计数码有限公司"), row(2, name="共计划科技公司", code="")]))
    )
    assert [each.values["name"] for each in found] == ["合计数码有限公司", "共计划科技公司"]
    assert [each.is_bad for each in found] == [False, True]


def test_full_width_zero_width_and_odd_spaces():
    messy = row(
        1,
        name="\u3000清河\u200b电子１有限公司\xa0",
        code="\ufeff" + code(1)[:9] + " " + code(1)[9:],
        staff="３１人",
        phone="１３８－０００００００１",
    )
    messy[3] = "１，２００．５"
    found = values(text([HEAD, messy]))
    assert found == [
        GOOD
        | {"revenue": 12_005_000, "uscc": code(1), "name": "清河电子1有限公司", "staff": 31, "phone": "13800000001"}
    ]


def test_numbers_that_were_meant_as_text():
    found, _table = read(xlsx(("名单", [HEAD, row(1, phone=13800000001.0), row(2, code=913702140000000001)])))
    assert found[0].values["phone"] == "13800000001"
    assert [(fault.where, fault.code) for fault in found[1].faults] == [("B3", "number_for_text")]


def test_days_as_excel_keeps_them():
    days = [dt.datetime(2019, 3, 5), dt.date(2019, 3, 5), 43529, "20190305", "2019年3月5日"]  # noqa: DTZ001
    found = values(xlsx(("名单", [HEAD, *(row(n, day=day) for n, day in enumerate(days))])))
    assert {each["founded"] for each in found} == {"2019-03-05"}


def test_a_tail_of_blank_rows_costs_nothing():
    book = [HEAD, row(1), *[["", None, "", "", "", ""]] * 65_000]
    found, _table = read(text(book))
    assert len(found) == 1


def test_blank_rows_between_keep_the_numbering():
    found, _table = read(text([HEAD, row(1), *[[""] * 6] * 5_000, row(2)]))
    assert [each.number for each in found] == [2, 5003]


def test_the_worksheet_with_the_heading_is_chosen_and_named():
    found, table = read(
        xlsx(
            ("说明", [["填写说明"], ["请填写企业名称和统一社会信用代码"]]), ("企业", ROWS), ("汇总", [["街道", "家数"]])
        )
    )
    assert len(found) == 2
    assert any("企业" in note for note in table.notes)


STREETS = (("北岙", [HEAD, row(1), row(2)]), ("大门", [HEAD, row(3)]), ("汇总", [["街道", "家数"]]))


def test_of_several_lists_the_unread_are_told_and_one_is_read_by_its_name():
    found, table = read(xlsx(*STREETS))
    assert [each.values["uscc"] for each in found] == [code(1), code(2)]
    assert table.unread == [{"name": "大门", "rows": 1}]
    with read_table(xlsx(*STREETS), columns=COLUMNS, sheet="大门") as table:
        assert [each.values["uscc"] for rows in table.chunks() for each in rows] == [code(3)]
        assert [each["name"] for each in table.unread] == ["北岙"]
    with pytest.raises(Refused, match="“北岙”、“大门”"), read_table(xlsx(*STREETS), columns=COLUMNS, sheet="东屏"):
        pass


def test_hidden_columns_are_read_and_told():
    found, table = read(xlsx(("名单", ROWS), hide=("B",)))
    assert found[0].values["uscc"] == code(1)
    assert any("hidden" in note for note in table.notes)


def test_hidden_rows_are_read_and_counted():
    found, table = read(xlsx(("名单", ROWS), hide_rows=(2,)))
    assert found[0].values["uscc"] == code(1)
    assert [note for note in table.notes if "hidden" in note] == [
        "1 row of the sheet is hidden or filtered out; it was read as well."
    ]


def test_a_formula_whose_result_nobody_worked_out_is_told_and_one_with_a_result_is_read():
    head = ["名称", "信用代码", "从业人数"]
    _found, table = read(xlsx(("名单", [head, ["甲", code(1), "=50+36"], ["乙", code(2), 7]])))
    assert [note for note in table.notes if "Formulas" in note][0].startswith(
        "Formulas without a result were read as empty: C2."
    )
    book = xlsxwriter.Workbook(file := io.BytesIO())
    page = book.add_worksheet()
    page.write_row(0, 0, head)
    page.write_row(1, 0, ["甲", code(1)])
    page.write_formula(1, 2, "=50+36", value=86)
    book.close()
    found, table = read(file.getvalue())
    assert found[0].values["staff"] == 86 and not [note for note in table.notes if "Formulas" in note]


def test_a_formula_whose_result_is_an_empty_text_has_one():
    assert WITHOUT_RESULT.findall(b'<c r="D2" t="str"><f>""</f><v></v></c><c r="E2"><f>1+1</f><v/></c>') == [b"E2"]


def test_none_is_an_answer_where_the_column_knows_it_and_nothing_elsewhere():
    columns = (
        COLUMNS[0],
        Column(key="tanks", name="tanks", read=cells.softly(cells.yes_no()), synonyms=("储罐",)),
        Column(
            key="power",
            name="power",
            read=cells.choice({"none": ("无", "停电"), "full": ("正常",)}),
            synonyms=("供电",),
        ),
        Column(key="note", name="note", synonyms=("备注",)),
    )
    rows = [
        ["信用代码", "储罐", "供电", "备注"],
        [code(1), "无", " 无 ", "无"],
        [code(2), "-", "/", "-"],
        [code(3), "有", "正常", "x"],
    ]
    with read_table(xlsx(("名单", rows)), "list", columns=columns) as table:
        first, second, third = (each.values for chunk in table.chunks() for each in chunk)
    assert first == {"uscc": code(1), "tanks": False, "power": "none"}
    assert second == {"uscc": code(2)}
    assert third == {"uscc": code(3), "tanks": True, "power": "full", "note": "x"}


def test_an_empty_workbook_says_so_and_claims_no_heading():
    with pytest.raises(Refused, match="no filled cell"):
        read(xlsx(("名单", [])))


def test_a_cell_merged_over_rows_counts_in_each():
    rows = [
        ["街道", "名称", "信用代码"],
        ["东河街道", "甲", code(1)],
        [None, "乙", code(2)],
        ["西山街道", "丙", code(3)],
    ]
    found = values(xlsx(("名单", rows), merge=("A2:A3",)))
    assert [each["street"] for each in found] == ["东河街道", "东河街道", "西山街道"]


def test_a_plain_number_without_unit_is_yuan_and_the_user_is_told():
    found, table = read(xlsx(("名单", [["信用代码", "营业收入"], [code(1), 5_000_000]])))
    assert found[0].values["revenue"] == 5_000_000
    assert any("yuan" in note for note in table.notes)


def test_what_says_nothing_is_nothing():
    rows = [
        HEAD,
        *(row(n, day=blank, revenue=blank, phone=blank) for n, blank in enumerate(["N/A", "-", "/", "无", "  ", "——"])),
    ]
    for each in read(xlsx(("名单", rows)))[0]:
        assert not each.faults
        assert set(each.values) == {"name", "uscc", "staff"}


def test_faults_name_their_cell():
    rows = [HEAD, row(1, day="2019-02-30"), row(2, staff="很多"), row(3, code=code(3)[:-1]), row(4, code="")]
    faults = [fault for each in read(xlsx(("名单", rows)))[0] for fault in each.faults]
    assert [fault.where for fault in faults] == ["C2", "E3", "B4", "B5"]


def test_two_columns_of_one_meaning_fill_each_other():
    rows = [["信用代码", "联系电话", "手机"], [code(1), "", "13800000001"], [code(2), "0532-88880000", "13800000002"]]
    assert [each["phone"] for each in values(xlsx(("名单", rows)))] == ["13800000001", "0532-88880000"]


def test_damaged_signs_are_told_not_taken():
    source = text([HEAD, row(1)], "gbk").replace("清河".encode("gbk"), b"\xff\xff")
    found, _table = read(source)
    assert [fault.code for fault in found[0].faults] == ["encoding"]


def test_a_guarded_formula_in_a_csv_loses_its_guard():
    assert values(text([HEAD, row(1, name="'=1+1")]))[0]["name"] == "=1+1"


def test_nothing_to_read_says_so():
    for source, words in [
        (b"", "empty"),
        (text([["a", "b"], ["1", "2"]]), "No heading"),
        (text([["企业名称", "从业人数"], ["甲", "1"]]), "no column code"),
    ]:
        with pytest.raises(Refused, match=words):
            read(source)


def test_columns_of_one_key_twice_are_a_mistake_of_ours():
    with pytest.raises(ValueError, match="uscc"):
        read_table(lists.text(ROWS), columns=(COLUMNS[0], COLUMNS[0]))
