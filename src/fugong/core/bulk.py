"""Many rows as columns of numbers: asked for, compared, and laid out for PostgreSQL's binary COPY, without a step for each row.

Moments are microseconds and days are days since the beginning of 2000 (in UTC), which is how PostgreSQL keeps them.
"""

import datetime as dt
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
from numpy.typing import NDArray

from fugong.core.second_wall import as_installation

Numbers = NDArray[np.int64]
Cell = NDArray[Any] | bytes | None
"""A column of a block: its numbers (int64 bigint and moments, int32 days, int16 smallint), or one value for all, or NULL."""

EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = EPOCH.date()
MICRO = dt.timedelta(microseconds=1)
DAY = 86_400_000_000
QUARTER = 900_000_000  # of an hour: clocks are put forward and back at the end of one
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
PIECE = 1 << 18
CLOSE = 4


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts of which there are few: each one's place among the names."""

    names: tuple[str, ...]
    codes: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Coded":
        """The same of texts."""
        names = tuple(sorted(set(texts)))
        if len(names) == 1:
            return cls(names, np.zeros(len(texts), dtype=np.int64))
        places = {name: place for place, name in enumerate(names)}
        return cls(names, np.fromiter(map(places.__getitem__, texts), np.int64, len(texts)))

    def only(self, which: NDArray[Any]) -> "Coded":
        """Some of them, with the same names."""
        return Coded(self.names, self.codes[which])

    def named(self, which: NDArray[Any]) -> set[str]:
        """The names that some of them have."""
        return {self.names[code] for code in distinct(self.codes[which])}


