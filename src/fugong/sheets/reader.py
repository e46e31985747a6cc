"""Reading a table out of a file: `read_table(source, name, columns=…)`, one way for every kind of sheet.

It picks the worksheet with the heading, passes over titles, totals and blank tails, cleans cells, reads each by its
column, and hands out rows in lists, so that memory doesn't grow with the sheet:

    with read_table(path, "名单.xlsx", columns=COLUMNS) as table:
        table.headings, table.notes          # what is read as what, and what the user should know
        for rows in table.chunks():          # lists of Row: number, cells, values, faults
            ...
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.core.errors import Fault, Refused
from fugong.sheets.book import Book
from fugong.sheets.cells import Bad, Cell, clean, knows, plain
from fugong.sheets.columns import Column, by_key
from fugong.sheets.heading import Found, Heading, Names, find

TOTALS = re.compile(
    r"[(（*]?(?:(?:合计|总计|小计|共计|累计|总数|总和|合計|합계|total|sum)(?:[:：(（\d].*)?"
    r"|(?:填表人|填报人|填报单位|填报日期|填表日期|报出日期|填表说明|制表人?|审核人?|复核人?|(?:单位|统计)?负责人|联系人|备注|注|说明)[:：].*"
    r"|(?:填表人|填报人|制表人|审核人|单位负责人|单位[（(]?(?:盖章|公章)[)）]?[:：]?.*))[)）]?",
    re.IGNORECASE,
)
"""What stands at the start of a row of totals, signatures or remarks (spaces taken out)."""
_SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]")
_MEMO = 20_000
SHOWN = 12
"""How many cells a note names."""


@dataclass(slots=True)
class Row:
    """One row of data: as it stood (`cells`), as it was read (`values`, by column key), and what is wrong with it."""

    number: int
    cells: list[Any]
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    verdict: str = ""
    target: int | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def is_bad(self) -> bool:
        return any(fault.level == "error" for fault in self.faults)


class Table:
    """The table in a file, in the worksheet of a name where one is `asked` for. Use as a context, then `chunks()` once."""

    def __init__(self, book: Book, columns: Sequence[Column], asked: str = "") -> None:
        self.book = book
        self.asked = asked
        self.columns = by_key(columns)
        self.names = Names(columns)
        self.notes: list[str] = []
        self.unread: list[dict[str, Any]] = []
        """The other worksheets with every required column, which nobody reads unless asked: `{"name", "rows"}`."""
        self.skipped = 0
        self.sheet: dict[str, Any] = {}
        self.found = Found(0, ())
        self.height = 0

    def __enter__(self) -> Self:
        self.book.__enter__()
        try:
            self._choose_sheet()
        except BaseException:
            self.book.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.book.close()

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self.found.headings

    def letter_of(self, key: str) -> str:
        """The letter of the column that holds a key, or nothing."""
        return next((heading.letter for heading in self.headings if heading.key == key), "")

    def chunks(self) -> Iterator[list[Row]]:
        """The rows of data, read, in lists of at most `child.CHUNK`."""
        reading = _Reading(self)
        first = self.found.first_row
        for number, raw in self.book.rows(self.sheet["index"]):
            if number + len(raw) <= first + 1:
                continue
            skip = max(0, first + 1 - number)
            rows = reading.rows(number + skip, raw[skip:])
            self.skipped = reading.skipped
            if rows:
                yield rows

    def _choose_sheet(self) -> None:
        """The worksheet asked for, or the first whose heading has every required column, else the one that has most."""
        required = frozenset(key for key, column in self.columns.items() if column.required)
        best: tuple[int, int, dict[str, Any], dict[str, Any], Found] | None = None
        seen: list[str] = []
        for sheet in self._candidates():
            look = self.book.look(sheet["index"])
            found = find(look["head"], look["merged"], self.names, required)
            seen.extend(_first_texts(look["head"]))
            if found is None:
                continue
            score = (len(found.keys & required), len(found.keys))
            if best is None or score > best[:2]:
                best = (*score, sheet, look, found)
            if required <= found.keys:
                break
        if best is None:
            raise self._no_heading(seen)
        _required, _all, self.sheet, look, self.found = best
        self.height = look["height"]
        self._require(required)
        self._look_beside(required)
        self._note()

    def _candidates(self) -> list[dict[str, Any]]:
        """The worksheet of the name that was asked for, or all, the visible ones first. Raises Refused."""
        if not self.asked:
            return sorted(self.book.sheets, key=lambda sheet: sheet["hidden"])
        found = [sheet for sheet in self.book.sheets if str(sheet["name"]).strip() == self.asked.strip()]
        if not found:
            names = "、".join(f"“{sheet['name']}”" for sheet in self.book.sheets[:SHOWN] if not sheet["hidden"])
            raise Refused(
                _("The file has no worksheet “%(name)s”. It has: %(names)s.") % {"name": self.asked, "names": names},
                code="sheet_name",
            )
        return found

    def _look_beside(self, required: frozenset[str]) -> None:
        """Finds the visible worksheets that would fit as well; in a process of their own, for one of them may be spoilt."""
        beside = [sheet for sheet in self.book.sheets if not sheet["hidden"] and sheet is not self.sheet]
        if not beside or not required:
            return
        with suppress(Refused), self.book.again() as book:
            for sheet in beside:
                look = book.look(sheet["index"])
                found = find(look["head"], look["merged"], self.names, required)
                rows = look["height"] - found.first_row if found else 0
                if found and required <= found.keys and rows > 0:
                    self.unread.append({"name": str(sheet["name"]), "rows": rows})

    def _no_heading(self, seen: list[str]) -> Refused:
        if not seen:
            return Refused(_("The file has no filled cell. Is it the right one?"), code="sheet_heading")
        wanted = "、".join(str(column.name) for column in self.columns.values() if column.required)
        return Refused(
            _(
                "No heading was found in the first rows. One row must name the columns, at least: %(wanted)s. "
                "The sheet begins with: %(seen)s. Compare it with the template."
            )
            % {"wanted": wanted, "seen": "、".join(seen[:8])},
            code="sheet_heading",
        )

    def _require(self, required: frozenset[str]) -> None:
        missing = [str(self.columns[key].name) for key in self.columns if key in required - self.found.keys]
        if missing:
            raise Refused(
                _("The sheet has no column %(missing)s. Its columns are: %(seen)s. Add the column, or name it so.")
                % {"missing": "、".join(missing), "seen": "、".join(self.found.labels[:20])},
                code="sheet_column",
            )

    def _note(self) -> None:
        """What the user should know about how the sheet was read."""
        if len(self.book.sheets) > 1 and not self.unread:
            self.notes.append(_("Worksheet “%(name)s” was read; the others were not.") % {"name": self.sheet["name"]})
        if self.book.encoding and self.book.encoding != "utf-8":
            self.notes.append(_("The text was read as %(encoding)s.") % {"encoding": self.book.encoding.upper()})
        self._note_marks(self.book.marks(self.sheet["index"]))
        for heading in self.headings:
            if heading.key and not heading.exact:
                name = self.columns[heading.key].name
                self.notes.append(_("Column %(letter)s “%(text)s” was read as %(name)s.") % {
                    "letter": heading.letter, "text": heading.text, "name": name})  # fmt: skip
            if heading.key and self.columns[heading.key].unit and heading.unit is None:
                self.notes.append(
                    _(
                        "Column %(letter)s “%(text)s” names no unit: plain numbers were read as yuan. Write e.g. “%(text)s（万元）”."
                    )
                    % {"letter": heading.letter, "text": heading.text}
                )
        followed = [heading.text for heading in self.headings if heading.key and self.columns[heading.key].follows]
        if followed:
            words = _("Passed over, because it follows from the rest: %(columns)s.")
            self.notes.append(words % {"columns": "、".join(followed)})
        unread = [heading.text for heading in self.headings if heading.key is None]
        if unread:
            self.notes.append(_("Not read: %(columns)s.") % {"columns": "、".join(unread)})

    def _note_marks(self, marks: dict[str, Any]) -> None:
        if marks["hidden_columns"]:
            self.notes.append(_("The sheet has hidden columns; they were read as well."))
        if count := marks["hidden_rows"]:
            words = ngettext(
                "%(count)s row of the sheet is hidden or filtered out; it was read as well.",
                "%(count)s rows of the sheet are hidden or filtered out; they were read as well.",
                count,
            )
            self.notes.append(words % {"count": count})
        if cells := marks["without_result"]:
            words = _(
                "Formulas without a result were read as empty: %(cells)s. "
                "Open the sheet in Excel, save it, and upload it again."
            )
            more = _(" and %(count)s more") % {"count": len(cells) - SHOWN} if len(cells) > SHOWN else ""
            self.notes.append(words % {"cells": "、".join(cells[:SHOWN]) + more})


class _Reading:
    """Turns raw rows into `Row`s, column by column."""

    def __init__(self, table: Table) -> None:
        self.table = table
        known = [(heading, table.columns[heading.key]) for heading in table.headings if heading.key]
        self.columns = [_ColumnReading(heading, column) for heading, column in known if not column.follows]
        self.required = [column for column in table.columns.values() if column.required]
        self.required_at = [reading.index for reading in self.columns if reading.column.required]
        self.labels = {h.text.split(" ")[-1] for h in table.headings} | {h.text for h in table.headings}
        self.skipped = 0

    def rows(self, number: int, raw: list[list[Any]]) -> list[Row]:
        """The rows of data among `raw`, whose first stands at `number`."""
        rows = [Row(at, cells, {}) for at, cells in enumerate(raw, number) if cells and any(cells)]
        for reading in self.columns:
            reading.fill(rows)
        keys = [column.key for column in self.required]
        kept = []
        for row in rows:
            if not all(key in row.values for key in keys) or not keys:
                if self._is_beside_the_point(row.cells):
                    self.skipped += 1
                    continue
                self._name_missing(row)
            kept.append(row)
        return kept

    def _is_beside_the_point(self, cells: list[Any]) -> bool:
        """Totals, signatures, section titles, a heading again on the next printed page: not data."""
        given = [found.replace(" ", "") for cell in cells if (found := plain(clean(cell)))]
        if not given or (len(given) == 1 and _SECTION.match(given[0])):
            return True
        if sum(found in self.labels for found in given) >= 2:
            return True
        if TOTALS.fullmatch(given[0]):  # even where a count stands below the codes: 合计, 13家
            return True
        if self.required_at and all(index < len(cells) and _is_data(cells[index]) for index in self.required_at):
            return False
        return any(TOTALS.fullmatch(found) for found in given[:3])

    def _name_missing(self, row: Row) -> None:
        """A required cell left blank is a fault, once: not where an unreadable one was named already."""
        for column in self.required:
            where = f"{self.table.letter_of(column.key)}{row.number}"
            if column.key not in row.values and not any(fault.where == where for fault in row.faults):
                words = str(column.missing) or _("%(name)s is missing.") % {"name": column.name}
                row.faults.append(Fault(where, words, "missing"))


class _ColumnReading:
    """Reads one column; where cells repeat, it remembers what they mean."""

    def __init__(self, heading: Heading, column: Column) -> None:
        self.index, self.letter, self.unit = heading.index, heading.letter, heading.unit
        self.column = column
        self.known: dict[Any, Any] = {}
        self.remembers = True

    def fill(self, rows: list[Row]) -> None:
        """Puts the column's value, or its fault, into each row. Of two columns with one key the first that says something counts."""
        index, key = self.index, self.column.key
        for row in rows:
            raw = row.cells[index] if index < len(row.cells) else None
            if raw is None or raw == "":
                continue
            value = self._value(raw)
            if value is None:
                continue
            if isinstance(value, Bad):
                row.faults.append(Fault(f"{self.letter}{row.number}", str(value), value.code, value.level))
                value = value.taken
            if value is not None:
                row.values.setdefault(key, value)
        if len(self.known) > _MEMO or len(self.known) * 2 > len(rows):  # hardly a cell repeats
            self.remembers = False
            self.known.clear()

    def _value(self, raw: Any) -> Any:
        if not self.remembers:
            return _value(self.column.read, raw, self.unit)
        mark = (raw.__class__, raw)  # 1, 1.0 and True are one key otherwise
        if mark not in self.known:
            self.known[mark] = _value(self.column.read, raw, self.unit)
        return self.known[mark]


def _is_data(cell: Any) -> bool:
    found = clean(cell)
    return found is not None and not (isinstance(found, str) and TOTALS.fullmatch(found.replace(" ", "")))


def _value(read: Any, raw: Any, unit: int | None) -> Any:
    """A raw cell's value, None where it says nothing, or what is wrong with it."""
    cell: Cell = clean(raw)
    if cell is None and isinstance(raw, str) and knows(read, raw.strip()):
        cell = raw.strip()
    if cell is None:
        return None
    if isinstance(cell, str) and "\ufffd" in cell:
        return Bad(_("Some signs of this cell were lost when the file was saved. Enter it again."), "encoding")
    try:
        return read(cell, unit)
    except Bad as bad:
        return bad


def _first_texts(head: list[list[Any]]) -> list[str]:
    return [text[:20] for row in head[:5] for cell in row if (text := plain(clean(cell)))]


def read_table(source: Path | str | bytes, name: str = "", *, columns: Sequence[Column], sheet: str = "") -> Table:
    """The table in a file (a path, or its bytes), in its worksheet of the name `sheet` if that is given.

    Raises Refused, when entered, where there is none.
    """
    return Table(Book(source, name), columns, sheet)
