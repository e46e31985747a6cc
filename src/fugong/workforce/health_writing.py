"""Readings into their day, each once, with the totals of each enterprise's day: as columns, so that a hundred thousand cost little.

Whoever writes holds the totals of the enterprises and days concerned first, and then looks what is there already. So two who
send the same at once don't both find it new.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from fugong.accounts.models import User
from fugong.core import bulk
from fugong.core.bulk import Numbers
from fugong.core.errors import Conflict
from fugong.places.models import Campaign
from fugong.workforce import at_work
from fugong.workforce import health_sql as sql
from fugong.workforce.health_rows import NOTHING, Batch
from fugong.workforce.partitions import DAILY

TABLE = "workforce_healthreport"
NAMES = ("enterprise_id", "day", "person_id", "at", "campaign_id", "temperature", "symptoms", "via", "by_id")
SMALL = 1_000
ATTEMPTS = 3  # somebody who doesn't hold the totals, for people who work nowhere, may come in between


@dataclass(frozen=True, slots=True)
class Rows:
    """Readings with where they count: a row for each enterprise that employs the person. `place` is that in the batch."""

    batch: Batch
    place: Numbers
    enterprise: Numbers
    day: NDArray[np.int32]

    @property
    def person(self) -> Numbers:
        return self.batch.people[self.place]

    @property
    def at(self) -> Numbers:
        return self.batch.moments[self.place]

    @property
    def temperature(self) -> NDArray[np.int16]:
        return self.batch.temperatures[self.place]

    @property
    def has_symptoms(self) -> NDArray[np.bool_]:
        if not self.batch.symptoms:
            return np.zeros(len(self), dtype=bool)
        return np.array([bool(each) for each in self.batch.symptoms])[self.place]

    def __len__(self) -> int:
        return len(self.place)

    def only(self, which: NDArray[Any]) -> "Rows":
        """Some of them."""
        return Rows(self.batch, self.place[which], self.enterprise[which], self.day[which])


def placed(batch: Batch, where: at_work.Rows, zone: str) -> tuple[Rows, Numbers]:
    """The rows of a batch by where people work, and the places of those whom `where` doesn't know."""
    people, enterprises = where
    known = bulk.distinct(people)
    starts = np.searchsorted(people, np.append(known, [2**63 - 1]))
    found = np.minimum(np.searchsorted(known, batch.people), max(len(known) - 1, 0))
    many = np.diff(starts)[found] * (known[found] == batch.people) if len(known) else np.zeros_like(batch.people)
    begins = starts[found]
    if (many == 1).all():
        place, source = np.arange(len(batch)), begins
    else:
        place = np.repeat(np.arange(len(batch)), many)
        source = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(begins, many)
    days = bulk.days(batch.moments, zone)
    return Rows(batch, place, enterprises[source], days[place]), np.flatnonzero(many == 0)


def write(cursor: Any, campaign: Campaign, rows: Rows, *, by: User | None, via: str) -> Rows:
    """Writes the rows that aren't there yet and returns them. The totals of their enterprises and days are held from here on."""
    days = bulk.distinct(rows.day)
    for day in map(bulk.day, days):
        DAILY.ensure(day)
    for day in days:
        cursor.execute(sql.HOLD, [bulk.day(day), campaign.pk, bulk.array(_enterprises(rows, day))])
    for _attempt in range(ATTEMPTS):
        new = _unknown(cursor, rows, days)
        try:
            with transaction.atomic():
                bulk.send(cursor, TABLE, NAMES, _blocks(new, campaign, by, via) if len(new) else ())
        except IntegrityError:
            continue
        return new
    raise Conflict(_("Somebody else is sending the same at this moment. Send it again."))


