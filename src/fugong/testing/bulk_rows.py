"""Samples and results as they come in by the thousand: read from JSON, NDJSON or CSV, checked, as columns."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Annotated, Any

import numpy as np
import orjson
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from fugong.core import bulk, numbers
from fugong.core.bulk import Coded, Numbers
from fugong.core.errors import Fault, Refused
from fugong.testing.actions.results import Given

FAULTS_SHOWN = 200
COLUMNS = ("person", "at", "test", "tube", "result")


class Row(TypedDict, total=False):
    """One sample: the person by number, when, which test; the tube's code, or a result at once (antigen)."""

    person: Annotated[int, Field(ge=1, lt=2**63)]
    at: AwareDatetime
    test: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    tube: Annotated[str | None, Field(max_length=40)]
    result: Annotated[str | None, Field(pattern="^(negative|positive|invalid|)$")]


Row.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
ROWS: TypeAdapter[list[Row]] = TypeAdapter(list[Row])


def objects(body: bytes) -> Any:
    """The rows of a JSON array, of one JSON object a line, or of CSV with a heading. Raises Refused."""
    start = body.lstrip()[:1]
    if start not in (b"[", b"{"):
        return _from_csv(body)
    try:
        return bulk.objects(body)
    except orjson.JSONDecodeError:
        raise Refused(_("This is neither a JSON array of objects, nor one JSON object a line, nor CSV.")) from None


def _from_csv(body: bytes) -> list[dict[str, Any]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("The text isn’t UTF-8.")) from None
    if "\x00" in text:
        raise Refused(_("A text holds a NUL sign. Take it out."))
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        if None in row:
            raise Refused(_("A row has more cells than the heading."))
        rows.append({str(key).strip(): value.strip() for key, value in row.items() if value})
    for row in rows:
        if (person := numbers.asked(str(row.get("person", "")))) is not None:
            row["person"] = person
    return rows


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples as columns of one length, moments as `core.bulk` has them; "" where there is no tube or no result."""

    people: Numbers
    moments: Numbers
    tests: Coded
    tubes: Coded
    results: Coded

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "Samples":
        """The same of rows with `person`, `at` (text or moment), `test`, and maybe `tube` or `result`."""
        return cls(
            bulk.numbers([row["person"] for row in rows]),
            bulk.moments([at if isinstance(at := row["at"], str) else at.isoformat() for row in rows]),
            Coded.of([row["test"] for row in rows]),
            Coded.of([row.get("tube") or "" for row in rows]),
            Coded.of([row.get("result") or "" for row in rows]),
        )

    def __len__(self) -> int:
        return len(self.people)


def samples(body: bytes) -> Samples:
    """Rows of samples. Raises Refused with a fault for each bad value (row 1 is first)."""
    rows = objects(body)
    return _surely_fit(rows) or Samples.of(_complete(_looked_through(rows)))


def _complete(rows: list[Any]) -> list[Any]:
    missing = [
        Fault(f"rows[{at}].{name}", _("“%(field)s” is missing.") % {"field": name}, "missing")
        for at, row in enumerate(rows, 1)
        for name in ("person", "at", "test")
        if name not in row
    ]
    if missing:
        raise Refused(_("The rows can't be read."), fields=missing[:FAULTS_SHOWN])
    return rows


def _surely_fit(rows: Any) -> Samples | None:
    """Rows of one shape, each value of its kind: a column at a time, for speed. The moments are read by Python's own
    reader, all of them. None where that isn't sure.
    """
    if not isinstance(rows, list) or set(map(type, rows)) != {dict}:
        return None
    names = rows[0].keys()
    if not {"person", "at", "test"} <= names <= set(COLUMNS) or set(map(len, rows)) != {len(names)}:
        return None
    try:
        columns = {name: list(map(itemgetter(name), rows)) for name in names}
        if not all(_column_fits(name, values) for name, values in columns.items()):
            return None
        blank = Coded(("",), np.zeros(len(rows), dtype=np.int64))
        tubes, results = (Coded.of(columns[name]) if name in columns else blank for name in ("tube", "result"))
        ats = bulk.moments(columns["at"])
        return Samples(bulk.numbers(columns["person"]), ats, Coded.of(columns["test"]), tubes, results)
    except (KeyError, ValueError, OverflowError):
        return None


def _column_fits(name: str, values: list[Any]) -> bool:
    kinds = set(map(type, values))
    if name == "person":
        return kinds == {int} and min(values) >= 1
    if kinds != {str}:
        return False
    if name == "at":
        return True
    if name == "test":
        return all(value.isidentifier() and len(value) <= 40 and value.isascii() for value in set(values))
    if name == "result":
        return set(values) <= {"negative", "positive", "invalid"}
    return all(value.isalnum() and value.isascii() and len(value) <= 40 for value in set(values))


def _looked_through(rows: Any) -> list[Any]:
    try:
        found = ROWS.validate_python(rows)
    except ValidationError as mistakes:
        faults = [
            Fault(_where(each["loc"]), _say(each), each["type"])
            for each in mistakes.errors(include_url=False, include_input=False)[:FAULTS_SHOWN]
        ]
        raise Refused(_("The rows can't be read."), fields=faults) from None
    return [dict(row) for row in found]


def _where(location: tuple[int | str, ...]) -> str:
    row, *rest = location or ("body",)
    return ".".join([f"rows[{row + 1}]" if isinstance(row, int) else str(row), *map(str, rest)])


def _say(mistake: Any) -> str:
    kind = mistake["type"]
    if kind == "extra_forbidden":
        return _("There is no such column. Columns are: %(names)s.") % {"names": ", ".join(COLUMNS)}
    if kind.startswith(("datetime", "timezone")):
        return _("Give a moment with its time zone, such as 2022-05-19T17:30:00+08:00.")
    if kind.startswith("int") or kind in ("greater_than_equal", "less_than"):
        return _("Give the person’s number.")
    if kind in ("list_type", "dict_type"):
        return _("This is neither a JSON array of objects, nor one JSON object a line, nor CSV.")
    return _("This can’t be right here.")


def results(body: bytes) -> list[Given]:
    """A laboratory's list: `tube` and `result` of each row."""
    rows = objects(body)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(_("This is neither a JSON array of objects, nor one JSON object a line, nor CSV."))
    faults = [
        Fault(f"rows[{at}].{name}", _("“%(field)s” is missing.") % {"field": name}, "missing")
        for at, row in enumerate(rows, 1)
        for name in ("tube", "result")
        if not isinstance(row.get(name), str)
    ]
    if faults:
        raise Refused(_("The rows can't be read."), fields=faults[:FAULTS_SHOWN])
    return [Given("".join(row["tube"].split()).upper()[:41], row["result"].strip().lower()) for row in rows]
