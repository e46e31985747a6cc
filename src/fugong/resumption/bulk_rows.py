"""Rows of daily reports as they come in by the thousand: read from JSON, checked value by value, written as CSV for COPY.

Rows that are all alike and whose values surely fit are taken at once; pydantic reads the others and names what is wrong.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from operator import itemgetter
from typing import Annotated, Any

import orjson
from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from fugong.core.errors import Fault, Refused
from fugong.resumption.report_checks import LIMITS
from fugong.resumption.standings_sql import REPORTED

FAULTS_SHOWN = 200
CHUNK = 5_000
LENGTHS = {"uscc": 18, "note": 300}  # of texts, in characters
NUMBERS = {"enterprise": (1, 2**63 - 1), **{name: (0, LIMITS[name]) for name in REPORTED}}  # the least and the largest

Count = Annotated[int | None, Field(ge=0, le=LIMITS["staff_total"], strict=True)]


class Row(TypedDict, total=False):
    """One report. The enterprise by its credit code or by its id."""

    uscc: Annotated[str, Field(max_length=LENGTHS["uscc"])]
    enterprise: Annotated[int, Field(ge=1, lt=2**63)]
    staff_total: Count
    staff_back: Count
    staff_local: Count
    staff_outside: Count
    capacity: Annotated[int | None, Field(ge=0, le=LIMITS["capacity"], strict=True)]
    exceptions: Count
    stock: Annotated[int | None, Field(ge=0, le=LIMITS["stock"], strict=True)]
    note: Annotated[str, Field(max_length=LENGTHS["note"])]


Row.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
ROWS: TypeAdapter[list[Row]] = TypeAdapter(list[Row])
COLUMNS = ("uscc", "enterprise", *REPORTED, "note")


def parse(body: bytes) -> list[Row]:
    """Rows from a JSON array or from one JSON object a line. Raises Refused with a fault for each bad value (row 1 is first)."""
    if body.lstrip()[:1] != b"[":
        body = b"[" + b",".join(line for line in body.splitlines() if line.strip()) + b"]"
    try:
        rows: list[Row] = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _looked_through(body)
    return rows if _surely_fit(rows) else _looked_through(body)


def _looked_through(body: bytes) -> list[Row]:
    try:
        return ROWS.validate_json(body)
    except ValidationError as mistakes:
        found = mistakes.errors(include_url=False, include_input=False)[:FAULTS_SHOWN]
        faults = [Fault(_where(each["loc"]), _say(each), each["type"]) for each in found]
        raise Refused(_("The rows can't be read."), fields=faults) from None


def _surely_fit(rows: Any) -> bool:
    """Whether these are rows of one shape, each value of its kind and within its bounds: a column at a time, for speed.

    What this takes `ROWS` takes as well, and to the same values. The reverse needn't hold.
    """
    if not isinstance(rows, list) or set(map(type, rows)) != {dict}:
        return False
    names = rows[0].keys()
    if not names <= set(COLUMNS) or set(map(len, rows)) != {len(names)}:
        return False
    try:
        return all(_column_fits(name, list(map(itemgetter(name), rows))) for name in names)
    except KeyError:
        return False


def _column_fits(name: str, values: list[Any]) -> bool:
    kinds = set(map(type, values))
    if name in LENGTHS:
        return kinds == {str} and max(map(len, values)) <= LENGTHS[name]
    least, largest = NUMBERS[name]
    return kinds == {int} and least <= min(values) and max(values) <= largest


def _say(mistake: Any) -> str:
    """Pydantic's finding in the user's language."""
    kind = mistake["type"]
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _("This number can't be meant: it is too small or too large.")
    if kind.startswith("int"):
        return _("Give a whole number.")
    if kind == "extra_forbidden":
        return _("There is no such column. Columns are: %(names)s.") % {"names": ", ".join(COLUMNS)}
    if kind in ("json_invalid", "list_type", "dict_type"):
        return _("This is neither a JSON array of objects nor one JSON object a line.")
    return _("This text is too long or no text.")


def _where(location: tuple[int | str, ...]) -> str:
    row, *rest = location or ("body",)
    name = f"rows[{row + 1}]" if isinstance(row, int) else str(row)
    return ".".join([name, *map(str, rest)])


def columns_of(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The columns that rows all have, or every column where the rows differ."""
    shapes = {tuple(row) for row in rows}
    return shapes.pop() if len(shapes) == 1 else COLUMNS


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """CSV of each row's number (from 1) and these columns, some thousand rows at a time."""
    line = ",".join(["%s"] * (len(columns) + 1)) + "\n"
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        values = [[row.get(name) for row in some] for name in columns]
        numbered = list(zip(count(start + 1), *values, strict=False))
        text = "".join(map(line.__mod__, numbered))
        yield (text if _is_plain(text, len(some), len(columns)) else _quoted(numbered)).replace("\x00", "")


def _is_plain(text: str, rows: int, columns: int) -> bool:
    """Whether nothing in it needs a quote, so that it is CSV as it stands. Codes and numbers don't, and are faster so."""
    separators = (text.count(","), text.count("\n"))
    return separators == (rows * columns, rows) and not any(sign in text for sign in ('"', "\r", "None"))


def _quoted(rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