def numbers(values: Iterable[int]) -> Numbers:
    """A column."""
    return np.array(values if isinstance(values, Sequence | np.ndarray) else list(values), dtype=np.int64)


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Each value once, in order. (NumPy's own way is several times slower.)"""
    inorder = np.sort(values)
    return inorder[np.append(True, inorder[1:] != inorder[:-1])[: len(inorder)]]


def within(values: Numbers, inorder: Numbers) -> NDArray[np.bool_]:
    """Whether each value stands among some that are in order."""
    if not len(inorder):
        return np.zeros(len(values), dtype=bool)
    found: NDArray[np.bool_] = inorder[np.minimum(np.searchsorted(inorder, values), len(inorder) - 1)] == values
    return found


def micros(at: dt.datetime) -> int:
    """A moment as a number."""
    return (at - EPOCH) // MICRO


def moment(number: int) -> dt.datetime:
    """The moment of a number."""
    return EPOCH + dt.timedelta(microseconds=int(number))


def moments(texts: Sequence[str]) -> Numbers:
    """Texts with their zone as numbers. Raises ValueError where one is no moment, or names no zone."""
    known: dict[str, int] = {}
    for text in set(texts):
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError(text)
        known[text] = (at - EPOCH) // MICRO
    return np.fromiter(map(known.__getitem__, texts), np.int64, len(texts))


def days(ats: Numbers, zone: str) -> NDArray[np.int32]:
    """The day of each moment where this zone's clocks hang."""
    there, quarter = ZoneInfo(zone), ats // QUARTER
    quarters = distinct(quarter)
    offsets = [(moment(each * QUARTER).astimezone(there).utcoffset() or MICRO * 0) // MICRO for each in quarters]
    return ((ats + numbers(offsets)[np.searchsorted(quarters, quarter)]) // DAY).astype(np.int32)


def day(number: int) -> dt.date:
    """The day of a number."""
    return FIRST_DAY + dt.timedelta(days=int(number))


def array(values: Numbers) -> str:
    """PostgreSQL's text of an array of numbers, much faster than a parameter for each."""
    return "{" + orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].decode() + "}"


def among(column: str, inorder: Numbers) -> tuple[str, list[Any]]:
    """A condition that holds for rows whose column has one of the numbers, and its parameters. Where these lie close
    together it holds for those between them as well: that is asked much faster.
    """
    if len(inorder) and inorder[-1] - inorder[0] < CLOSE * len(inorder):
        return f"{column} BETWEEN %s AND %s", [int(inorder[0]), int(inorder[-1])]
    return f"{column} = ANY(%s::bigint[])", [array(inorder)]


def columns(cell: Any, many: int) -> list[Numbers]:
    """The columns in a `string_agg(int8send(…) || int8send(…), '')`; empty where there was no row."""
    found = np.frombuffer(bytes(cell or b""), dtype=">i8").astype(np.int64)
    return list(found.reshape(-1, many).T)


def unseen(new: Sequence[Numbers], known: Sequence[Numbers]) -> Numbers:
    """Which rows of `new` stand neither in `known` nor twice, by keys of several columns: their places, in the order of the keys."""
    before = len(known[0])
    keys = [np.concatenate(pair) for pair in zip(known, new, strict=True)]
    order = np.lexsort(keys[::-1])  # stable: what is known comes before its repeats
    first = np.zeros(len(order), dtype=bool)
    first[:1] = True
    for key in keys:
        inorder = key[order]
        first[1:] |= inorder[1:] != inorder[:-1]
    kept: Numbers = order[first] - before
    return kept[kept >= 0]


def block(cells: Sequence[Cell]) -> bytes:
    """Rows for a binary COPY, without its header and end."""
    many = next((len(cell) for cell in cells if isinstance(cell, np.ndarray)), 1)
    template, names, forms, offsets = struct.pack(">h", len(cells)), [], [], []
    for at, cell in enumerate(cells):
        if isinstance(cell, np.ndarray):
            names.append(str(at))
            forms.append(cell.dtype.newbyteorder(">"))
            offsets.append(len(template) + 4)
            template += struct.pack(">i", cell.itemsize) + bytes(cell.itemsize)
        elif cell is None:
            template += struct.pack(">i", -1)
        else:
            template += struct.pack(">i", len(cell)) + cell
    shape: Any = {"names": names, "formats": forms, "offsets": offsets, "itemsize": len(template)}
    rows = np.frombuffer(bytearray(template * many), dtype=np.dtype(shape))
    for name in names:
        rows[name] = cells[int(name)]
    return rows.tobytes()


@as_installation()  # COPY knows no row-level security
def send(cursor: Any, table: str, names: Sequence[str], blocks: Iterable[bytes]) -> None:
    """Writes blocks into a table by COPY. `cursor` is one of Django's, whose errors are raised."""
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT binary)"
    with cursor.db.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write(HEADER)
        for part in blocks:
            for start in range(0, len(part), PIECE):
                copy.write(part[start : start + PIECE])
        copy.write(END)


def objects(body: bytes) -> Any:
    """What a body of JSON says: an array, or one value a line as an array. Raises orjson.JSONDecodeError."""
    if body.lstrip()[:1] == b"[":
        return orjson.loads(body)
    lines = body.strip()
    if not lines:
        return []
    try:
        rows, many = orjson.loads(b"[" + lines.replace(b"\n", b",") + b"]"), lines.count(b"\n") + 1
    except orjson.JSONDecodeError:  # there are empty lines, or worse
        kept = [line for line in body.splitlines() if line.strip()]
        rows, many = orjson.loads(b"[" + b",".join(kept) + b"]"), len(kept)
    if len(rows) != many:
        raise orjson.JSONDecodeError("Not one value a line.", "", 0)
    return rows


def room(cursor: Any) -> None:
    """Sorting and hashing of many rows stays in memory until the transaction ends."""
    cursor.execute("SET LOCAL work_mem = '64MB'")


def number(value: int | None) -> bytes | None:
    """A bigint that is the same in all rows."""
    return None if value is None else struct.pack(">q", value)


def texts(values: Sequence[str]) -> bytes | None:
    """A text array that is the same in all rows; NULL for none."""
    if not values:
        return None
    parts = [text.encode() for text in values]
    body = b"".join(struct.pack(">i", len(part)) + part for part in parts)
    return struct.pack(">iiiii", 1, 0, VARCHAR, len(parts), 1) + body


VARCHAR = 1043  # the type's number in every PostgreSQL
