"""Finding the heading of a sheet: under titles, over two merged rows, by any of the names that real lists use."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fugong.core import amounts, numbers
from fugong.sheets.cells import clean, narrow, plain
from fugong.sheets.columns import Column, letter

DEEPEST = 30
"""A heading stands among the first thirty rows."""

_ASIDE = re.compile(r"[(\[【<《][^()\[\]【】<>《》]*[)\]】>》]")
_NUMBERING = re.compile(r"^(?:[(（]?\d{1,2}[)）.、]|[一二三四五六七八九十]{1,2}、|[*★※#])+")
_YEAR = re.compile(r"^(?:(?:19|20)\d{2}年?(?:度)?|上一?年度?|去年|本年度?|年度|全年|截至?目前|目前|当前|现有)")
_NOISE = re.compile(r"[\s*★※#:：,，.。、/／\\|_\-—–·“”\"'‘’?？!！&+]+")
_UNIT_TAIL = re.compile(r"(?:百万元|千万元|亿元|万元|千元|元)$")
_RULER_UNIT = re.compile(
    r"[(（\[]?(?:单位[:：])?(?:人民币)?(?:百万元|千万元|亿元|万元|千元|元|人|名|个|家|%|％|平方米|㎡|年|月|日)[)）\]]?"
)
_UNIT_LINE = re.compile(r"单位\s*[:：]?\s*[（(]?\s*((?:人民币)?(?:百|千|万|亿)*元)")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet: where it stands, what heads it, and which of our columns it is (None: not read)."""

    index: int
    text: str
    key: str | None = None
    unit: int | None = None
    exact: bool = True

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass(frozen=True, slots=True)
class Found:
    """A heading: the first row of data below it (from 0), and its columns."""

    first_row: int
    headings: tuple[Heading, ...]
    title: str = ""

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(heading.key for heading in self.headings if heading.key)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self.headings)


class Names:
    """Which column a heading means: exactly, by its bare form, or by a synonym inside it."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.keys = frozenset(column.key for column in columns)
        self.exact: dict[str, str] = {}
        for column in columns:
            for name in column.names():
                self.exact.setdefault(squeeze(name), column.key)
                self.exact.setdefault(bare(name), column.key)
        self.exact.pop("", None)
        written = {column.key for column in columns if not column.follows}
        self.inside = sorted(
            (name for name, key in self.exact.items() if len(name) >= 4 and not name.isascii() and key in written),
            key=len, reverse=True,
        )  # fmt: skip

    def exactly(self, text: str) -> str | None:
        return self.exact.get(squeeze(text)) or self.exact.get(bare(text))

    def loosely(self, text: str) -> str | None:
        form = bare(text)
        if len(form) > 30:  # a sentence, not a heading
            return None
        return next((self.exact[name] for name in self.inside if name in form), None)


@lru_cache(4_096)
def squeeze(text: str) -> str:
    """A heading without spaces, width and marks: `* 企业名称：` → `企业名称`."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(4_096)
def bare(text: str) -> str:
    """A heading without what stands around its name: numbering, year, brackets, unit."""
    form = unicodedata.normalize("NFKC", text).strip()
    form = _NUMBERING.sub("", form)
    form = _ASIDE.sub("", form)
    form = squeeze(form)
    form = _YEAR.sub("", form)
    return _UNIT_TAIL.sub("", form) or form


def find(head: Sequence[Sequence[Any]], merged: Sequence[Any], names: Names, required: frozenset[str]) -> Found | None:
    """The heading among a sheet's first rows, or None. Of several: most required columns, then most, then shallowest."""
    rows = [[plain(clean(cell)) for cell in row] for row in head]
    best: tuple[tuple[int, int, int], int, int] | None = None
    for first in range(min(len(rows), DEEPEST)):
        for depth in (1, 2, 3):
            if first + depth > len(rows) or not any(rows[first]):
                break
            labels = joined(rows, first, depth, merged)
            keys = {key for label in labels if (key := _exactly(names, label))}
            score = (len(keys & required), len(keys), -depth)
            if _is_heading(labels, keys, names) and (best is None or score > best[0]):
                best = (score, first, depth)
    if best is None:
        return None
    _score, first, depth = best
    while first + depth < len(rows) and _is_row_of_units(rows[first + depth]):
        depth += 1
    labels = joined(rows, first, depth, merged)
    while first + depth < len(rows) and _is_row_of_numbers(rows[first + depth]):
        depth += 1
    title = "\n".join(" ".join(filter(None, row)) for row in rows[:first])
    return Found(first + depth, tuple(_resolve(labels, names, _unit_of(title))), title)


