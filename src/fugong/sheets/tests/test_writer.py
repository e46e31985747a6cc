"""What goes out holds no live formula and comes back as the same text."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.sheets import cells, writer
from fugong.sheets.cells import clean
from fugong.sheets.columns import Column
from fugong.sheets.reader import read_table
from fugong.sheets.writer import LIVE, Sheet, csv_lines, download, file_name, workbook

COLUMNS = (
    Column(key="key", name="key", required=True),
    Column(key="text", name="text", read=cells.text(40_000)),
)
TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.builds(
            lambda a, b: a + b,
            st.text("=+-@\t\r\n'\0＝", min_size=1, max_size=4),
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        ),
    ),
    min_size=1,
    max_size=20,
)


def rows_of(texts):
    return [{"key": f"k{n}", "text": each} for n, each in enumerate(texts)]


def made(sheet: Sheet) -> bytes:
    with workbook(sheet) as file:
        return file.read()


def back(source: bytes) -> list[object]:
    with read_table(source, columns=COLUMNS) as table:
        return [row.values.get("text") for rows in table.chunks() for row in rows]


@settings(deadline=None, max_examples=25)
@given(TEXTS)
def test_a_workbook_comes_back_as_it_was_and_nothing_in_it_runs(texts):
    source = made(Sheet(COLUMNS, rows_of(texts)))
    assert back(source) == [clean(each) for each in texts]
    page = openpyxl.load_workbook(io.BytesIO(source)).active
    for row in page.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and LIVE.match(cell.value):
                assert cell.quotePrefix


@settings(deadline=None, max_examples=25)
@given(TEXTS)
def test_a_csv_comes_back_as_it_was_and_nothing_in_it_runs(texts):
    source = b"".join(csv_lines(COLUMNS, rows_of(texts)))
    assert back(source) == [clean(each) for each in texts]
    for row in list(csv.reader(io.StringIO(source.decode("utf-8-sig"), newline="")))[1:]:
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r", "\0"))


def test_days_and_numbers_are_days_and_numbers():
    columns = (
        Column(key="day", name="day", show=cells.as_day, number_format="yyyy-mm-dd"),
        Column(key="money", name="money", read=cells.yuan, unit=10_000),
        Column(key="yes", name="yes"),
    )
    source = made(Sheet(columns, [{"day": "2020-02-03", "money": 12_000_000, "yes": True}, (None, None, None)]))
    page = openpyxl.load_workbook(io.BytesIO(source)).active
    assert [cell.value for cell in page[1]] == ["day", "money（万元）", "yes"]
    assert page["A2"].value.date() == dt.date(2020, 2, 3)
    assert page["B2"].value == 1200
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:C3"


def test_chinese_file_names_arrive_whole():
    with workbook(Sheet(COLUMNS, [])) as file:
        answer = download(file, "企业名单/二月")
    name = "filename*=utf-8''%E4%BC%81%E4%B8%9A%E5%90%8D%E5%8D%95_%E4%BA%8C%E6%9C%88.xlsx"
    assert name in answer["Content-Disposition"]


@pytest.mark.parametrize(("name", "kept"), [("../../x", "x"), ("a:b*c", "a_b_c"), ("", "sheet"), ("...", "sheet")])
def test_file_names_are_safe(name, kept):
    assert file_name(name, "csv") == f"{kept}.csv"


def test_rows_beyond_a_full_worksheet_go_on_on_the_next(monkeypatch):
    monkeypatch.setattr(writer, "FULL", 2)
    texts = [f"row {n}" for n in range(5)]
    book = openpyxl.load_workbook(io.BytesIO(made(Sheet(COLUMNS, rows_of(texts), title="All of them"))))
    found = [row[1].value for page in book for row in page.iter_rows(min_row=3)]
    assert [each for each in found if each in texts] == texts and len(book.sheetnames) == 3
    assert len(openpyxl.load_workbook(io.BytesIO(made(Sheet(COLUMNS, rows_of(texts[:2]))))).sheetnames) == 1
