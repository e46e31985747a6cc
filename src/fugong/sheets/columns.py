"""Columns: declared once by a room, they read sheets, make the template, write exports and fill the documentation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from fugong.sheets import cells
from fugong.sheets.cells import Reader, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a kind of sheet.

    `name` heads it in the reader's language; `synonyms` are the headings that real lists use. `unit` is what a bare
    number counts in when our own template heads it (10,000 for 万元); a stranger's heading without unit counts in ones.
    The day of a `past` column lies behind: so does that of the sample. `second` is what the sample's second row says where
    the first row's example doesn't fit it.
    A `personal` column is sealed while it waits and never shown in full on a page. A column that `follows` from the rest stands
    in what we export; an import knows it and passes it over. `missing` is what to do where a required cell is blank.
    """

    key: str
    name: Words
    read: Reader = field(default_factory=cells.text)
    synonyms: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    second: str = ""
    past: bool = False
    help: Words = ""
    width: int = 16
    unit: int | None = None
    personal: bool = False
    follows: bool = False
    missing: Words = ""
    choices: tuple[Words, ...] = ()
    show: Callable[[Any], Any] = cells.shown
    number_format: str = ""
    in_template: bool = True

    def heading(self) -> str:
        """The heading in the reader's language, with its unit."""
        name = str(self.name)
        return f"{name}（{UNIT_NAMES[self.unit]}）" if self.unit in UNIT_NAMES else name

    def cell(self, value: Any) -> Any:
        """A value as an export writes it."""
        if value is None or value == "":
            return None
        if self.unit in UNIT_NAMES and isinstance(value, int | float):
            return cells.shown(value / self.unit)
        if isinstance(self.read, cells.Choice) and self.show is cells.shown:
            return self.read.word(value)
        return self.show(value)

    def others(self) -> list[str]:
        """By which further headings it is known, each once."""
        return [name for name in dict.fromkeys(self.synonyms) if name != str(self.name)]

    def names(self) -> Iterable[str]:
        """Every heading by which it is known."""
        yield from self.synonyms
        yield from cells.in_all_languages(self.name)
        yield self.key


UNIT_NAMES = {1_000: "千元", 10_000: "万元", 100_000_000: "亿元"}


def by_key(columns: Iterable[Column]) -> dict[str, Column]:
    """Columns by their key; two of one key is a mistake of the room's."""
    found: dict[str, Column] = {}
    for column in columns:
        if column.key in found:
            raise ValueError(f"Two columns are called {column.key}.")
        found[column.key] = column
    return found


def letter(index: int) -> str:
    """Excel's name of the column at `index`, counted from 0: 0 → A, 27 → AB."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
