"""What the preview of an import shows: a page of rows of one verdict, or of the doubtful ones, each in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core import numbers
from fugong.sheets.columns import Column
from fugong.sheets.models import SheetImport, SheetRow, Verdict

ROWS = 50
SHOWN_VALUES = 6
ORDER = (Verdict.REFUSED, Verdict.NEW, Verdict.CHANGED, Verdict.SAME)
"""What needs a person comes first."""
DOUBTFUL = "doubtful"
"""The tab of the rows that are taken although a cell of theirs is doubtful, whatever their verdict."""


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: Any
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is about, what it says, what would change, what is wrong."""

    number: int
    title: str
    values: list[tuple[str, Any]]
    changes: list[tuple[str, Any, Any]]
    faults: list[tuple[str, str, str]]
    holds_guesses: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Line]
    next_key: int | None
    is_first: bool


def of(found: SheetImport, verdict: str, after: str) -> dict[str, Any]:
    """The tabs, the open one's page of rows after the row `after`, and how the columns were understood."""
    chosen = verdict if verdict in (*Verdict.values, DOUBTFUL) else _first_with_rows(found)
    start = numbers.asked(after) or 0
    columns = {column.key: column for column in found.kind_of_sheet.columns(found.campaign)}
    rows = list(_rows(found, chosen).filter(number__gt=start).order_by("number")[: ROWS + 1])
    lines = [_line(row, columns, found) for row in rows[:ROWS]]
    names = [(heading, columns.get(heading["key"])) for heading in found.headings]
    return {
        "tabs": (tabs := _tabs(found, chosen)),
        "chosen": next(tab for tab in tabs if tab.is_open),
        "holds_guesses": any(line.holds_guesses for line in lines),
        "page": Page(
            lines,
            rows[ROWS - 1].number if len(rows) > ROWS else None,
            start == 0,
        ),
        "understood": [(heading["text"], column.heading()) for heading, column in names if column],
        "is_waiting": found.state == "read",
    }


def _tabs(found: SheetImport, chosen: str) -> list[Tab]:
    tabs = [Tab(str(each), each.label, found.count(each), each == chosen) for each in ORDER]
    doubtful = Tab(DOUBTFUL, _("Doubt"), found.rows_warned, chosen == DOUBTFUL)
    return [tabs[0], doubtful, *tabs[1:]] if found.rows_warned or doubtful.is_open else tabs


def _rows(found: SheetImport, chosen: str) -> Any:
    if chosen == DOUBTFUL:
        return found.rows.exclude(verdict=Verdict.REFUSED).exclude(faults=[])
    return found.rows.filter(verdict=chosen)


def _first_with_rows(found: SheetImport) -> str:
    return next((str(each) for each in ORDER if found.count(each)), str(Verdict.NEW))


def _line(row: SheetRow, columns: dict[str, Column], found: SheetImport) -> Line:
    named = {**row.values}
    marks = (_shown(key, named.get(key, ""), columns) for key in found.kind_of_sheet.identify)
    title = str(named.get("name") or " ".join(str(mark or "") for mark in marks)).strip()
    values = [
        (str(columns[key].name), _marked(columns[key].cell(value), bool(named.get(key + GUESSED))))
        for key, value in sorted(named.items(), key=lambda each: not named.get(each[0] + GUESSED))  # guesses first
        if key in columns and key != "name"
    ]
    changes = [
        (_label(key, columns), _shown(key, old, columns), _shown(key, new, columns))
        for key, old, new in row.changed_fields()
    ]
    faults = [(where, words, level) for where, words, _code, level in row.faults]
    guesses = any(value is True for key, value in named.items() if key.endswith(GUESSED))
    return Line(row.number, title, values[:SHOWN_VALUES], changes, faults, guesses)


def _marked(value: Any, is_guessed: bool) -> Any:
    """A value; where no cell said it, that it is only guessed."""
    return gettext("%(value)s (guessed)") % {"value": value} if is_guessed else value


def _label(key: str, columns: dict[str, Column]) -> str:
    column = columns.get(key) or columns.get(key.removesuffix("_id")) or columns.get(ALIASES.get(key, ""))
    return column.heading() if column else key


def _shown(key: str, value: Any, columns: dict[str, Column]) -> Any:
    return columns[key].cell(value) if key in columns else value


GUESSED = "_is_proposed"
"""Ends the key of the value that says of another that no cell of the row said it."""
ALIASES = {"jurisdiction_id": "street"}
"""Fields that are no column by their own name."""
