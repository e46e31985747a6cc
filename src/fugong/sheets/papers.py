"""The sheets that the house itself hands out: the template to fill in, and an import with its faults beside the cells."""

import re
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from fugong.core import amounts
from fugong.sheets import samples, staging
from fugong.sheets.cells import in_all_languages
from fugong.sheets.columns import UNIT_NAMES, Column, letter
from fugong.sheets.heading import Names
from fugong.sheets.kinds import SheetKind
from fugong.sheets.models import SheetImport, SheetRow, Verdict
from fugong.sheets.writer import Pen, book_in, printable

REQUIRED, FAULT, DOUBT = "#FDE9D9", "#F8CBAD", "#FFF2CC"
"""Tints of a required heading, a cell at fault, a doubtful one."""
ROWS_WITH_LISTS = 5_000
MOST_COMMENTS = 2_000
"""Cells with a comment; beyond them a workbook opens slowly, and the last column says it, too."""


def template(kind: SheetKind, campaign: Any, *, filled: bool = False) -> BinaryIO:
    """A sheet of a kind to fill in, with its headings, drop-down lists, and a page that explains the columns; with two
    made-up rows where it is `filled`.
    """
    columns = [column for column in kind.columns(campaign) if column.in_template]
    file: BinaryIO = tempfile.TemporaryFile()  # type: ignore[assignment]  # noqa: SIM115 (the caller closes it)
    with book_in(file) as book:
        pen = Pen(book)
        required = book.add_format({"bold": True, "bg_color": REQUIRED, "border": 1, "text_wrap": True})
        as_text = book.add_format({"num_format": "@"})
        page = book.add_worksheet(printable(str(kind.name))[:31])
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width, None if column.number_format else as_text)
            page.write_string(0, index, column.heading(), required if column.required else pen.heading)
            if filled and (note := _note(column)):
                page.write_comment(0, index, note, {"x_scale": 2})
            if column.choices:
                source = [str(choice) for choice in column.choices]
                page.data_validation(1, index, ROWS_WITH_LISTS, index, {"validate": "list", "source": source})
        for number, row in enumerate(samples.rows(kind, columns) if filled else (), 1):
            for index, cell in enumerate(row):
                pen.write(page, number, index, cell)
        page.freeze_panes(1, 0)
        _explain(book, pen, columns, kind)
    file.seek(0)
    return file


def _note(column: Column) -> str:
    """What stands beside a heading: whether it must be filled in, and with what."""
    return printable("\n".join(filter(None, [_("Required") if column.required else "", str(column.help)])))


def _explain(book: Any, pen: Pen, columns: list[Column], kind: SheetKind) -> None:
    page = book.add_worksheet(_("How to fill in")[:31])
    for index, (head, width) in enumerate(
        [
            (_("Column"), 24),
            (_("Required"), 10),
            (_("What to enter"), 60),
            (_("Example"), 24),
            (_("Also understood as"), 60),
        ]
    ):
        page.set_column(index, index, width)
        page.write_string(2, index, head, pen.heading)
    page.write_string(0, 0, f"{kind.name}: {kind.about}")
    for number, column in enumerate(columns, 3):
        choices = " / ".join(str(choice) for choice in column.choices)
        cells = [
            column.heading(),
            _("yes") if column.required else "",
            " ".join(filter(None, [str(column.help), choices])),
            column.example,
            "、".join(column.others()[:12]),
        ]
        for index, cell in enumerate(cells):
            pen.write(page, number, index, cell)


def handed_back(found: SheetImport, *, only_faults: bool = False) -> BinaryIO:
    """The rows as they came, cells at fault tinted and commented, and a last column that says in words what to do."""
    file: BinaryIO = tempfile.TemporaryFile()  # type: ignore[assignment]  # noqa: SIM115 (the caller closes it)
    columns = {column.key: column for column in found.kind_of_sheet.columns(found.campaign)}
    with book_in(file) as book:
        pen = Pen(book)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", found.sheet_name or str(found.kind_of_sheet.name))[:31])
        width = max((heading["index"] for heading in found.headings), default=0) + 1
        headings = _headings(found, columns)
        page.set_column(0, width - 1, 16)
        page.set_column(width, width, 80)
        top = 0 if only_faults else _top(found)
        for index, text in headings.items():
            page.write_string(top, index, printable(text), pen.heading)
        page.write_string(top, width, _("What to mend"), pen.heading)
        page.freeze_panes(top + 1, 0)
        commented = 0
        for number, row in enumerate(_rows(found, only_faults), 1):
            at = number if only_faults else row.number - 1
            _write_row(page, pen, at, row, width)
            if commented < MOST_COMMENTS:
                commented += _comment(page, at, row)
            if row.faults:
                page.write_string(at, width, printable("\n".join(_words(row, at))), wrapped)
    file.seek(0)
    return file


def _top(found: SheetImport) -> int:
    """Right above the first row, so that D17 stays D17."""
    first = found.rows.order_by("number").values_list("number", flat=True).first()
    return max((first or 2) - 2, 0)


def _words(row: SheetRow, at: int) -> list[str]:
    """What is wrong, with the cells named as they stand in this sheet."""
    return [f"{re.sub(r'[0-9]+$', '', where)}{at + 1}: {words}" for where, words, _code, _level in row.faults]


def _rows(found: SheetImport, only_faults: bool) -> Iterator[SheetRow]:
    rows = found.rows.order_by("number")
    if only_faults:
        rows = rows.filter(verdict=Verdict.REFUSED)
    return rows.iterator(chunk_size=2_000)


def _write_row(page: Any, pen: Pen, number: int, row: SheetRow, width: int) -> None:
    tints = {
        re.sub(r"\d+$", "", where): FAULT if level == "error" else DOUBT for where, _words, _code, level in row.faults
    }
    for index, cell in enumerate(staging.all_cells(row)[:width]):
        pen.write(page, number, index, _as_it_stood(cell), colour=tints.get(letter(index), ""))


def _comment(page: Any, at: int, row: SheetRow) -> int:
    """What is wrong or doubtful as comments at the cells; how many there are. A fault of the whole row has no cell."""
    said: dict[str, list[str]] = {}
    for where, words, _code, _level in row.faults:
        if column := re.sub(r"\d+$", "", where):
            said.setdefault(column, []).append(words)
    for column, several in said.items():
        page.write_comment(f"{column}{at + 1}", printable("\n".join(several)), {"x_scale": 2})
    return len(said)


def _as_it_stood(cell: Any) -> Any:
    """Days come out of Excel with midnight behind them."""
    return cell.removesuffix("T00:00:00") if isinstance(cell, str) else cell


def _headings(found: SheetImport, columns: dict[str, Column]) -> dict[int, str]:
    """Headings that will be understood again: two rows joined, and units named above the table, are written into one."""
    names = Names(list(columns.values()))
    result = {}
    for heading in found.headings:
        text, column = heading["text"], columns.get(heading["key"])
        if column and (names.exactly(text) != column.key or heading["unit"] != amounts.unit_in(text)):
            known = in_all_languages(column.name)[0]
            text = f"{known}（{UNIT_NAMES[heading['unit']]}）" if heading["unit"] in UNIT_NAMES else known
        result[heading["index"]] = text
    return result
