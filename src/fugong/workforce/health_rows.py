"""Readings as they come in by the thousand: read from NDJSON, JSON or CSV, checked value by value, each fault at its row."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

import numpy as np
import orjson
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from fugong.core import bulk, clock, numbers
from fugong.core.bulk import Numbers
from fugong.core.errors import Fault, Refused

COLUMNS = ("person", "at", "temperature", "symptoms")
FAULTS_SHOWN = 200
LOWEST, HIGHEST = 340, 430  # tenths of a degree that a living person can have
MOST = 200_000
NOTHING = 0  # no temperature
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
    """Readings as columns of one length. Moments as `core.bulk` has them; NOTHING where there is no temperature."""

    people: Numbers
    moments: Numbers
    temperatures: NDArray[np.int16]
    symptoms: Sequence[tuple[str, ...]]
    """Of each reading; empty where no reading names one."""

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Batch":
        """The same by columns."""
        symptoms = [each.symptoms for each in readings]
        return cls(
            bulk.numbers([each.person for each in readings]),
            bulk.numbers([bulk.micros(each.at) for each in readings]),
            np.array([each.temperature or NOTHING for each in readings], dtype=np.int16),
            symptoms if any(symptoms) else (),
        )

    def __len__(self) -> int:
        return len(self.people)

    def reading(self, place: int) -> Reading:
        """One of them."""
        temperature = int(self.temperatures[place])
        symptoms = self.symptoms[place] if self.symptoms else ()
        return Reading(
            int(self.people[place]), bulk.moment(self.moments[place]),
            None if temperature == NOTHING else temperature, tuple(symptoms),
        )  # fmt: skip


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
    if kinds[0] != {int} or kinds[1] != {str} or not kinds[2] <= {int, float}:
        return None
    try:
        columns = bulk.numbers(people), bulk.moments(moments), np.rint(np.array(degrees, dtype=np.float64) * 10)
    except (ValueError, OverflowError):
        return None
    earliest, latest = map(bulk.micros, _plausible(clock.now()))
    fits = columns[0].min() > 0 and columns[1].min() > earliest and columns[1].max() < latest
    if not (fits and LOWEST <= columns[2].min() <= columns[2].max() <= HIGHEST):
        return None
    return Batch(columns[0], columns[1], columns[2].astype(np.int16), ())


def is_plausible(at: datetime, moment: datetime | None = None) -> bool:
    """Whether something can have been measured then: not long ago, and not in the future but for a clock that is a little fast."""
    earliest, latest = _plausible(moment or clock.now())
    return earliest < at < latest


def _plausible(now: datetime) -> tuple[datetime, datetime]:
    return now - timedelta(days=400), now + timedelta(minutes=10)


def tenths(value: Any) -> int | None:
    """36.5, "365" or "３６．５℃" as 365; None for nothing. Raises ValueError with words for what no living person has."""
    if value in (None, ""):
        return None
    text = str(value).strip().translate(_WIDE).rstrip("℃°cC").strip()
    try:
        whole = numbers.asked(text) if len(text) == 3 else None
        number = round(float(text) * 10) if whole is None else whole
    except (ValueError, OverflowError):
        number = 0
    if not LOWEST <= number <= HIGHEST:
        raise ValueError(_("Write a temperature from 34.0 to 43.0, such as 36.5."))
    return number


_WIDE = str.maketrans("０１２３４５６７８９．，。,", "0123456789....")


def _reading(row: Mapping[str, Any], known: frozenset[str], moment: datetime) -> Reading:
    person = row.get("person")
    if isinstance(person, str):
        person = numbers.asked(person)
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
    try:
        rows = bulk.objects(body)
    except orjson.JSONDecodeError:
        rows = None
    if not isinstance(rows, list) or not set(map(type, rows)) <= {dict}:
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
