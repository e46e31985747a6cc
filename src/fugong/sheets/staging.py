"""Rows on their way into the staging table: duplicates found, personal cells sealed, written by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from fugong.core import crypto
from fugong.core.errors import Fault
from fugong.sheets.heading import Heading
from fugong.sheets.models import SheetRow, Verdict
from fugong.sheets.reader import Row

CONTEXT = "sheets_sheetrow.sealed"
COPY = (
    "COPY sheets_sheetrow (sheet_import_id, number, verdict, target_id, values, changes, faults, cells, sealed) "
    "FROM STDIN (FORMAT TEXT)"
)


class Twins:
    """Remembers what was seen, to find rows that stand in the sheet twice: by digests, so that it stays small."""

    def __init__(self, identify: Sequence[str]) -> None:
        self.identify = identify
        self.seen: dict[int, tuple[int, int]] = {}

    def check(self, rows: Iterable[Row], cell: Any) -> None:
        """Refuses the second of two rows about the same thing."""
        for row in rows:
            mark = tuple(row.values.get(key) for key in self.identify)
            if not self.identify or mark[0] is None:
                continue
            name = hash(row.values.get("name"))
            first, called = self.seen.setdefault(hash(mark), (row.number, name))
            if first != row.number:
                words = _("This stands in row %(row)s already. Keep one of the two.")
                if called != name:
                    words = _(
                        "This stands in row %(row)s already, under another name. Look up whose it is and correct one of the two."
                    )
                row.faults.append(Fault(cell(self.identify[0], row), words % {"row": first}, "twice"))


class Seal:
    """Takes personal cells out of rows and seals them."""

    def __init__(self, headings: Iterable[Heading], personal: Iterable[str]) -> None:
        keys = set(personal)
        self.keys = tuple(keys)
        self.indexes = tuple(heading.index for heading in headings if heading.key in keys)

    def take(self, row: Row) -> bytes | None:
        """The row's personal cells and values, sealed; the row keeps none."""
        if not self.indexes:
            return None
        cells = {index: row.cells[index] for index in self.indexes if index < len(row.cells) and row.cells[index] != ""}
        values = {key: row.values.pop(key) for key in self.keys if key in row.values}
        if not cells and not values:
            return None
        for index in cells:
            row.cells[index] = None
        for key in values.keys() & row.changes.keys():
            row.changes[key] = [None, None]
        body = orjson.dumps([cells, values], option=orjson.OPT_NON_STR_KEYS)
        return crypto.seal(body.decode(), CONTEXT)


def personal(row: SheetRow) -> tuple[dict[int, Any], dict[str, Any]]:
    """A staged row's personal cells (by index) and values (by key), opened."""
    if row.sealed is None:
        return {}, {}
    cells, values = orjson.loads(crypto.unseal(bytes(row.sealed), CONTEXT))
    return {int(index): cell for index, cell in cells.items()}, values


def all_cells(row: SheetRow) -> list[Any]:
    """A staged row as it stood in the sheet."""
    cells = orjson.loads(row.cells)
    for index, cell in personal(row)[0].items():
        cells[index] = cell
    return list(cells)


def write(import_id: int, rows: Iterable[Row], seal: Seal) -> None:
    """Appends rows to the staging table. Their personal cells leave them on the way."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:  # type: ignore[attr-defined]
        for row in rows:
            sealed = seal.take(row)
            faults = [[fault.where, fault.message, fault.code, fault.level] for fault in row.faults]
            copy.write_row(
                (
                    import_id,
                    row.number,
                    str(row.verdict),
                    row.target,
                    _json(row.values),
                    _json(row.changes) if row.changes else "{}",
                    _json(faults) if faults else "[]",
                    _json(row.cells),
                    sealed,
                )
            )


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def settle(rows: Iterable[Row]) -> dict[str, int]:
    """Gives rows that hold an error their verdict, and counts verdicts and warnings."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.is_bad or not row.verdict:
            row.verdict, row.changes = Verdict.REFUSED, {}
        counts[row.verdict] = counts.get(row.verdict, 0) + 1
        if row.faults and not row.is_bad:
            counts["warned"] = counts.get("warned", 0) + 1
    return counts
