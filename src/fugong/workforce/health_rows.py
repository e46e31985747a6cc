"""Readings as they come in by the thousand: read from NDJSON, JSON or CSV, checked value by value, each fault at its row."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from operator import itemgetter
from typing import Any

import orjson
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Fault, Refused

COLUMNS = ("person", "at", "temperature", "symptoms")
FAULTS_SHOWN = 200
LOWEST, HIGHEST = 340, 430  # tenths of a degree that a living person can have
MOST = 200_000
CHUNK = 5_000
PLAIN = {"person", "at", "temperature"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One person's temperature (tenths of a degree) and symptoms at one moment."""

    person: int
    at: datetime
    temperature: int | None
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings as columns of one length, ready for COPY. Moments are datetimes or texts with their zone."""

    people: Sequence[int]
    moments: Sequence[Any]
    temperatures: Sequence[int | None]
    symptoms: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Batch":
        """The same by columns."""
        return cls(
            [each.person for each in readings],
            [each.at for each in readings],
            [each.temperature for each in readings],
            [each.symptoms for each in readings],
        )

    def __len__(self) -> int:
        return len(self.people)

    def lines(self) -> Iterator[str]:
        """COPY's text format: number of the row (from 1), person, moment, temperature, symptoms."""
        temperatures = ["\\N" if each is None else each for each in self.temperatures]
        named = (
            ["{" + ",".join(each) + "}" if each else "\\N" for each in self.symptoms] if any(self.symptoms) else None
        )
        for start in range(0, len(self), CHUNK):
            part = slice(start, start + CHUNK)
            number = count(start + 1)
            columns = (number, self.people[part], self.moments[part], temperatures[part])
            if named is None:
                yield "".join(map("%s\t%s\t%s\t%s\t\\N\n".__mod__, zip(*columns, strict=False)))
            else:
                yield "".join(map("%s\t%s\t%s\t%s\t%s\n".__mod__, zip(*columns, named[part], strict=False)))


def parse(body: bytes, content_type: str, symptoms: Iterable[str]) -> Batch:
    """The readings of a call. Raises Refused with a fault for each bad value; `rows[1]` is the first.

    Rows that are all alike and surely fit are taken as columns; the others are looked at one by one.
    """
    rows = _csv(body) if "csv" in content_type else _json(body)
    if len(rows) > MOST:
        raise Refused(_("At most %(n)s rows at once.") % {"n": MOST})
    return _surely_fit(rows) or Batch.of(looked_through(rows, symptoms))


def looked_through(rows: Sequence[Mapping[str, Any]], symptoms: Iterable[str]) -> list[Reading]:
    """Each row by itself. Raises Refused naming what can't be."""
    known, faults, found = frozenset(symptoms), [], []
    moment = clock.now()
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_reading(row, known, moment))
        except ValueError as fault:
            name, _sep, words = str(fault).partition("|")
            faults.append(Fault(f"rows[{number}].{name}", words))
            if len(faults) >= FAULTS_SHOWN:
                break
    if faults:
        raise Refused(_("Some rows can’t be read, so nothing was taken."), fields=faults)
    return found


def _surely_fit(rows: list[Any]) -> Batch | None:
    """Rows of one shape with person, moment and temperature, each value of its kind; None where that isn't sure."""
    if not rows or set(map(len, rows)) != {3} or rows[0].keys() != PLAIN:
        return None
    try:
        people = list(map(itemgetter("person"), rows))
        moments = list(map(itemgetter("at"), rows))
        degrees = list(map(itemgetter("temperature"), rows))
    except KeyError:
        return None
    kinds = set(map(type, people)), set(map(type, moments)), set(map(type, degrees))
    if (
        kinds[0] != {int}
        or kinds[1] != {str}
        or not kinds[2] <= {int, float}
        or min(people) < 1
        or max(people) >= 2**63
    ):
        return None
    temperatures = [round(each * 10) for each in degrees]
    if min(temperatures) < LOWEST or max(temperatures) > HIGHEST:
        return None
    moment = clock.now()
    if not all((at := _aware(text)) is not None and is_plausible(at, moment) for text in set(moments)):
        return None
    return Batch(people, moments, temperatures, ((),) * len(rows))


def is_plausible(at: datetime, moment: datetime | None = None) -> bool:
    """Whether something can have been measured then: not long ago, and not in the future but for a clock that is a little fast."""
    now = moment or clock.now()
    return now - timedelta(days=400) < at < now + timedelta(minutes=10)


def _aware(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def tenths(value: Any) -> int | None:
    """36.5, "365" or "３６．５℃" as 365; None for nothing. Raises ValueError with words for what no living person has."""
    if value in (None, ""):
        return None
    text = str(value).strip().translate(_WIDE).rstrip("℃°cC").strip()
    try:
        number = int(text) if len(text) == 3 and text.isdecimal() else round(float(text) * 10)
    except (ValueError, OverflowError):
        number = 0
    if not LOWEST <= number <= HIGHEST:
        raise ValueError(_("Write a temperature from 34.0 to 43.0, such as 36.5."))
    return number


_WIDE = str.maketrans("０１２３４５６７８９．，。,", "0123456789....")


def _reading(row: Mapping[str, Any], known: frozenset[str], moment: datetime) -> Reading:
    person = row.get("person")
    if isinstance(person, str) and person.isascii() and person.isdecimal():
        person = int(person)
    if not isinstance(person, int) or isinstance(person, bool) or not 0 < person < 2**63:
        raise ValueError("person|" + _("Give the number of the person’s file."))
    at = _moment(row.get("at"), moment)
    try:
        temperature = tenths(row.get("temperature"))
    except ValueError as words:
        raise ValueError(f"temperature|{words}") from None
    said = row.get("symptoms") or ()
    named = tuple(said.replace(";", " ").split() if isinstance(said, str) else said)
    if not all(isinstance(each, str) and each in known for each in named):
        raise ValueError(
            "symptoms|" + _("There is no such symptom. Known are: %(names)s.") % {"names": ", ".join(sorted(known))}
        )
    if temperature is None and not named:
        raise ValueError("temperature|" + _("Give a temperature or a symptom."))
    return Reading(person, at, temperature, named)


def _moment(value: Any, moment: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError("at|" + _("Write the moment with its zone, such as 2020-02-20T08:05:00+08:00."))
    if not is_plausible(at, moment):
        raise ValueError("at|" + _("This moment lies in the future, or more than a year back."))
    return at


def _json(body: bytes) -> list[Any]:
    if body.lstrip()[:1] != b"[":
        body = b"[" + b",".join(line for line in body.splitlines() if line.strip()) + b"]"
    try:
        rows = orjson.loads(body)
    except orjson.JSONDecodeError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(_("This is neither a JSON array of objects nor one JSON object a line."))
    return rows


def _csv(body: bytes) -> list[Any]:
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise Refused(_("This is no CSV in UTF-8.")) from None
    strange = set(reader.fieldnames or ()) - set(COLUMNS)
    if strange or "person" not in (reader.fieldnames or ()):
        raise Refused(_("There is no such column. Columns are: %(names)s.") % {"names": ", ".join(COLUMNS)})
    return rows