def count(cursor: Any, campaign: Campaign, rows: Rows) -> None:
    """Counts the touched enterprises' days anew, from what stands in the table."""
    pack = campaign.pack
    health = pack.workforce.health
    values: dict[str, Any] = {"times": max(health.times, 1), "fever": round(health.fever * 10), "campaign": campaign.pk}
    values["zone"] = str(pack.calendar.working_time.zone)
    for n, window in enumerate(health.windows):
        values |= {f"begin{n}": window.begin, f"end{n}": window.end}
    statement = sql.TOTAL.format(parts=sql.parts(len(health.windows)))
    for day in bulk.distinct(rows.day):
        there = {"day": bulk.day(day), "enterprises": bulk.array(_enterprises(rows, day))}
        cursor.execute(statement, values | there)


def last_of(rows: Rows) -> Rows:
    """Each person's latest reading among some."""
    order = np.lexsort((rows.at, rows.person))
    person = rows.person[order]
    is_last = np.append(person[1:] != person[:-1], True)[: len(order)]
    return rows.only(order[is_last])


def remember(cursor: Any, rows: Rows, fever: int) -> Numbers:
    """The last reading in the files of those who are, or were, unwell. Returns the numbers of those watched before."""
    people = bulk.distinct(rows.person)
    among, wanted = bulk.among("id", people)
    cursor.execute(sql.WATCHED.format(among=among), [fever, *wanted])
    watched = bulk.columns(cursor.fetchone()[0], 1)[0]
    watched = np.sort(watched[bulk.within(watched, people)])
    concerned = bulk.within(rows.person, watched) | (rows.temperature >= fever) | rows.has_symptoms
    if concerned.any():
        latest = last_of(rows.only(bulk.within(rows.person, bulk.distinct(rows.person[concerned]))))
        cursor.execute(sql.LAST, _lists(latest) | {"fever": fever})
    return watched


def _lists(rows: Rows) -> dict[str, Any]:
    return {
        "people": bulk.array(rows.person),
        "ats": [bulk.moment(at) for at in rows.at],
        "temperatures": [None if each == NOTHING else each for each in rows.temperature.tolist()],
        "symptoms": rows.has_symptoms.tolist(),
    }


def _enterprises(rows: Rows, day: int) -> Numbers:
    found: Numbers = bulk.distinct(rows.enterprise[rows.day == day])
    return found[found > 0]


def _unknown(cursor: Any, rows: Rows, days: NDArray[np.int32]) -> Rows:
    """Those that aren't in the table, each once, in the order of its key."""
    at, person = rows.at, rows.person
    values = [
        [bulk.day(each) for each in days],
        bulk.moment(at.min()),
        bulk.moment(at.max()),
        bulk.array(bulk.distinct(rows.enterprise)),
    ]
    few = len(rows) <= SMALL
    cursor.execute(
        sql.KNOWN.format(few=sql.FEW if few else ""), [*values, bulk.array(bulk.distinct(person))] if few else values
    )
    known = bulk.columns(cursor.fetchone()[0], 3)
    return rows.only(bulk.unseen((rows.enterprise, person, at), known))


def _blocks(rows: Rows, campaign: Campaign, by: User | None, via: str) -> Iterator[bytes]:
    """One for each set of symptoms, with and without a temperature: rows of a block are alike but for their numbers."""
    shared: tuple[bytes | None, ...] = (via.encode(), bulk.number(by.pk if by else None))
    for which, symptoms in _alike(rows):
        some = rows.only(which)
        measured: Any = some.temperature if some.temperature[0] != NOTHING else None
        yield bulk.block(
            (
                some.enterprise, some.day, some.person, some.at, bulk.number(campaign.pk), measured,
                bulk.texts(symptoms), *shared,
            )
        )  # fmt: skip


def _alike(rows: Rows) -> Iterator[tuple[NDArray[Any], tuple[str, ...]]]:
    if not rows.batch.symptoms and (rows.temperature != NOTHING).all():
        yield np.arange(len(rows)), ()
        return
    groups: dict[tuple[tuple[str, ...], bool], list[int]] = {}
    measured = (rows.temperature != NOTHING).tolist()
    for at, place in enumerate(rows.place.tolist()):
        symptoms = tuple(rows.batch.symptoms[place]) if rows.batch.symptoms else ()
        groups.setdefault((symptoms, measured[at]), []).append(at)
    for (symptoms, _measured), places in groups.items():
        yield np.array(places), symptoms
