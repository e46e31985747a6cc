"""Hostile files are refused within two seconds, by a process that may die; a good sheet of 100,000 rows loads.

Negative control: without the limits the far cell takes all memory, which `test_limits_are_what_stops_it` shows.
"""

import io
import time
import zipfile

import pytest
import xlsxwriter
from django.utils.translation import override

from fugong.core.errors import Refused
from fugong.sheets import book
from fugong.sheets.book import Book
from fugong.sheets.tests.lists import HEAD, row, xlsx

GOOD = xlsx(("名单", [HEAD, *(row(n) for n in range(30))]))


def repacked(source: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced (by their last name) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def sheet_of(cells: str) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f'<?xml version="1.0"?><worksheet {space}><sheetData>{cells}</sheetData></worksheet>'.encode()


SHEET = "xl/worksheets/sheet1.xml"
FAR = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
HOSTILE = {
    "zip bomb": lambda: repacked(GOOD, **{SHEET: sheet_of(" " * (300 << 20))}),
    "far cell": lambda: repacked(GOOD, **{SHEET: FAR}),
    "entity bomb": lambda: repacked(GOOD, **{SHEET: sheet_of("").replace(b"<worksheet", LAUGHS + b"<worksheet")}),
    "traversal": lambda: repacked(GOOD, **{"../../etc/passwd": b"root"}),
    "absolute": lambda: repacked(GOOD, **{"/etc/passwd": b"root"}),
    "truncated": lambda: GOOD[: len(GOOD) // 2],
    "no directory": lambda: GOOD[:-30],
    "page called sheet": lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "old xml": lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
    "pdf": lambda: b"%PDF-1.7 something",
    "archive of nothing": lambda: repacked(GOOD, **{"[Content_Types].xml": b""})[:200],
    "old format, cut": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
    "random": lambda: bytes(range(256)) * 40,
}  # fmt: skip


def opened(source: bytes) -> None:
    with override("en"), Book(source, "x.xlsx") as found:
        for sheet in found.sheets:
            found.look(sheet["index"])
            for _rows in found.rows(sheet["index"]):
                pass


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_within_two_seconds(name):
    source = HOSTILE[name]()
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        opened(source)
    assert time.monotonic() - began < 2
    assert refused.value.message


def test_the_good_one_they_are_made_of_is_read():
    opened(GOOD)


WIDE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="700"><c r="XFD700"><v>1</v></c></row>'


def test_limits_are_what_stops_it(monkeypatch):
    """Negative control: a cell that is not quite so far is refused under the limit, and opened without it."""
    source = repacked(GOOD, **{SHEET: sheet_of(WIDE)})
    with pytest.raises(Refused) as refused:
        opened(source)
    assert refused.value.code == "sheet_memory"
    monkeypatch.setattr(book, "memory_for", lambda size: 3 << 30)
    monkeypatch.setattr(book, "seconds_for", lambda size: 60)
    opened(source)


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(book, "seconds_for", lambda size: 0.05)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as made:
        page = made.add_worksheet()
        for n in range(20_000):
            page.write_row(n, 0, [f"{n}-{c}" for c in range(20)])
    with pytest.raises(Refused) as refused:
        opened(file.getvalue())
    assert refused.value.code == "sheet_time"


@pytest.mark.slow
def test_a_good_sheet_of_100_000_rows_loads(tmp_path):
    path = tmp_path / "big.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
        page = made.add_worksheet("名单")
        page.write_row(0, 0, HEAD)
        for n in range(100_000):
            page.write_row(n + 1, 0, row(n))
    with Book(path) as found:
        assert found.look(0)["height"] == 100_001
        assert sum(len(rows) for _number, rows in found.rows(0)) == 100_001
