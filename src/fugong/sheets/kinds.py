"""The kinds of sheet. A room declares its own in its `sheets.py`, and Django finds it when it starts:

    register(SheetKind(
        key="rosters", name=_("Staff lists"), columns=columns, identify=("name", "tail"),
        check=check, apply=apply, may=may,
    ))

`columns(campaign)` gives the columns. `check(ground)` loads once what it needs and returns a function that is given
the rows list by list: it sets each row's `verdict` (new, changed, same, refused), `target` (the record's id) and
`changes` (key → [old, new]), and appends `Fault`s. Rows that hold an error are refused whatever it says. `apply(work)`
writes the accepted rows, in the transaction that it is called in, and returns counts.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from fugong.core.errors import Fault
from fugong.places.models import Campaign
from fugong.sheets.cells import Words
from fugong.sheets.columns import Column
from fugong.sheets.models import SheetImport, SheetRow, Verdict
from fugong.sheets.reader import Row


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a sheet is read: the campaign, who reads it, and how a column's cell is named (`letters`)."""

    campaign: Campaign
    by: Any
    letters: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def cell(self, key: str, row: Row) -> str:
        """`D17`; just the row where the sheet lacks the column."""
        return f"{self.letters.get(key, '')}{row.number}"

    def fault(self, row: Row, key: str, message: str, code: str = "invalid", level: str = "error") -> None:
        """Notes a mistake of the row at the column's cell; a `level` of "warning" doesn't refuse the row."""
        row.faults.append(Fault(self.cell(key, row), message, code, level))


@dataclass(frozen=True, slots=True)
class Counts:
    """What applying wrote."""

    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What is applied: an import's accepted rows. `rows()` streams them; set-based rooms join `sheets_sheetrow`."""

    sheet_import: SheetImport
    by: Any

    @property
    def campaign(self) -> Campaign:
        return self.sheet_import.campaign

    def rows(self, *verdicts: Verdict) -> Iterator[SheetRow]:
        """The rows to write, in the order of the sheet."""
        wanted = verdicts or (Verdict.NEW, Verdict.CHANGED)
        return self.sheet_import.rows.filter(verdict__in=wanted).order_by("number").iterator(chunk_size=2_000)


Check = Callable[[list[Row]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetKind:
    """A kind of sheet that can come in. `identify` names the columns that tell one row from another."""

    key: str
    name: Words
    columns: Callable[[Campaign], tuple[Column, ...]]
    identify: tuple[str, ...]
    check: Callable[[Ground], Check]
    apply: Callable[[Work], Counts]
    may: Callable[[Any, Campaign], bool]
    about: Words = ""
    day: Callable[[Campaign, str], dt.date] | None = None
    """Where a sheet is of one day: reads the day that was chosen ("" for today). Raises Refused where it can't be."""
    forgets: bool = False
    """Rows that were applied leave the staging table at once, instead of with the sweep: they are about people."""
    after_url: str = ""
    """Name of the page (kwarg `campaign`) that shows what was applied."""


_kinds: dict[str, SheetKind] = {}


def register(kind: SheetKind) -> None:
    """Makes a kind known; once."""
    if kind.key in _kinds and _kinds[kind.key].check.__module__ != kind.check.__module__:
        raise ImproperlyConfigured(f"Two kinds of sheet are called {kind.key}.")
    _kinds[kind.key] = kind


def get(key: str) -> SheetKind:
    """The kind; KeyError where there is none."""
    return _kinds[key]


def every() -> tuple[SheetKind, ...]:
    """All kinds, in the order of their registration."""
    return tuple(_kinds.values())
