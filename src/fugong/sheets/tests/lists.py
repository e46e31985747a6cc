"""Made-up lists in the shapes that real ones have, for the tests."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlwt
from stdnum.cn import uscc

HEAD = ("企业名称", "统一社会信用代码", "成立日期", "营业收入（万元）", "从业人数", "联系电话")


def code(number: int, region: str = "990101") -> str:
    """A sound credit code; the same number gives the same one."""
    body = f"91{region}MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def row(number: int, **changes: Any) -> list[Any]:
    """A good row under HEAD; `changes` by position name: name, code, day, revenue, staff, phone."""
    given = {
        "name": f"清河电子{number}有限公司",
        "code": code(number),
        "day": "2019-03-05",
        "revenue": 1200,
        "staff": 30 + number % 50,
        "phone": f"138{number:08d}",
        **changes,
    }
    return list(given.values())


def xlsx(
    *sheets: tuple[str, Sequence[Sequence[Any]]],
    merge: Sequence[str] = (),
    hide: Sequence[str] = (),
    hide_rows: Sequence[int] = (),
) -> bytes:
    """A workbook by another library than reads it; `merge`, `hide` (columns) and `hide_rows` concern the first sheet."""
    book = openpyxl.Workbook()
    for index, (name, rows) in enumerate(sheets):
        page = book.active if index == 0 else book.create_sheet()
        page.title = name
        for cells in rows:
            page.append(list(cells))
        if index == 0:
            for area in merge:
                page.merge_cells(area)
            for letter in hide:
                page.column_dimensions[letter].hidden = True
            for number in hide_rows:
                page.row_dimensions[number].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(rows: Sequence[Sequence[Any]]) -> bytes:
    """The old format."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("名单")
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            page.write(y, x, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)