def _is_heading(labels: list[str], keys: set[str], names: Names) -> bool:
    """Two columns known, of which one for certain; a kind of one column needs one."""
    if len(keys) >= min(2, len(names.keys)):
        return True
    return bool(keys) and any(names.loosely(label) not in (None, *keys) for label in labels if label)


def joined(rows: list[list[str]], first: int, depth: int, merged: Sequence[Any]) -> list[str]:
    """The labels of a heading `depth` rows deep, parts joined by line breaks.

    A cell spreads over the blanks to its right that have a label below: so merged cells of two-row headings read.
    """
    width = max(len(row) for row in rows[first : first + depth])
    block = [row + [""] * (width - len(row)) for row in rows[first : first + depth]]
    labels = [""] * width
    for level, row in enumerate(block):
        spread = ""
        for index in range(width):
            has_label_below = any(lower[index] for lower in block[level + 1 :])
            if row[index]:
                spread = row[index]
            elif not has_label_below or not _may_spread(merged, first + level, index):
                spread = ""
            if spread and labels[index].split("\n")[-1] != spread:
                labels[index] = f"{labels[index]}\n{spread}".strip("\n")
    return labels


def _may_spread(merged: Sequence[Any], row: int, index: int) -> bool:
    """Whether a blank cell of a heading belongs to its left neighbour: as the sheet says, or where it says nothing."""
    across = [area for area in merged if area[0][0] <= row <= area[1][0] and area[0][1] < area[1][1]]
    return not across or any(area[0][1] <= index <= area[1][1] for area in across)


def _is_row_of_units(row: list[str]) -> bool:
    """A row under the heading that holds only units: （万元） （人）."""
    given = [cell for cell in row if cell]
    return bool(given) and all(_RULER_UNIT.fullmatch(cell) for cell in given)


def _is_row_of_numbers(row: list[str]) -> bool:
    """The row of column numbers that statistical tables have: 甲 乙 1 2."""
    given = [cell for cell in row if cell]
    most = len(row) + 1
    counted = [cell for cell in given if cell in "甲乙丙丁戊己" or numbers.asked(narrow(cell), most) is not None]
    return len(counted) == len(given) >= 3


def _exactly(names: Names, label: str) -> str | None:
    """By the whole of a joined label, else by its lowest part."""
    if not label:
        return None
    return names.exactly(label) or (names.exactly(label.rsplit("\n", 1)[1]) if "\n" in label else None)


def _resolve(labels: list[str], names: Names, unit: int | None) -> list[Heading]:
    """Which column each label is: first the certain ones, then the likely ones for columns still missing."""
    keys = [_exactly(names, label) for label in labels]
    exact = [key is not None for key in keys]
    taken = {key for key in keys if key}
    for index, label in enumerate(labels):
        if label and keys[index] is None:
            key = names.loosely(label)
            if key and key not in taken:
                keys[index] = key
                taken.add(key)
    return [
        Heading(index, label.replace("\n", " "), keys[index], _unit_in(label) or unit, exact[index])
        for index, label in enumerate(labels)
        if label
    ]


def _unit_in(label: str) -> int | None:
    return amounts.unit_in(unicodedata.normalize("NFKC", label))


def _unit_of(title: str) -> int | None:
    """The unit that a line above the heading names for all amounts: `单位：万元`."""
    found = _UNIT_LINE.search(unicodedata.normalize("NFKC", title).replace(" ", ""))
    return amounts.UNITS.get(found[1].replace("人民币", "")) if found else None
