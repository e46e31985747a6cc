"""Writing sheets: `workbook(Sheet(…))` and `csv_lines(…)`, streamed, and `download(…)` to hand them out.

No text leaves as a live formula. In a workbook each text is written as text, and one that could be taken for a formula
bears Excel's own mark for texts (the quote prefix), so that it stays one when it is edited. A CSV knows no such mark:
there an apostrophe goes in front, and our reader takes it off again.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    import xlsxwriter

LIVE = re.compile(r"^'*[=+\-@\t\r\n\0＝＋－＠]")
"""What a spreadsheet may run, however many apostrophes stand before it."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767
FULL = 1_000_000
"""Rows on one worksheet; Excel ends at 1,048,576."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: rows as mappings by column key, or as sequences in the columns' order."""

    columns: Sequence[Column]
    rows: Iterable[Row]
    name: str = ""
    title: str = ""
    """A line above the heading, over its whole width."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number with a format of its own, where the rows of a column differ."""

    value: float | Decimal
    number_format: str


def guarded(text: str) -> str:
    """A text for a CSV that no spreadsheet runs; the reader takes the apostrophe off."""
    return "'" + text if LIVE.match(text) else text


def printable(text: str) -> str:
    """A text without signs that no sheet can hold."""
    return UNPRINTABLE.sub("", text.replace("\x0b", " ").replace("\x0c", " "))[:LONGEST]


def workbook(*sheets: Sheet) -> BinaryIO:
    """The sheets as an xlsx file, open at its beginning. Memory doesn't grow with the rows."""
    file: BinaryIO = tempfile.TemporaryFile()  # type: ignore[assignment]  # noqa: SIM115 (the caller closes it)
    try:
        with book_in(file) as book:
            for sheet in sheets:
                write_sheet(book, sheet)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def book_in(file: BinaryIO) -> xlsxwriter.Workbook:
    """A workbook that writes row by row and makes neither formulas nor links of texts."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": clock.now().replace(tzinfo=None)})
    return book


def write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """One worksheet: heading frozen and filtered, columns as wide as they ask, days and numbers as such. What doesn't fit on it
    goes on on further ones: beyond its last line a workbook drops rows without a word."""
    rows = iter(sheet.rows)
    last, count = _write_page(book, sheet, islice(rows, FULL)), 1
    while last == FULL and (row := next(rows, None)) is not None:
        count += 1
        name = f"{(sheet.name or sheet.title)[:26]} {count}"
        last = _write_page(book, replace(sheet, name=name), islice(chain((row,), rows), FULL))


def _write_page(book: xlsxwriter.Workbook, sheet: Sheet, rows: Iterable[Row]) -> int:
    """Writes the rows on a worksheet of their own; gives how many they were."""
    page = book.add_worksheet(_page_name(sheet.name or sheet.title, len(book.worksheets())))
    pen = Pen(book)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
    top = 0
    last = max(len(sheet.columns) - 1, 0)
    if sheet.title:
        page.set_row(0, 24)
        page.write_string(0, 0, printable(sheet.title), pen.title)
        top = 1
    for index, column in enumerate(sheet.columns):
        page.write_string(top, index, printable(column.heading()), pen.heading)
    page.freeze_panes(top + 1, 0)
    number = top
    for number, row in enumerate(rows, top + 1):
        for index, column in enumerate(sheet.columns):
            value = row.get(column.key) if isinstance(row, Mapping) else row[index]
            pen.write(page, number, index, column.cell(value), column.number_format)
    page.autofilter(top, 0, max(number, top), last)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    return number - top


class Pen:
    """The formats of one workbook, and how a value becomes a cell."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
        self.heading = book.add_format(
            {
                "bold": True,
                "bg_color": "#E8EEF4",
                "border": 1,
                "border_color": "#B8C4D0",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self._known: dict[tuple[str, bool, str], Any] = {}

    def format(self, number_format: str = "", *, is_text: bool = False, colour: str = "") -> Any:
        """A format, made once."""
        key = (number_format, is_text, colour)
        if key not in self._known:
            wanted: dict[str, Any] = {"valign": "top"}
            if number_format:
                wanted["num_format"] = number_format
            if is_text:
                wanted |= {"num_format": "@", "quote_prefix": True}
            if colour:
                wanted["bg_color"] = colour
            self._known[key] = self.book.add_format(wanted)
        return self._known[key]

    def write(self, page: Any, row: int, column: int, value: Any, number_format: str = "", colour: str = "") -> None:
        """Writes one value as what it is."""
        if isinstance(value, Formatted):
            value, number_format = value.value, value.number_format
        if value is None or value == "":
            if colour:
                page.write_blank(row, column, None, self.format(colour=colour))
        elif isinstance(value, bool):
            page.write_string(row, column, _("Yes") if value else _("No"), self.format(colour=colour))
        elif isinstance(value, int | float | Decimal) and abs(float(value)) < 1e15:
            page.write_number(row, column, value, self.format(number_format, colour=colour))
        elif isinstance(value, dt.datetime):
            moment = clock.local(value).replace(tzinfo=None) if value.tzinfo else value
            page.write_datetime(row, column, moment, self.format(number_format or "yyyy-mm-dd hh:mm", colour=colour))
        elif isinstance(value, dt.date):
            page.write_datetime(row, column, value, self.format(number_format or "yyyy-mm-dd", colour=colour))
        else:
            text = printable(str(value))
            is_text = bool(LIVE.match(text)) or text.isdigit()
            page.write_string(row, column, text, self.format(is_text=is_text, colour=colour))


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as CSV in UTF-8 with its mark, so that Excel reads the Chinese."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([guarded(column.heading()) for column in columns])
    yield b"\xef\xbb\xbf" + line.getvalue().encode()
    for row in rows:
        line.seek(0)
        line.truncate()
        values = (row.get(c.key) if isinstance(row, Mapping) else row[i] for i, c in enumerate(columns))
        writer.writerow([_csv_cell(column.cell(value)) for column, value in zip(columns, values, strict=True)])
        yield line.getvalue().encode()


def _csv_cell(value: Any) -> Any:
    value = value.value if isinstance(value, Formatted) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, dt.datetime):
        value = f"{clock.local(value) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    return guarded(str(value).replace("\0", ""))


def download(file: BinaryIO, name: str) -> FileResponse:
    """A workbook as an attachment; a Chinese name arrives whole (RFC 5987)."""
    answer = FileResponse(file, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, file_name(name, "xlsx"))
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def download_csv(columns: Sequence[Column], rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    """The same for a CSV, streamed."""
    answer = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, file_name(name, "csv"))
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def file_name(name: str, ending: str) -> str:
    """A name that every system takes, with the ending."""
    bare = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name).strip(" ._") or "sheet"
    return f"{bare[:100]}.{ending}"


def _page_name(name: str, count: int) -> str:
    """A worksheet's name: Excel forbids some signs, and more than 31."""
    bare = re.sub(r"[\[\]:*?/\\']", " ", printable(name)).strip()[:31]
    return bare or f"Sheet{count + 1}"
